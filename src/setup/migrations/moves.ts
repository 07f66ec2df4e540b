import { stringsOf, tableAt } from '../../project/manifest.js';
import { normalizeName } from '../../python/version.js';
import { type Facts, keyOf, meaningOf } from './facts.js';
import type { Layers } from './layers.js';
import { purposeOf } from './names.js';
import type { Addition } from './toml-requirements.js';

/** Where the lines of files of requirements go. */
export interface Moves {
  /** By file: a group, an extra, `dependencies`, or left where they are, since the build reads them. */
  readonly homes: ReadonlyMap<string, Home>;
  readonly additions: readonly {
    readonly path: readonly string[];
    readonly from: string;
    readonly items: readonly Addition[];
  }[];
  readonly notes: readonly string[];
}

/** What a file of requirements becomes. */
export type Home =
  | { readonly kind: 'dependencies' }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'extra'; readonly name: string }
  /** The build reads it: the project's own, or an extra's. */
  | { readonly kind: 'build'; readonly extra: string };

/** Decides where each line goes. What `pyproject.toml` states already is not stated twice. */
export function movesOf(facts: Facts, layers: Layers): Moves {
  const project = tableAt(facts.document, 'project');
  const own = stringsOf(project.dependencies);
  const baseLines = linesOf(layers, layers.base);
  const known = new Set([...own, ...baseLines].map(meaningOf));
  const homes = new Map<string, Home>();
  const additions: { path: readonly string[]; from: string; items: readonly Addition[] }[] = [];
  const notes: string[] = [];
  const paths = [...layers.files.keys()].sort(
    (a, b) => layers.closure(a).length - layers.closure(b).length || (a < b ? -1 : 1),
  );
  const stated = new Map<string, ReadonlySet<string>>();
  for (const path of paths) {
    const home = homeOf(facts, layers, path, known);
    homes.set(path, home);
    if (home.kind === 'build') {
      notes.push(
        `${path} stays as it is: the build reads ${home.extra === '' ? 'the dependencies' : `the extra ${home.extra}`} from it`,
      );
      continue;
    }
    if (home.kind === 'extra') continue;
    const there =
      home.kind === 'dependencies' ? own : stringsOf(tableAt(facts.document, 'dependency-groups')[home.name]);
    const included = layers
      .closure(path)
      .slice(0, -1)
      .flatMap((one) => [...(stated.get(one) ?? [])]);
    const skip = new Set([...there.map(meaningOf), ...included, ...(home.kind === 'group' ? known : [])]);
    const lines = layers.files.get(path)?.requirements ?? [];
    const items = lines.filter(({ text }) => {
      const meaning = meaningOf(text);
      return !skip.has(meaning) && skip.add(meaning);
    });
    stated.set(path, skip);
    const byKey = new Map(there.map((one) => [keyOf(one), one]));
    for (const { text } of items) {
      const other = byKey.get(keyOf(text));
      if (other !== undefined)
        notes.push(
          `${facts.path} states "${other}" and, by ${path}, "${text}" now: both hold; drop one where it says nothing more`,
        );
    }
    const place =
      home.kind === 'dependencies' ? ['project', 'dependencies'] : ['dependency-groups', home.name];
    if (items.length > 0 || (home.kind === 'group' && there.length === 0))
      additions.push({ path: place, from: path, items });
  }
  return { homes, additions, notes };
}

function linesOf(layers: Layers, path: string | undefined): readonly string[] {
  return path === undefined ? [] : (layers.files.get(path)?.requirements ?? []).map(({ text }) => text);
}

function homeOf(facts: Facts, layers: Layers, path: string, known: ReadonlySet<string>): Home {
  const extra = facts.readByBuild.get(path);
  if (extra !== undefined) return { kind: 'build', extra };
  if (path === layers.base) return { kind: 'dependencies' };
  const purpose = normalizeName(purposeOf(path) || 'more').replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  const extras = tableAt(facts.document, 'project', 'optional-dependencies');
  const [name, value] = Object.entries(extras).find(([one]) => normalizeName(one) === purpose) ?? [];
  const inExtra = new Set([...stringsOf(value).map(meaningOf), ...known]);
  // An extra of that name that has all of it says it already.
  if (name !== undefined && linesOf(layers, path).every((line) => inExtra.has(meaningOf(line))))
    return { kind: 'extra', name };
  const groups = Object.keys(tableAt(facts.document, 'dependency-groups'));
  return { kind: 'group', name: groups.find((one) => normalizeName(one) === purpose) ?? purpose };
}
