import { stringify } from 'smol-toml';
import type { Lockfile } from '../lockfile/parse.js';
import { isTable, type Manifest, type Table, tableAt, type Value } from '../project/manifest.js';
import type { Project } from '../project/project.js';
import { normalizeName } from '../python/version.js';

/** A git requirement, taken apart: `git+URL@ref#subdirectory=…`. */
interface GitUrl {
  readonly base: string;
  readonly ref: string | undefined;
  readonly fragment: string;
}

/**
 * Manifests in which git branches are replaced by the commits that the old lockfiles have.
 *
 * uv takes no git pin as a preference, so a branch that moved would give a new commit with every unrelated edit.
 * Only the sandbox's copy is changed, so nothing of it reaches the header. A requirement is held only while its
 * URL, ref and folder are what they were: a ref that was edited has to be asked for again.
 *
 * @param before - the manifest that the old lockfiles were made from; without it nothing is held
 * @param upgraded - packages that are to move
 */
export function heldManifests(
  project: Project,
  before: Manifest | undefined,
  olds: readonly Lockfile[],
  upgraded: readonly string[],
): readonly { readonly path: string; readonly text: string }[] {
  if (before === undefined) return [];
  const moving = new Set(upgraded.map(normalizeName));
  const commits = new Map<string, GitUrl>();
  for (const pin of olds.flatMap((old) => old.pins)) {
    const url = pin.url === undefined ? undefined : gitUrl(pin.url);
    if (url?.ref !== undefined && !moving.has(pin.key)) commits.set(pin.key, url);
  }
  if (commits.size === 0) return [];
  const { manifest } = project;
  const earlier = new Set(
    strings(before.document.project ?? '').concat(strings(before.document['dependency-groups'] ?? '')),
  );
  const hold = (text: string): string => {
    const match = text.match(/^\s*([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\]\s*)?@\s*(git\+[^\s;]+)/);
    const [, name = '', url = ''] = match ?? [];
    const now = gitUrl(url);
    const commit = commits.get(normalizeName(name));
    if (now === undefined || commit?.base !== now.base || commit.ref === undefined) return text;
    if (!earlier.has(text) || isCommit(now.ref)) return text;
    return text.replace(url, `${now.base}@${commit.ref}${now.fragment}`);
  };
  const sourcesBefore = tableAt(before.toolUv, 'sources');
  const holdSource = (name: string, entry: Value | undefined): Value | undefined => {
    if (Array.isArray(entry)) return entry.map((one) => holdSource(name, one) ?? one);
    const commit = commits.get(normalizeName(name));
    if (!isTable(entry) || typeof entry.git !== 'string' || commit?.ref === undefined) return entry;
    const { branch: _branch, ...rest } = entry;
    const sameSource = JSON.stringify(entry) === JSON.stringify(sameEntry(sourcesBefore[name], entry));
    // `rev` may name a branch as well.
    const isBranch = entry.tag === undefined && !(typeof entry.rev === 'string' && isCommit(entry.rev));
    if (!sameSource || !isBranch || repositoryOf(commit.base) !== repositoryOf(entry.git)) return entry;
    return { ...rest, rev: commit.ref };
  };
  const { document } = manifest;
  const sources = Object.entries(tableAt(manifest.toolUv, 'sources')).map(([name, entry]) => [
    name,
    holdSource(name, entry),
  ]);
  const tool = tableAt(document, 'tool');
  const held = {
    ...document,
    ...mapped(document, 'project', hold),
    ...mapped(document, 'dependency-groups', hold),
    ...(sources.length === 0
      ? {}
      : { tool: { ...tool, uv: { ...manifest.toolUv, sources: Object.fromEntries(sources) } } }),
  };
  return JSON.stringify(held, plain) === JSON.stringify(document, plain)
    ? []
    : [{ path: manifest.path, text: stringify(held) }];
}

const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
const isCommit = (ref: string | undefined): boolean => ref !== undefined && /^[0-9a-f]{40}$/.test(ref);

function gitUrl(url: string): GitUrl | undefined {
  const match = url.match(/^(git\+[a-z+]+:\/\/(?:[^/@\s]+@)?[^@#\s]+?)(?:@([^#\s]+))?(#\S*)?$/);
  return match?.[1] === undefined ? undefined : { base: match[1], ref: match[2], fragment: match[3] ?? '' };
}

/** A repository's URL without what doesn't tell two of them apart. */
function repositoryOf(url: string): string {
  return url
    .replace(/^git\+/, '')
    .replace(/^([a-z+]+:\/\/)[^/@\s]+@/, '$1')
    .replace(/(?:\.git)?\/*$/, '');
}

function sameEntry(before: Value | undefined, entry: Table): Value | undefined {
  const all = Array.isArray(before) ? before : [before];
  return all.find((one) => JSON.stringify(one) === JSON.stringify(entry));
}

/** All strings of a value, at any depth. */
function strings(value: Value): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  return isTable(value)
    ? Object.values(value).flatMap((item) => (item === undefined ? [] : strings(item)))
    : [];
}

function mapped(document: Table, key: string, change: (text: string) => string): Table {
  const map = (value: Value): Value => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(map);
    if (!isTable(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, item === undefined ? item : map(item)]),
    );
  };
  const value = document[key];
  return value === undefined ? {} : { [key]: map(value) };
}
