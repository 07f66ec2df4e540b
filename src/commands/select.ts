import { realpath } from 'node:fs/promises';
import { isAbsolute, posix, resolve } from 'node:path';
import type { PartialOptions } from '../config/options.js';
import { Failure, isSurvivable } from '../failure.js';
import { seenFrom, withSlashes } from '../path-flavour.js';
import type { Candidate, ManagedBy } from '../project/managed.js';
import { within } from '../project/paths.js';
import { loadProject, type Project } from '../project/project.js';
import { assertTogether } from '../project/together.js';
import { shellWord } from '../shell-word.js';
import type { Workspace } from './workspace.js';

/** What a command line chose. */
export interface Selection {
  /** Project folders, or paths of their `pyproject.toml`, as typed. */
  readonly arguments: readonly string[];
  /** The folder the command was started in, relative to the snapshot's root. */
  readonly start: string;
  readonly flags: PartialOptions | undefined;
}

type Managed = Candidate & { readonly managedBy: ManagedBy };

/** A project that a command is about, and can't be read. */
export interface UnreadableProject {
  readonly folder: string;
  /** Of its `pyproject.toml`. */
  readonly path: string;
  readonly failure: Failure;
}

/**
 * The projects that a command is about: those named; else, from a sub-folder, the nearest one (where `nearest`);
 * else all managed ones.
 *
 * @throws Failure `usage` for a name that is no project, and where nothing is managed; `configuration` where two have
 *   one output; as `loadProject` does
 */
export async function selectProjects(
  workspace: Workspace,
  selection: Selection,
  nearest: boolean,
): Promise<readonly Project[]> {
  const { projects, unreadable } = await readableProjects(workspace, selection, nearest);
  if (unreadable[0] !== undefined) throw unreadable[0].failure;
  return projects;
}

/**
 * As `selectProjects`, but a project that can't be read is no reason to do nothing about the others.
 *
 * @throws Failure as `selectProjects`, of a project only where none of them can be read
 */
export async function readableProjects(
  workspace: Workspace,
  selection: Selection,
  nearest: boolean,
): Promise<{ readonly projects: readonly Project[]; readonly unreadable: readonly UnreadableProject[] }> {
  const { candidates } = workspace;
  const chosen =
    selection.arguments.length > 0
      ? await named(workspace, selection)
      : unnamed(candidates, selection, nearest);
  const [only] = candidates;
  if (
    chosen.length === 0 &&
    candidates.length === 1 &&
    only?.path === 'pyproject.toml' &&
    only.leftAlone === 'no-project-table'
  ) {
    throw new Failure('usage', `${only.path} has no [project] table, so there is nothing to lock`, {
      next: `add [project] with name, version, requires-python and dependencies to ${only.path} (Poetry writes it since 2.0)`,
    });
  }
  if (chosen.length === 0) {
    throw new Failure(
      'usage',
      candidates.length === 0 ? 'there is no pyproject.toml here' : 'no project here is managed by lockgen',
      {
        next:
          candidates.length === 0
            ? 'run it in a project, or name one'
            : 'lockgen status tells why; name a project, or list it under projects in .lockgenrc',
      },
    );
  }
  const { projects, unreadable } = await load(workspace, chosen, selection);
  if (projects.length === 0 && unreadable[0] !== undefined) throw unreadable[0].failure;
  assertTogether(projects);
  return { projects, unreadable };
}

/**
 * The projects that a command is about, as another commit has them: those in the folders that were named, else all that
 * are managed there; none is none.
 *
 * @param folders - relative to the root; none means all
 */
export async function projectsThen(
  workspace: Workspace,
  selection: Pick<Selection, 'flags'>,
  folders: ReadonlySet<string>,
): Promise<{ readonly projects: readonly Project[]; readonly unreadable: readonly UnreadableProject[] }> {
  const chosen = workspace.candidates.flatMap((candidate): Managed[] => {
    const isNamed = folders.has(candidate.folder) && candidate.leftAlone !== 'no-project-table';
    const managedBy = candidate.managedBy ?? (isNamed ? 'argument' : undefined);
    const isAsked = folders.size === 0 || folders.has(candidate.folder);
    return managedBy === undefined || !isAsked ? [] : [{ ...candidate, managedBy }];
  });
  return await load(workspace, chosen, selection);
}

async function load(
  { tree, root }: Workspace,
  chosen: readonly Managed[],
  { flags }: Pick<Selection, 'flags'>,
): Promise<{ readonly projects: readonly Project[]; readonly unreadable: readonly UnreadableProject[] }> {
  const unreadable: UnreadableProject[] = [];
  const read = async (candidate: Managed): Promise<readonly Project[]> => {
    try {
      return [await loadProject(candidate, tree, root, flags)];
    } catch (error) {
      if (!isSurvivable(error)) throw error;
      unreadable.push({ folder: candidate.folder, path: candidate.path, failure: error });
      return [];
    }
  };
  const projects = (await Promise.all(chosen.map(read))).flat();
  return { projects, unreadable };
}

/** The managed projects besides those that were chosen, as far as they can be read. */
export async function otherProjects(
  { tree, root, candidates }: Workspace,
  chosen: readonly Project[],
): Promise<readonly Project[]> {
  const folders = new Set(chosen.map(({ folder }) => folder));
  const found: Project[] = [];
  for (const candidate of candidates) {
    const { managedBy, folder } = candidate;
    if (managedBy === undefined || folders.has(folder)) continue;
    try {
      found.push(await loadProject({ ...candidate, managedBy }, tree, root, undefined));
    } catch (error) {
      if (!isSurvivable(error)) throw error;
    }
  }
  return found;
}

async function named({ candidates, snapshot }: Workspace, selection: Selection): Promise<readonly Managed[]> {
  const found = new Map<string, Managed>();
  for (const argument of selection.arguments) {
    const typed =
      withSlashes(argument)
        .replace(/(^|\/)pyproject\.toml$/, '$1')
        .replace(/(?!^)\/$/, '') || '.';
    const { root } = snapshot;
    // From the root itself, `../itself` leads back into it.
    const folder =
      (isAbsolute(typed) ? undefined : within(selection.start, typed)) ??
      within('', await belowRoot(root, resolve(root, selection.start, typed)));
    if (folder === undefined) {
      throw new Failure('usage', `${argument} is not in ${root}, where the files are read`, {
        next: `cd ${shellWord(argument)}, then try again`,
      });
    }
    const candidate = candidates.find((one) => one.folder === folder);
    if (candidate === undefined) {
      throw new Failure('usage', `${argument} is no project: there is no pyproject.toml in it`, {
        next: 'lockgen status lists the projects',
      });
    }
    if (candidate.leftAlone === 'no-project-table') {
      throw new Failure('project', `${candidate.path} has no [project] table, so there is nothing to lock`, {
        next: `add [project] with name, version, requires-python and dependencies to ${candidate.path}`,
      });
    }
    found.set(candidate.folder, { ...candidate, managedBy: candidate.managedBy ?? 'argument' });
  }
  return [...found.values()];
}

/** An absolute path as seen from the snapshot's root, with `/`. */
async function belowRoot(root: string, path: string): Promise<string> {
  // The root is a real path, and what a person types may lead there through links.
  const real = await realpath(path).catch(() => path);
  return seenFrom(root, real);
}

function unnamed(
  candidates: readonly Candidate[],
  { start }: Selection,
  nearest: boolean,
): readonly Managed[] {
  const managed = candidates.flatMap((candidate): Managed[] =>
    candidate.managedBy === undefined ? [] : [{ ...candidate, managedBy: candidate.managedBy }],
  );
  if (!nearest || start === '') return managed;
  for (let folder = start; ; folder = posix.dirname(folder) === '.' ? '' : posix.dirname(folder)) {
    const found = managed.find((candidate) => candidate.folder === folder);
    if (found !== undefined) return [found];
    if (folder === '') return managed;
  }
}
