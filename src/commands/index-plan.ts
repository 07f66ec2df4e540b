import { ROOT_CONFIG_FILES } from '../config/root.js';
import type { StagedChange } from '../git/changes.js';
import type { GitContext } from '../git/git.js';
import type { Repository } from '../git/repository.js';
import type { Snapshot } from '../git/snapshot.js';
import { inFolder } from '../project/paths.js';
import { fingerprint, outputsOf, type Project } from '../project/project.js';
import { leftAloneNotice, poetryNotice } from '../report/text.js';
import { assertHeldNone } from '../resolve/committed-credentials.js';
import type { VerdictStore } from '../verdict/store.js';
import { type Abandoned, abandonedLockfiles, withoutRemoved } from './abandoned.js';
import { concernedProjects, type Earlier, isStateOf, openEarlier } from './concerned.js';
import type { Context } from './context.js';
import { deadPatternNotice } from './dead-patterns.js';
import { sweepBeside } from './remember.js';
import { openWorkspace, type Workspace } from './workspace.js';

/** What is to be judged: an index, and what it differs from. */
export interface IndexQuestion {
  readonly repository: Repository;
  /** The index, with what stands in for files that a merge left in several versions. */
  readonly snapshot: Snapshot;
  /** Against `before`. */
  readonly changes: readonly StagedChange[];
  /** The commit that lockfiles may have been deleted since, and whose pins count where the index has none. */
  readonly before: string | undefined;
  /** What is known of commits already. Default: nothing. */
  readonly known?: ReadonlyMap<string, Snapshot>;
  /** Commits that a merge, pick or revert under way brings in: what they have may be in conflict without its project. */
  readonly incoming: readonly string[];
  /** Commits in whose state a project, inputs and lockfiles, is taken as it is. */
  readonly parents: readonly string[];
  /** Paths in conflict, which are to be settled though their project is known. Default: none. */
  readonly unmerged?: ReadonlySet<string>;
}

/** What a commit has to do about its lockfiles. */
export interface IndexPlan {
  readonly repository: Repository;
  readonly workspace: Workspace;
  /** Those whose lockfiles are not known to be fresh. */
  readonly projects: readonly Project[];
  /** All other managed projects, as far as they can be read. */
  readonly others: readonly Project[];
  readonly earlier: Earlier | undefined;
  readonly abandoned: Abandoned;
  /** Paths in conflict: for lockfiles among them the workspace has a text that is nowhere else. */
  readonly unmerged: ReadonlySet<string>;
}

const NOTHING_ABANDONED: Abandoned = { removed: [], left: [], inherited: new Map() };

/**
 * Finds out what the lockfiles of an index need: which projects its changes concern, and which of these are neither
 * what a parent has, nor known to be fresh.
 *
 * @returns `undefined` where there is nothing to do or to say
 * @throws Failure `project`, `configuration`, `git`; `credential` for a lockfile that holds one
 */
export async function planIndex(
  context: Context,
  git: GitContext,
  store: VerdictStore,
  question: IndexQuestion,
): Promise<IndexPlan | undefined> {
  const { repository, snapshot, changes, unmerged = new Set() } = question;
  const stateOf = openEarlier(git, question.known);
  const before = async (): Promise<Earlier | undefined> =>
    question.before === undefined ? undefined : await stateOf(question.before);
  // It is read beside what is staged where it will be wanted, as good as certainly.
  if (changes.some(({ path }) => /(?:^|\/)pyproject\.toml$/.test(path))) before().catch(() => undefined);
  const workspace = await openWorkspace(snapshot, undefined);
  const shared: ReadonlySet<string> = new Set(ROOT_CONFIG_FILES);
  const mayAbandon = changes.some(({ status, path }) => status === 'D' || shared.has(path));
  const early = mayAbandon ? await before() : undefined;
  const changed = new Set(changes.map(({ path }) => path));
  const parents = async (): Promise<readonly Earlier[]> => await Promise.all(question.parents.map(stateOf));
  const { projects, others, leftAlone, poetry } = await concernedProjects(workspace, changed, {
    earlier: early,
    before,
    parents,
  });
  if (leftAlone.length > 0 && !context.quiet) context.err(leftAloneNotice(leftAlone));
  if (poetry.length > 0 && !context.quiet) context.err(poetryNotice(poetry));
  // Only what is staged there makes a pattern miss what it matched.
  if (
    !context.quiet &&
    [...changed].some((path) => shared.has(path) || /(?:^|\/)pyproject\.toml$/.test(path))
  )
    context.err(await deadPatternNotice(workspace));
  if (projects.length === 0 && early === undefined && question.incoming.length === 0) return undefined;
  // A run that was killed while it removed lockfiles left them where a project was.
  await sweepBeside(repository.top, [...projects, ...(early?.projects.values() ?? [])]);

  const earlier = early ?? (await before());
  const since =
    earlier === undefined
      ? NOTHING_ABANDONED
      : await abandonedLockfiles(workspace, earlier, [...projects, ...others]);
  const removed = new Map(since.removed.map((one) => [one.path, one]));
  for (const commit of question.incoming) {
    const more = await abandonedLockfiles(workspace, await stateOf(commit), [...projects, ...others]);
    for (const one of more.removed) if (!removed.has(one.path)) removed.set(one.path, one);
  }
  const states = await parents();
  const abandoned: Abandoned = { ...since, removed: [...removed.values()] };
  const after = await withoutRemoved({ workspace, projects, others }, abandoned.removed, async (rest) => {
    const touched = new Set([...changed, ...removed.keys()]);
    return await concernedProjects(rest, touched, { earlier, before, parents });
  });
  const unknown: Project[] = [];
  for (const project of after.projects) {
    const now = await fingerprint(project, after.workspace.tree);
    for (const { output } of project.config.targets) {
      const path = inFolder(project.folder, output);
      if (unmerged.has(path)) continue;
      assertHeldNone(path, (await after.workspace.tree.read(path)) ?? '', output);
    }
    const isUnmerged = outputsOf(project).some((path) => unmerged.has(path));
    if (isUnmerged) unknown.push(project);
    else if (!store.isFresh(now) && !(await isStateOf(states, project, now))) unknown.push(project);
  }
  const nothing = unknown.length === 0 && abandoned.removed.length === 0 && abandoned.left.length === 0;
  if (nothing) return undefined;
  const rest = [...after.projects.filter((project) => !unknown.includes(project)), ...after.others];
  return {
    repository,
    workspace: after.workspace,
    projects: unknown,
    others: rest,
    earlier,
    abandoned,
    unmerged,
  };
}
