import { folderOf } from '../../project/manifest.js';
import { within } from '../../project/paths.js';
import type { Files } from './migration.js';
import { baseRank, purposeOf } from './names.js';
import { type RequirementsIn, readRequirementsIn } from './requirements-in.js';

/** Purposes that are never the project itself. */
const DEVELOPMENT =
  /^(?:dev|develop|development|tests?|testing|docs?|lint|linting|ci|typing|build|tools|local)$/;

/** The files of requirements of one project, and which includes which. */
export interface Layers {
  readonly files: ReadonlyMap<string, RequirementsIn>;
  /** The one whose lines are the project's own; undefined where none is. */
  readonly base: string | undefined;
  /** What `-r` names and isn't there. */
  readonly missing: readonly { readonly from: string; readonly name: string }[];
  /** A file and all that it includes, itself last. */
  closure(path: string): readonly string[];
}

/**
 * Reads files of requirements with all that they include.
 *
 * @param inputs - those that are compiled
 * @param sources - what a lockfile is compiled from, for `-r base.txt`
 * @param isManifestBase - whether the manifest has the project's requirements, so that no file needs to be the base
 * @param options.isLockfile they stand in the place of lockfiles, so that requirements may have hashes
 */
export function layersOf(
  files: Files,
  inputs: readonly string[],
  sources: (lockfile: string) => readonly string[],
  isManifestBase: boolean,
  { isLockfile = false }: { readonly isLockfile?: boolean } = {},
): Layers {
  const read = new Map<string, RequirementsIn>();
  const includes = new Map<string, readonly string[]>();
  const missing: { from: string; name: string }[] = [];
  const pending = [...inputs];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const text = files.get(path);
    if (read.has(path) || text === undefined) continue;
    const from = path;
    const found = readRequirementsIn(text, { isLockfile });
    read.set(from, found);
    const named = found.includes.flatMap((name) => {
      const target = within(folderOf(from), name);
      const compiled = target === undefined ? [] : sources(target);
      if (compiled.length > 0) return compiled.filter((one) => one !== from);
      if (target !== undefined && files.has(target)) return [target];
      missing.push({ from, name });
      return [];
    });
    includes.set(from, named);
    pending.push(...named.filter((one) => !/(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg))$/.test(one)));
  }
  const closure = (path: string, seen = new Set<string>()): readonly string[] => {
    if (seen.has(path) || !read.has(path)) return [];
    seen.add(path);
    return [...(includes.get(path) ?? []).flatMap((one) => closure(one, seen)), path];
  };
  return {
    files: read,
    missing,
    base: baseOf([...read.keys()], (path) => closure(path).slice(0, -1), isManifestBase),
    closure: (path) => closure(path),
  };
}

function baseOf(
  paths: readonly string[],
  included: (path: string) => readonly string[],
  isManifestBase: boolean,
): string | undefined {
  const ranked = paths
    .flatMap((path) => {
      const rank = baseRank(purposeOf(path));
      return rank === undefined ? [] : [{ path, rank, depth: path.split('/').length }];
    })
    .sort((a, b) => a.rank - b.rank || a.depth - b.depth || (a.path < b.path ? -1 : 1));
  // Of `base.in` and a `requirements.in` that includes it, the project's own are in `base.in`.
  const names = new Set(ranked.map(({ path }) => path));
  const byName = ranked.find(({ path }) => !included(path).some((one) => names.has(one)));
  if (byName !== undefined) return byName.path;
  if (isManifestBase) return undefined;
  const users = paths.map((path) => ({
    path,
    count: paths.filter((other) => included(other).includes(path)).length,
  }));
  const most = users.filter(({ path, count }) => count > 0 && included(path).length === 0);
  most.sort((a, b) => b.count - a.count);
  return (
    most[0]?.path ??
    (paths.length === 1 ? paths.find((path) => !DEVELOPMENT.test(purposeOf(path))) : undefined)
  );
}
