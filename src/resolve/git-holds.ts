import { stringify } from 'smol-toml';
import { jsonText } from '../json-text.js';
import type { Lockfile } from '../lockfile/parse.js';
import { isTable, type Manifest, type Table, tableAt, type Value } from '../project/manifest.js';
import type { Project } from '../project/project.js';
import { normalizeName } from '../python/version.js';
import { type GitUrl, gitRequirement, gitUrl, isCommit, repositoryOf, requirementTexts } from './git-url.js';

/** A manifest's text as the sandbox is to have it. */
interface HeldManifest {
  readonly path: string;
  readonly text: string;
}

/**
 * The manifests of a project, and of the local packages that it takes, in which git branches are replaced by the commits
 * that the old lockfiles have.
 *
 * uv takes no git pin as a preference, so a branch that moved would give a new commit with every unrelated edit.
 * Only the sandbox's copy is changed, so nothing of it reaches the header. A requirement is held only while its
 * URL, ref and folder are what they were: a ref that was edited has to be asked for again.
 *
 * @param before - the manifests that the old lockfiles were made from; nothing is held of one that isn't among them
 * @param upgraded - packages that are to move
 */
export function heldManifests(
  project: Project,
  before: readonly Manifest[],
  olds: readonly Lockfile[],
  upgraded: readonly string[],
): readonly HeldManifest[] {
  const moving = new Set(upgraded.map(normalizeName));
  const commits = new Map<string, GitUrl>();
  for (const pin of olds.flatMap((old) => old.pins)) {
    const url = pin.url === undefined ? undefined : gitUrl(pin.url);
    if (url?.ref !== undefined && !moving.has(pin.key)) commits.set(pin.key, url);
  }
  if (commits.size === 0) return [];
  return project.inputs.manifests.flatMap((manifest) => {
    const earlier = before.find(({ path }) => path === manifest.path);
    return earlier === undefined ? [] : heldManifest(manifest, earlier, commits);
  });
}

function heldManifest(
  manifest: Manifest,
  before: Manifest,
  commits: ReadonlyMap<string, GitUrl>,
): readonly HeldManifest[] {
  const earlier = new Set(requirementTexts(before));
  const hold = (text: string): string => {
    const requirement = gitRequirement(text);
    const now = requirement === undefined ? undefined : gitUrl(requirement.url);
    const commit = requirement === undefined ? undefined : commits.get(requirement.key);
    if (
      requirement === undefined ||
      now === undefined ||
      commit?.base !== now.base ||
      commit.ref === undefined
    )
      return text;
    if (!earlier.has(text) || isCommit(now.ref)) return text;
    return text.replace(requirement.url, `${now.base}@${commit.ref}${now.fragment}`);
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
  return jsonText(held) === jsonText(document) ? [] : [{ path: manifest.path, text: stringify(held) }];
}

function sameEntry(before: Value | undefined, entry: Table): Value | undefined {
  const all = Array.isArray(before) ? before : [before];
  return all.find((one) => JSON.stringify(one) === JSON.stringify(entry));
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
