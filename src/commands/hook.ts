import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.js';
import { blockers } from '../git/blockers.js';
import { pathsBetween, stagedChanges } from '../git/changes.js';
import { commitSnapshot } from '../git/commit-snapshot.js';
import type { GitContext } from '../git/git.js';
import { indexSnapshot } from '../git/index-snapshot.js';
import { findRepository } from '../git/repository.js';
import { stageLockfiles } from '../git/staging.js';
import { isConcerned } from '../project/concern.js';
import { fingerprint, type Project } from '../project/project.js';
import { hookSummary, leftAloneNotice } from '../report/text.js';
import { knownVersionsOnly, type ResolvedProject } from '../resolve/project.js';
import type { VerdictStore } from '../verdict/store.js';
import { concernedProjects, type Earlier, earlierProjects } from './concerned.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { manifestToHold } from './lockfile-origin.js';
import { ownedOutputs } from './outputs.js';
import { rememberFresh, rememberOwn, sweepBeside } from './remember.js';
import { resolveAll } from './resolve-all.js';
import { openWorkspace, reloaded, verdictStore, type Workspace } from './workspace.js';

/**
 * The pre-commit hook: makes the lockfiles of what is staged, and stages them into the same commit.
 *
 * @throws Failure for everything that blocks the commit; nothing has been changed then
 */
export async function runHook(context: Context): Promise<ExitCode> {
  const started = performance.now();
  const git = gitContext(context);
  const changes = await stagedChanges(git);
  if (changes.length === 0) return 0;

  const workspace = await openWorkspace(indexSnapshot(git), undefined);
  const { top, head } = await repositoryOf(git);
  const before = async (): Promise<Earlier | undefined> =>
    head === undefined ? undefined : await earlierProjects(commitSnapshot(git, head));
  const deletes = changes.some(({ status }) => status === 'D');
  const atHead = deletes ? await before() : undefined;
  const changed = new Set(changes.map(({ path }) => path));
  const { projects, others, leftAlone } = await concernedProjects(workspace, changed, atHead);
  if (leftAlone.length > 0 && !context.quiet) context.err(leftAloneNotice(leftAlone));
  if (projects.length === 0) return 0;
  await sweepBeside(top, projects);

  const earlier = atHead ?? (await before());
  const store = verdictStore(context);
  const unknown = await notKnownToBeFresh(projects, workspace, earlier, store);
  if (unknown.length === 0) return 0;

  const { resolved, tree } = await resolveAll(context, {
    tree: workspace.tree,
    snapshot: workspace.snapshot,
    projects: unknown,
    dependents: [...projects, ...others].filter((project) => !unknown.includes(project)),
    prepare: async (project) => {
      const previous = await ownedOutputs(project, {
        tree: workspace.tree,
        worktree: top,
        fallback: earlier?.tree,
      });
      const manifestBefore =
        head === undefined ? undefined : await manifestToHold(git, project, previous, 'index');
      return {
        previous,
        manifestBefore,
        upgrade: { all: false, packages: [] },
        offlineFirst: true,
        accepts: knownVersionsOnly,
      };
    },
    reload: (project, now) => reloaded(workspace, project, now, undefined),
  });

  const made = resolved.map(({ project }) => project);
  assertUnchanged(made, pathsBetween(changes, await stagedChanges(git)));
  const replaced = await replacedUnstaged(top, resolved, store);
  await rememberOwn(store, resolved);
  for (const warning of [...replaced, ...(await stage(git, resolved, store))])
    context.err(`lockgen: ${warning}\n`);
  await rememberFresh(store, tree, resolved, true);
  if (!context.quiet) context.err(hookSummary(resolved, performance.now() - started));
  return 0;
}

async function repositoryOf(
  git: GitContext,
): Promise<{ readonly top: string; readonly head: string | undefined }> {
  const repository = await findRepository(git);
  if (repository === undefined) {
    throw new Failure('git', 'there is no git repository here', { next: 'run it where git runs its hooks' });
  }
  return repository;
}

/** Projects that are neither what they were in the commit before, nor in the store. */
async function notKnownToBeFresh(
  projects: readonly Project[],
  { tree }: Workspace,
  earlier: Earlier | undefined,
  store: VerdictStore,
): Promise<readonly Project[]> {
  const unknown: Project[] = [];
  for (const project of projects) {
    const now = await fingerprint(project, tree);
    const before = earlier?.projects.get(project.folder);
    const unchanged =
      earlier !== undefined && before !== undefined && now === (await fingerprint(before, earlier.tree));
    if (!unchanged && !store.isFresh(now)) unknown.push(project);
  }
  return unknown;
}

/**
 * Makes sure that what was resolved is still what is staged, since a resolution takes seconds.
 *
 * @throws Failure `inputs-changed`
 */
function assertUnchanged(projects: readonly Project[], staged: ReadonlySet<string>): void {
  const path = [...staged].find((one) => projects.some((project) => isConcerned(project, new Set([one]))));
  if (path === undefined) return;
  throw new Failure('inputs-changed', `${path} was staged anew while the lockfiles were being made`, {
    next: 'commit again',
  });
}

/** Lockfiles in the work tree that `generate` wrote, that were never staged, and that this commit's replace. */
async function replacedUnstaged(
  top: string,
  resolved: readonly ResolvedProject[],
  store: VerdictStore,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, before, text } of resolved.flatMap(({ lockfiles }) => lockfiles)) {
    const standing = await readFile(join(top, path)).catch(() => undefined);
    const unstaged = standing !== undefined && ![before, text].includes(standing.toString('utf8'));
    if (unstaged && store.isOwn(standing)) {
      found.push(`${path} as lockgen generate left it was not staged, so this commit's replaces it`);
    }
  }
  return found;
}

/** Stages all lockfiles, or none. */
async function stage(
  git: GitContext,
  resolved: readonly ResolvedProject[],
  store: VerdictStore,
): Promise<readonly string[]> {
  const writes = resolved.flatMap(({ lockfiles }) =>
    lockfiles.map(({ path, text }) => ({ path, text, known: (bytes: Buffer) => store.isOwn(bytes) })),
  );
  const [blocked] = await blockers(git, writes);
  if (blocked !== undefined) throw blocked;
  return (await stageLockfiles(git, writes)).warnings;
}
