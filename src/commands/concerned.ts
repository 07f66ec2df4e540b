import { isSurvivable } from '../failure.js';
import { commitSnapshot } from '../git/commit-snapshot.js';
import type { GitContext } from '../git/git.js';
import type { Snapshot } from '../git/snapshot.js';
import { isConcerned, mayConcern } from '../project/concern.js';
import { type Candidate, isPoetryProject, type ManagedBy } from '../project/managed.js';
import { readManifest } from '../project/manifest.js';
import { fingerprint, loadProject, type Project } from '../project/project.js';
import { openTree, type Tree } from '../project/tree.js';
import { openWorkspace, type Workspace } from './workspace.js';

/** What a set of changed paths means for the projects of a workspace. */
export interface Concerned {
  readonly projects: readonly Project[];
  /** The managed projects that they may not concern, as far as these can be read. */
  readonly others: readonly Project[];
  /** Changed manifests with a `[project]` that nothing makes lockgen manage. */
  readonly leftAlone: readonly string[];
  /** Changed manifests of Poetry's own form, without `[project]`. */
  readonly poetry: readonly string[];
}

/** What a commit is made on. */
export interface Grounds {
  /** The commit before, where something is deleted or moved that may have been an input there. */
  readonly earlier: Earlier | undefined;
  /** The commit that the changed paths are told against. Asked only where a project can't be read. */
  readonly before: () => Promise<Earlier | undefined>;
  /** All parents of a merge. Asked only where a project can't be read. */
  readonly parents: () => Promise<readonly Earlier[]>;
}

/**
 * The managed projects that changed paths may concern. A project that can't be read is in the way only of a commit
 * that touches it, or that makes it so.
 *
 * @throws Failure `project`, `configuration`
 */
export async function concernedProjects(
  { tree, candidates, root }: Workspace,
  changed: ReadonlySet<string>,
  grounds: Grounds,
): Promise<Concerned> {
  const { earlier } = grounds;
  const projects: Project[] = [];
  const others: Project[] = [];
  const leftAlone: string[] = [];
  const poetry: string[] = [];
  for (const candidate of candidates) {
    const { path, folder } = candidate;
    const managedBy = candidate.managedBy ?? (await movedHere(candidate, changed, tree, earlier));
    if (managedBy === undefined) {
      if (!changed.has(path)) continue;
      if (candidate.leftAlone !== 'no-project-table') leftAlone.push(path);
      else if (isPoetryProject((await tree.read(path)) ?? '', path)) poetry.push(path);
      continue;
    }
    try {
      const project = await loadProject({ ...candidate, managedBy }, tree, root, undefined);
      // What is deleted is an input of the commit before only.
      const before = earlier?.projects.get(folder);
      if (isConcerned(project, changed) || (before !== undefined && isConcerned(before, changed)))
        projects.push(project);
      else others.push(project);
    } catch (error) {
      if (!isSurvivable(error) || mayConcern(folder, changed)) throw error;
      if (await becameUnreadable(folder, changed, grounds)) throw error;
    }
  }
  return { projects, others, leftAlone, poetry };
}

/**
 * Whether a project that can't be read is so because of the changed paths: another folder's, such as a path
 * dependency's. What the commit before could read, nothing else can have broken.
 */
async function becameUnreadable(
  folder: string,
  changed: ReadonlySet<string>,
  { before, parents }: Grounds,
): Promise<boolean> {
  if ((await before())?.projects.has(folder) === true) return true;
  // The paths are not told against the other side of a merge, so that it counts only where they touch the project.
  return (await parents()).some(({ projects }) => {
    const then = projects.get(folder);
    return then !== undefined && isConcerned(then, changed);
  });
}

/**
 * A project that was managed goes on being managed where its `pyproject.toml` is moved to: told by its name, which is
 * new there and gone elsewhere.
 */
async function movedHere(
  { path, folder, leftAlone }: Candidate,
  changed: ReadonlySet<string>,
  tree: Tree,
  earlier: Earlier | undefined,
): Promise<ManagedBy | undefined> {
  if (leftAlone !== 'not-root' || earlier === undefined || !changed.has(path) || earlier.projects.has(folder))
    return undefined;
  const gone = [...earlier.projects.values()].flatMap(({ manifest }) =>
    tree.paths.has(manifest.path) || manifest.name === undefined ? [] : [manifest.name],
  );
  if (gone.length === 0) return undefined;
  const text = await tree.read(path);
  if (text === undefined) return undefined;
  try {
    const { name } = readManifest(text, path);
    return name !== undefined && gone.includes(name) ? 'moved' : undefined;
  } catch (error) {
    return unlessFailure(error);
  }
}

/** Projects as a commit has them. */
export interface Earlier {
  readonly tree: Tree;
  /** By folder. */
  readonly projects: ReadonlyMap<string, Project>;
}

/** The projects of the commit before; those that lockgen can't read there are left out. */
export async function earlierProjects(snapshot: Snapshot): Promise<Earlier> {
  const found = new Map<string, Project>();
  const workspace = await openWorkspace(snapshot, undefined).catch(unlessFailure);
  if (workspace === undefined) return { tree: await openTree(snapshot), projects: found };
  const { tree, candidates, root } = workspace;
  for (const candidate of candidates) {
    const { managedBy, folder } = candidate;
    if (managedBy === undefined) continue;
    const project = await loadProject({ ...candidate, managedBy }, tree, root, undefined).catch(
      unlessFailure,
    );
    if (project !== undefined) found.set(folder, project);
  }
  return { tree, projects: found };
}

/**
 * The projects of commits, each commit read at most once: that takes two runs of git.
 *
 * @param known - what is known of commits already
 */
export function openEarlier(
  git: GitContext,
  known: ReadonlyMap<string, Snapshot> = new Map(),
): (commit: string) => Promise<Earlier> {
  const read = new Map<string, Promise<Earlier>>();
  return (commit) => {
    const state = read.get(commit) ?? earlierProjects(known.get(commit) ?? commitSnapshot(git, commit));
    read.set(commit, state);
    return state;
  };
}

/**
 * Whether a project, inputs and lockfiles, is what it was in one and the same commit.
 *
 * @param now - its fingerprint
 */
export async function isStateOf(states: readonly Earlier[], project: Project, now: string): Promise<boolean> {
  for (const { projects, tree } of states) {
    const then = projects.get(project.folder);
    if (then !== undefined && now === (await fingerprint(then, tree))) return true;
  }
  return false;
}

/** What an earlier commit can't tell is no reason to block this one. */
function unlessFailure(error: unknown): undefined {
  if (!isSurvivable(error)) throw error;
}
