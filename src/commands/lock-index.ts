import { readFile } from 'node:fs/promises';
import { Failure } from '../failure.js';
import { blockers } from '../git/blockers.js';
import { pathsBetween, type StagedChange } from '../git/changes.js';
import { asCommitted } from '../git/encodings.js';
import { type GitContext, throwIfInterrupted } from '../git/git.js';
import type { LockfileWrite } from '../git/lockfile-write.js';
import { lookAt, onDisk } from '../git/paths.js';
import { stageLockfiles } from '../git/staging.js';
import { prepareWriting } from '../git/writing-run.js';
import { isConcerned } from '../project/concern.js';
import type { Project } from '../project/project.js';
import { paintFor } from '../report/paint.js';
import { stagingNotices } from '../report/staging.js';
import { hookSummary } from '../report/text.js';
import { visible } from '../report/visible.js';
import { knownVersionsOnly, type ResolvedLockfile, type ResolvedProject } from '../resolve/project.js';
import { traced } from '../trace.js';
import type { VerdictStore } from '../verdict/store.js';
import { withAdoption } from './adoption.js';
import type { Context } from './context.js';
import { hashHistory } from './hash-history.js';
import type { IndexPlan } from './index-plan.js';
import { manifestsToHold } from './lockfile-origin.js';
import { ownedOutputs } from './outputs.js';
import { rememberFresh, rememberOwn } from './remember.js';
import { type Run, type RunResult, resolveAll } from './resolve-all.js';
import { reloaded } from './workspace.js';

type Prepared = Awaited<ReturnType<Run['prepare']>>;

/** How the index was read, so that it can be read again. */
export interface Reading {
  /** What the plan is about. */
  readonly changes: readonly StagedChange[];
  /** The same, as it is now. */
  readonly again: () => Promise<readonly StagedChange[]>;
}

/**
 * Makes the lockfiles that a plan asks for and stages them, with those that go; then says so.
 *
 * @throws Failure for everything that keeps one of them from being made or staged; nothing has been changed then
 */
export async function lockIndex(
  context: Context,
  git: GitContext,
  store: VerdictStore,
  plan: IndexPlan,
  { changes, again }: Reading,
): Promise<void> {
  const started = performance.now();
  const working = { ...context, meanwhile: prepareWriting };
  const { resolved, tree } = await resolvePlan(working, git, plan, {
    accepts: () => knownVersionsOnly,
    trust: { accepted: [], ...hashHistory(git, plan.repository.head) },
  });
  // Beside what follows, which it has nothing to do with.
  const notice = context.quiet ? Promise.resolve('') : noticeOf(context, plan, resolved).catch(() => '');
  // As they were read again, those that were made: with what they read of each other's new lockfiles.
  const managed = [...resolved.map(({ project }) => project), ...plan.projects, ...plan.others];
  assertUnchanged(managed, pathsBetween(changes, await again()));

  const standing = resolved.flatMap(({ lockfiles }) =>
    lockfiles.filter(({ path }) => !plan.unmerged.has(path)),
  );
  const replaced = await replacedUnstaged(git, plan.repository.top, standing, store);
  await rememberOwn(store, resolved);
  const warnings = await traced(
    () => 'stage the lockfiles',
    () => stage(git, plan, resolved, store),
  );
  // Before they are known to be fresh: whoever is killed until then has them made again, which sweeps what is left.
  const noticed = await notice;
  throwIfInterrupted(context.signal);
  await rememberFresh(store, tree, resolved, true);
  for (const warning of [...replaced, ...warnings]) context.err(`lockgen: ${visible(warning)}\n`);
  const staged = new Map(changes.map((change) => [change.path, change]));
  // What was in conflict is what whoever wants quiet has asked about.
  const surprising = context.quiet ? resolved.map((one) => without(one, plan.unmerged)) : resolved;
  const notices = stagingNotices(surprising, plan.abandoned, staged);
  if (notices !== '') context.err(notices);
  if (!context.quiet && resolved.length > 0) {
    const told = resolved.map((one) => withAdoption(one, plan.workspace.tree.paths));
    context.err(
      hookSummary(
        told,
        performance.now() - started,
        plan.unmerged,
        paintFor(context.env, context.errTerminal),
      ),
    );
    context.err(noticed);
  }
}

function without(resolved: ResolvedProject, paths: ReadonlySet<string>): ResolvedProject {
  return { ...resolved, lockfiles: resolved.lockfiles.filter(({ path }) => !paths.has(path)) };
}

/** Of new pins without wheels. Loaded only where there are new ones: a commit that takes none has nothing to tell. */
async function noticeOf(
  context: Context,
  { workspace }: IndexPlan,
  resolved: readonly ResolvedProject[],
): Promise<string> {
  const changes = resolved.flatMap(({ lockfiles }) => lockfiles.flatMap((lockfile) => lockfile.changes));
  if (changes.every(({ kind }) => kind === 'removed')) return '';
  const { newPinsWithoutWheels } = await import('./wheel-notice.js');
  return await newPinsWithoutWheels(context, workspace, resolved);
}

/**
 * Resolves the projects of a plan.
 *
 * @param how - which offline results settle a project's lockfiles, and whether other bytes on the index are an alarm
 * @throws Failure as `resolveAll`
 */
export async function resolvePlan(
  context: Context,
  git: GitContext,
  { workspace, repository, projects, others, earlier, abandoned }: IndexPlan,
  {
    accepts,
    trust,
  }: { readonly accepts: (project: Project) => Prepared['accepts'] } & Pick<Prepared, 'trust'>,
): Promise<RunResult> {
  return await resolveAll(context, {
    tree: workspace.tree,
    snapshot: workspace.snapshot,
    projects,
    dependents: others,
    prepare: async (project) => {
      const previous = await ownedOutputs(project, {
        tree: workspace.tree,
        worktree: repository.top,
        fallback: earlier?.tree,
        inherited: abandoned.inherited,
      });
      const manifestsBefore =
        repository.head === undefined ? [] : await manifestsToHold(git, project, previous, 'index');
      return {
        previous,
        manifestsBefore,
        upgrade: { all: false, packages: [] },
        offlineFirst: true,
        accepts: accepts(project),
        ...(trust === undefined ? {} : { trust }),
      };
    },
    reload: (project, now) => reloaded(workspace, project, now, undefined),
  });
}

/**
 * Makes sure that what was resolved is still what is staged, since a resolution takes seconds, and that no other
 * project's inputs have come to it, since its lockfiles would not be in the commit.
 *
 * @param projects - all managed ones, as far as they can be read
 * @throws Failure `inputs-changed`
 */
function assertUnchanged(projects: readonly Project[], staged: ReadonlySet<string>): void {
  // A `pyproject.toml` may be a project that wasn't there when the index was read.
  const path = [...staged].find(
    (one) =>
      /(^|\/)pyproject\.toml$/.test(one) || projects.some((project) => isConcerned(project, new Set([one]))),
  );
  if (path === undefined) return;
  throw new Failure('inputs-changed', `${path} was staged anew while the lockfiles were being made`, {
    next: 'commit again',
  });
}

/** Lockfiles in the work tree that lockgen wrote, that were never staged, and that this commit's replace. */
async function replacedUnstaged(
  git: GitContext,
  top: string,
  lockfiles: readonly ResolvedLockfile[],
  store: VerdictStore,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, before, text } of lockfiles) {
    // A pipe would be waited for, and a link followed; `blockers` names what isn't a file.
    if ((await lookAt(top, path)).kind !== 'file') continue;
    const bytes = await readFile(onDisk(top, path)).catch(() => undefined);
    if (bytes === undefined) continue;
    const standing = await asCommitted(git, path, bytes);
    // What is before it is as a checkout has it: with CRLF, where that is asked for.
    const staged = [before, text].map((one) => one?.replaceAll('\r\n', '\n'));
    if (!staged.includes(standing.toString('utf8')) && store.isOwn(standing)) {
      found.push(`${path} had a text that lockgen wrote before and that was not staged: it is replaced`);
    }
  }
  return found;
}

/** Stages all lockfiles, or none. */
async function stage(
  git: GitContext,
  { abandoned }: IndexPlan,
  resolved: readonly ResolvedProject[],
  store: VerdictStore,
): Promise<readonly string[]> {
  const known = (written: Buffer): boolean => store.isOwn(written);
  const writes: LockfileWrite[] = [
    ...resolved.flatMap(({ lockfiles }) => lockfiles.map(({ path, text }) => ({ path, text, known }))),
    ...abandoned.removed.map(({ path }) => ({ path, text: undefined, known })),
  ];
  const [blocked] = await blockers(git, writes);
  if (blocked !== undefined) throw blocked;
  return (await stageLockfiles(git, writes)).warnings;
}
