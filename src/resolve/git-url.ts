import { isTable, type Manifest, tableAt, type Value } from '../project/manifest.js';
import { normalizeName } from '../python/version.js';

/** A git requirement's URL, taken apart: `git+URL@ref#subdirectory=…`. */
export interface GitUrl {
  /** With `git+`. */
  readonly base: string;
  readonly ref: string | undefined;
  readonly fragment: string;
}

/** What a manifest names of another repository. */
export interface GitReference {
  /** The package, to compare by. */
  readonly key: string;
  /** The repository's URL, without `git+`. */
  readonly url: string;
  /** `named`: a branch, a tag, or a short commit; `head`: the repository's own choice. */
  readonly kind: 'branch' | 'tag' | 'named' | 'head';
  /** `''` for `head`. */
  readonly name: string;
}

/** Takes the URL of a git requirement apart; `undefined` for every other URL. */
export function gitUrl(url: string): GitUrl | undefined {
  const match = url.match(/^(git\+[a-z+]+:\/\/(?:[^/@\s]+@)?[^@#\s]+?)(?:@([^#\s]+))?(#\S*)?$/);
  return match?.[1] === undefined ? undefined : { base: match[1], ref: match[2], fragment: match[3] ?? '' };
}

/** A repository's URL without what doesn't tell two of them apart. */
export function repositoryOf(url: string): string {
  return url
    .replace(/^git\+/, '')
    .replace(/^([a-z+]+:\/\/)[^/@\s]+@/, '$1')
    .replace(/(?:\.git)?\/*$/, '');
}

/** Whether a reference is a commit's whole id, which never moves. */
export function isCommit(ref: string | undefined): boolean {
  return ref !== undefined && /^[0-9a-f]{40}$/.test(ref);
}

/** A requirement's package and git URL; `undefined` for every other requirement. */
export function gitRequirement(text: string): { readonly key: string; readonly url: string } | undefined {
  const [, name, url] = text.match(/^\s*([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\]\s*)?@\s*(git\+[^\s;]+)/) ?? [];
  return name === undefined || url === undefined ? undefined : { key: normalizeName(name), url };
}

/** All that manifests name of other repositories, whole commits included, as `named`. */
export function gitReferences(manifests: readonly Manifest[]): readonly GitReference[] {
  return manifests.flatMap((manifest) => [
    ...requirementTexts(manifest).flatMap((text): readonly GitReference[] => {
      const requirement = gitRequirement(text);
      const url = requirement === undefined ? undefined : gitUrl(requirement.url);
      if (requirement === undefined || url === undefined) return [];
      const place = { key: requirement.key, url: url.base.replace(/^git\+/, '') };
      return [
        url.ref === undefined
          ? { ...place, kind: 'head', name: '' }
          : { ...place, kind: 'named', name: url.ref },
      ];
    }),
    ...Object.entries(tableAt(manifest.toolUv, 'sources')).flatMap(([name, entry]) =>
      (Array.isArray(entry) ? entry : [entry]).flatMap((one) => sourceReference(normalizeName(name), one)),
    ),
  ]);
}

function sourceReference(key: string, entry: Value | undefined): readonly GitReference[] {
  if (!isTable(entry) || typeof entry.git !== 'string') return [];
  const { git: url, branch, tag, rev } = entry;
  if (typeof branch === 'string') return [{ key, url, kind: 'branch', name: branch }];
  if (typeof tag === 'string') return [{ key, url, kind: 'tag', name: tag }];
  return [
    typeof rev === 'string' ? { key, url, kind: 'named', name: rev } : { key, url, kind: 'head', name: '' },
  ];
}

/** Every string of a manifest that may be a requirement. */
export function requirementTexts({ document }: Manifest): readonly string[] {
  return [document.project, document['dependency-groups']].flatMap(strings);
}

/** All strings of a value, at any depth. */
function strings(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  return isTable(value) ? Object.values(value).flatMap(strings) : [];
}
