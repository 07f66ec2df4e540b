import picomatch from 'picomatch';
import { configuredOutputs } from '../config/effective.js';
import type { PartialOptions, RootConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { compilesProject, readHeader } from '../lockfile/header.js';
import { pathWord } from '../shell-word.js';
import { folderOf, isTable, parseToml, type Table, tableAt, withoutMark } from './manifest.js';
import { inFolder, plainPattern } from './paths.js';
import { isGlob } from './project-patterns.js';
import type { Tree } from './tree.js';

/** Why a folder with a `pyproject.toml` is managed. */
export type ManagedBy = 'named' | 'projects' | 'tool.lockgen' | 'lockfile' | 'root' | 'argument' | 'moved';
/** Why one is left alone. */
export type LeftAlone = 'no-project-table' | 'excluded' | 'not-matched' | 'not-root';

/** A folder with a `pyproject.toml`, and whether lockgen manages it. */
export interface Candidate {
  readonly folder: string;
  readonly path: string;
  readonly managedBy: ManagedBy | undefined;
  readonly leftAlone: LeftAlone | undefined;
  /** Which glob, file or line decided. */
  readonly evidence: string;
}

const MANIFEST = 'pyproject.toml';

/**
 * Finds the projects of a snapshot, and says of each why it is or isn't managed.
 *
 * Managed is a project that `projects` names, or that has `[tool.lockgen]`, or one of whose outputs is a compile
 * of that very `pyproject.toml`, or, where `projects` isn't set, the one at the root when it has `[project]`.
 *
 * @throws Failure `project` where `projects` names a folder literally that has no `[project]`, and for bad TOML
 *   in a manifest that could be managed.
 */
export async function findCandidates(
  tree: Tree,
  root: RootConfig | undefined,
  flags: PartialOptions | undefined,
): Promise<readonly Candidate[]> {
  const manifests = manifestPaths(tree);
  const patterns = root?.projects;
  const name = (folder: string): string => (folder === '' ? '.' : folder);
  const globs = patterns?.filter(isGlob).map(plainPattern) ?? [];
  const literal = new Set(patterns?.filter((pattern) => !isGlob(pattern)).map(plainPattern));
  const matchesProject = globs.length > 0 ? picomatch(globs, { dot: true }) : () => false;
  const exclude = (root?.exclude ?? []).map(plainPattern);
  const excluded = exclude.length > 0 ? picomatch(exclude, { dot: true }) : () => false;

  for (const folder of literal) {
    if (!manifests.includes(folder === '.' ? MANIFEST : `${folder}/${MANIFEST}`)) {
      throw new Failure('project', `${root?.file}: projects names ${folder}, which has no pyproject.toml`, {
        next: `correct projects in ${root?.file}, or git add ${pathWord(inFolder(folder === '.' ? '' : folder, MANIFEST))}`,
      });
    }
  }
  const outputs = configuredOutputs({
    ...(root === undefined ? {} : { root }),
    ...(flags === undefined ? {} : { flags }),
  });
  const outputsHere = (folder: string): readonly string[] =>
    outputs.map((output) => inFolder(folder, output)).filter((path) => tree.paths.has(path));
  await tree.prefetch(manifests.flatMap((path) => [path, ...outputsHere(folderOf(path))]));

  const found: Candidate[] = [];
  for (const path of manifests) {
    const folder = folderOf(path);
    const readable = await tree.read(path);
    const text = withoutMark(readable ?? '');
    // What can't be read (a symbolic link, a folder) may hide one: whoever loads it is told.
    const mayHaveProject = readable === undefined || hasProjectTable(text, path);
    const managed = (managedBy: ManagedBy, evidence: string): Candidate => ({
      folder,
      path,
      managedBy,
      leftAlone: undefined,
      evidence,
    });
    const alone = (leftAlone: LeftAlone, evidence: string): Candidate => ({
      folder,
      path,
      managedBy: undefined,
      leftAlone,
      evidence,
    });
    const byLockfile = async (): Promise<string | undefined> => {
      for (const output of outputsHere(folder)) {
        if (compilesProject(readHeader((await tree.read(output)) ?? ''), output)) return output;
      }
      return undefined;
    };
    if (literal.has(name(folder))) {
      if (!mayHaveProject) {
        throw new Failure(
          'project',
          `${path} has no [project] table, and projects in ${root?.file} names it`,
          {
            next: `add [project] to ${path}, or take ${name(folder)} out of projects in ${root?.file}`,
          },
        );
      }
      found.push(managed('named', `projects in ${root?.file}`));
    } else if (excluded(name(folder))) found.push(alone('excluded', `exclude in ${root?.file}`));
    else if (hasLockgenTable(text, path)) found.push(managed('tool.lockgen', `[tool.lockgen] in ${path}`));
    else if (!mayHaveProject && !((await byLockfile()) !== undefined && isBroken(text, path)))
      found.push(
        alone(
          'no-project-table',
          isPackage(text) ? `${path} has no [project] table` : `${path} only configures tools`,
        ),
      );
    else if (matchesProject(name(folder))) found.push(managed('projects', `projects in ${root?.file}`));
    else {
      const lockfile = await byLockfile();
      if (lockfile !== undefined) found.push(managed('lockfile', `${lockfile} is compiled from it`));
      else if (patterns !== undefined)
        found.push(alone('not-matched', `no pattern of projects in ${root?.file} matches`));
      else if (folder === '') found.push(managed('root', 'the project at the root'));
      else
        found.push(alone('not-root', 'neither at the root, nor named in projects, nor with [tool.lockgen]'));
    }
  }
  return found;
}

/** What keeps a manifest from being TOML, with path, line and column; undefined where it is. */
export function tomlFault(text: string, path: string): string | undefined {
  try {
    parseToml(text, path);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return `it is not TOML: ${error.message}`;
    throw error;
  }
}

/** A manifest as a table; undefined where it is no TOML, which whoever loads it is told. */
function tableIn(text: string, path: string): Table | undefined {
  try {
    return parseToml(text, path);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Whether a manifest says nothing, or nothing that can be read. With a lockfile of its own, it said something once. */
const isBroken = (text: string, path: string): boolean =>
  text.trim() === '' || tableIn(text, path) === undefined;

/** Whether a manifest without `[project]` is of a package all the same: Poetry's before 2.0, or a `setup.py`'s. */
const isPackage = (text: string): boolean => /^[ \t]*\[[ \t]*(?:tool\.poetry|build-system)\b/m.test(text);

/** Whether a manifest without `[project]` has a project's name or dependencies for Poetry, as all had before Poetry 2.0. */
export function isPoetryProject(text: string, path: string): boolean {
  // Few manifests have the word, and parsing each would take its time.
  if (!text.includes('poetry')) return false;
  const { name, dependencies } = tableAt(tableIn(text, path) ?? {}, 'tool', 'poetry');
  return name !== undefined || dependencies !== undefined;
}

/** Whether a manifest has `[tool.lockgen]`, in any of the ways in which TOML can say so. */
export function hasLockgenTable(text: string, path: string): boolean {
  // Few manifests have the word, and parsing each would take its time.
  if (!text.includes('lockgen')) return false;
  const looksSo = LOCKGEN_HEADER.test(text);
  // Only a string of several lines could have such a line in it and be none.
  if (looksSo && !/"""|'''/.test(text)) return true;
  const table = tableIn(text, path);
  // Bad TOML that looks so is managed.
  return table === undefined ? looksSo : tableAt(table, 'tool').lockgen !== undefined;
}

const LOCKGEN_HEADER = /^[ \t]*\[[ \t]*(["']?)tool\1[ \t]*\.[ \t]*(["']?)lockgen\2(?![\w-])/m;

/** Whether a manifest has `[project]`. Bad TOML that looks so may have it: whoever loads it is told. */
export function hasProjectTable(text: string, path: string): boolean {
  if (/^[ \t]*\[[ \t]*(["']?)project\1[ \t]*[.\]]/m.test(text)) return true;
  // Only what could be one is parsed: a key of that name is in many a tool's table (`[tool.sonar] project = "x"`).
  if (!/^[ \t]*(["']?)project\1[ \t]*[.=]/m.test(text)) return false;
  const table = tableIn(text, path);
  return table === undefined || isTable(table.project);
}

/** Whatever is called `pyproject.toml`, folders included. */
function manifestPaths(tree: Tree): readonly string[] {
  const found = new Set<string>();
  for (const path of tree.paths) {
    // A folder's name may have a newline in it.
    const match = /^(?:.*?\/)?pyproject\.toml(?=\/|$)/s.exec(path);
    if (match !== null) found.add(match[0]);
  }
  return [...found].sort();
}
