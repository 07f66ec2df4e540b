import { commitSnapshot } from '../git/commit-snapshot.js';
import type { GitContext } from '../git/git.js';
import { mayAppear } from '../project/appear.js';
import { isConcerned } from '../project/concern.js';
import { fingerprint, type Project } from '../project/project.js';
import type { LockfileVerdict } from '../verdict/verdict.js';
import { projectsThen, type Selection } from './select.js';
import type { Source } from './source.js';
import { unreadableVerdict } from './unreadable.js';
import { openWorkspace, type Workspace } from './workspace.js';

/** The projects that a range is judged for: those in these folders, else all that are managed. */
export interface RangeSelection extends Pick<Selection, 'flags'> {
  readonly folders: ReadonlySet<string>;
}

/** The projects as one commit has them, and those that can't be read there. */
export interface State {
  readonly source: Source;
  readonly workspace: Workspace;
  readonly projects: ReadonlyMap<string, { readonly project: Project; readonly fingerprint: string }>;
  readonly unreadable: readonly LockfileVerdict[];
}

/** Whether changed paths may make another state of a state's projects. Over-inclusive: the fingerprints decide. */
export function mayMatter({ workspace, projects }: State, changed: ReadonlySet<string>): boolean {
  // Where a project is managed already, its lockfiles are what concerns it.
  return (
    mayAppear(changed, workspace.tree.paths, new Set(projects.keys())) ||
    [...projects.values()].some(({ project }) => isConcerned(project, changed))
  );
}

/** The states of commits, each read at most once. */
export function openStates(git: GitContext, source: Source, selection: RangeSelection) {
  const known = new Map<string, Promise<State>>();
  return {
    of(commit: string): Promise<State> {
      const state = known.get(commit) ?? stateAt(git, source, commit, selection);
      known.set(commit, state);
      return state;
    },
    /** What a commit has where it changes nothing that matters; its own tree is read by whoever judges it. */
    inherit(commit: string, state: State): void {
      known.set(commit, Promise.resolve(state));
    },
  };
}

async function stateAt(
  git: GitContext,
  source: Source,
  commit: string,
  { flags, folders }: RangeSelection,
): Promise<State> {
  const snapshot = commitSnapshot(git, commit);
  const workspace = await openWorkspace(snapshot, flags);
  const { projects, unreadable } = await projectsThen(workspace, { flags }, folders);
  const found = new Map<string, { project: Project; fingerprint: string }>();
  for (const project of projects) {
    found.set(project.folder, { project, fingerprint: await fingerprint(project, workspace.tree) });
  }
  return {
    source: { ...source, snapshot, history: { git, from: { commit } } },
    workspace,
    projects: found,
    unreadable: unreadable.map(unreadableVerdict),
  };
}
