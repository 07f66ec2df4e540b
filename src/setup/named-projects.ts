import { nearest } from '../config/nearest.js';
import { Failure } from '../failure.js';
import { inFolder, isUnder, plainPattern } from '../project/paths.js';
import { foldersNamed, isGlob } from '../project/project-patterns.js';
import { shellWord } from '../shell-word.js';

import { patternsFor } from './plan-config.js';

/** What `--projects` is held against. */
export interface Ground {
  /** Folders of projects; `''` is the root. */
  readonly projects: readonly string[];
  /** All paths of the work tree. */
  readonly paths: ReadonlySet<string>;
  /** The folder that the command was typed in, as seen from the root. */
  readonly start: string;
}

/** A pattern, and how many names a shell had made of it. */
export interface Unquoted {
  readonly pattern: string;
  readonly names: number;
}

/**
 * Words behind `--projects` as the patterns that were meant: a shell makes of `services/*`, without quotes, all that is in
 * that folder, and hands over only the names.
 *
 * @param entries the names in a folder of the work tree (`''` is its root), folders apart from the rest
 */
export async function asPatterns(
  words: readonly string[],
  entries: (
    folder: string,
  ) => Promise<{ readonly folders: readonly string[]; readonly others: readonly string[] }>,
): Promise<{ readonly patterns: readonly string[]; readonly unquoted: readonly Unquoted[] }> {
  const plain = [...new Set(words.map(plainPattern))];
  const groups = new Map<string, string[]>();
  for (const word of plain) {
    if (isGlob(word) || word === '.') continue;
    const parent = word.includes('/') ? word.slice(0, word.lastIndexOf('/')) : '';
    groups.set(parent, [...(groups.get(parent) ?? []), word]);
  }
  const unquoted = new Map<string, Unquoted>();
  for (const [parent, names] of groups) {
    if (names.length < 2) continue;
    const { folders, others } = await entries(parent);
    // As a shell has it, names with a dot before them aren't matched by `*`.
    const seen = [folders, [...folders, ...others]].map((all) =>
      all.filter((name) => !name.startsWith('.')).map((name) => inFolder(parent, name)),
    );
    if (!seen.some((all) => all.length === names.length && all.every((name) => names.includes(name))))
      continue;
    const found = { pattern: inFolder(parent, '*'), names: names.length };
    for (const name of names) unquoted.set(name, found);
  }
  const patterns = plain.map((word) => unquoted.get(word)?.pattern ?? word);
  return { patterns: [...new Set(patterns)], unquoted: [...new Set(unquoted.values())] };
}

/**
 * That every pattern names a project.
 *
 * @param command `lockgen init` with other patterns, as it is typed
 * @throws Failure `usage` that says what was looked for, what is near, and what to type
 */
export function assertNamed(
  patterns: readonly string[],
  ground: Ground,
  command: (patterns: readonly string[]) => string,
): void {
  for (const pattern of patterns) {
    if (foldersNamed(pattern, ground.projects).length > 0) continue;
    const meant = meantBy(pattern, ground);
    const next =
      meant === undefined
        ? `name folders as they are seen from the repository's root: ${someOf(ground.projects)}`
        : command(patterns.flatMap((one) => (one === pattern ? meant : [one])));
    throw new Failure('usage', `--projects ${pattern}: ${why(pattern, ground)}`, { next });
  }
}

function why(pattern: string, { projects, paths }: Ground): string {
  const below = projects.filter((folder) => folder !== '' && isUnder(pattern, folder));
  if (isGlob(pattern)) return 'no folder with a pyproject.toml that has [project] is named so';
  const manifest = inFolder(pattern === '.' ? '' : pattern, 'pyproject.toml');
  const has = paths.has(manifest)
    ? `${manifest} has no [project] table`
    : paths.has(pattern)
      ? 'that is a file, and no folder of a project'
      : [...paths].some((path) => isUnder(pattern, path))
        ? `there is no ${manifest}`
        : 'there is no such folder';
  return below.length === 0 || pattern === '.'
    ? has
    : `${has}, but ${below.length === 1 ? 'a project' : `${below.length} projects`} below it`;
}

/** The patterns that were meant, if that can be told. */
export function meantBy(
  pattern: string,
  { projects, start }: Pick<Ground, 'projects' | 'start'>,
): readonly string[] | undefined {
  const fromHere = inFolder(start, pattern);
  if (start !== '' && foldersNamed(fromHere, projects).length > 0) return [fromHere];
  const below = pattern === '.' ? [] : projects.filter((folder) => isUnder(pattern, folder));
  if (!isGlob(pattern) && below.length > 0) {
    const isDirect = below.every((folder) => !folder.slice(pattern.length + 1).includes('/'));
    return [`${pattern}/${isDirect ? '*' : '**'}`];
  }
  const parents = projects.flatMap((folder) => (folder.includes('/') ? [folder.replace(/[^/]*$/, '*')] : []));
  const found = nearest(
    pattern,
    [...patternsFor(projects), ...parents, ...projects].filter((one) => one !== ''),
  );
  return found === undefined ? undefined : [found];
}

/** Folders of projects as patterns, the first of them. */
export function someOf(projects: readonly string[]): string {
  const root = projects.includes('') ? ['.'] : [];
  const names = [...root, ...patternsFor(projects)].map(shellWord);
  return names.length <= 6
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
