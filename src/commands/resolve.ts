import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { ROOT_CONFIG_FILES } from '../config/root.js';
import { Failure } from '../failure.js';
import { changesSince, stagedChanges } from '../git/changes.js';
import type { GitContext } from '../git/git.js';
import { indexSnapshot } from '../git/index-snapshot.js';
import { incomingCommits, isPicking, mergeHeads, operationUnderWay } from '../git/operations.js';
import { overlaySnapshot } from '../git/overlay-snapshot.js';
import { parentsOfHead, type Repository, repositoryOf } from '../git/repository.js';
import { typed } from '../git/typed.js';
import { type UnmergedFile, unmergedFiles, unmergedPaths } from '../git/unmerged.js';
import { readHeader } from '../lockfile/header.js';
import { mergeLockfiles } from '../lockfile/merge.js';
import { outputsOf } from '../project/project.js';
import { nothingToSettle, settledNext } from '../report/staging.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { type IndexPlan, type IndexQuestion, planIndex } from './index-plan.js';
import { lockIndex } from './lock-index.js';
import { verdictStore } from './workspace.js';

/**
 * Settles lockfiles that a merge, rebase, cherry-pick or revert left in conflict: makes them from the index's
 * `pyproject.toml`, the pins of both sides preferred, and stages them. Where nothing is under way and nothing is
 * staged, those of HEAD are made right, so that `git rebase --exec` can amend each commit.
 *
 * @throws Failure `unmerged` while an input is in conflict itself; as the hook otherwise. Nothing is changed then
 */
export async function runResolve(context: Context): Promise<ExitCode> {
  const repository = await repositoryOf(gitContext(context));
  if (repository.isBare)
    throw new Failure('git', `${repository.top} has no work tree`, { next: 'run it in one' });
  const git = await typedHere(context, repository);
  const unmerged = await unmergedFiles(git);
  assertSettled(git, unmerged, isRead);

  const store = verdictStore(context);
  const operation = operationUnderWay(repository);
  const { question, again } = await questionOf(git, repository, unmerged);
  const plan = await planIndex(context, git, store, question);
  if (plan === undefined) {
    if (!context.quiet) context.err(nothingToSettle([...unmerged.keys()]));
    return 0;
  }
  assertInputsSettled(git, plan, unmerged);
  await lockIndex(context, git, store, plan, { changes: question.changes, again });
  if (!context.quiet)
    context.err(settledNext(operation, await unmergedPaths(git), question.before === repository.head));
  return 0;
}

/** git at the top of the work tree, with what git itself would tell a hook of the folder that the command is typed in. */
async function typedHere(context: Context, { top }: Repository): Promise<GitContext> {
  const git = gitContext(context, top);
  const prefix = relative(await realpath(top), await realpath(context.cwd));
  return {
    ...git,
    env: { ...git.env, GIT_PREFIX: prefix.startsWith('..') ? '' : prefix.split(sep).join('/') },
  };
}

/** What is asked of the index: against HEAD in what is under way or staged; against HEAD's parents otherwise. */
async function questionOf(
  git: GitContext,
  repository: Repository,
  unmerged: ReadonlyMap<string, UnmergedFile>,
): Promise<{ readonly question: IndexQuestion; readonly again: () => ReturnType<typeof stagedChanges> }> {
  const snapshot = overlaySnapshot(indexSnapshot(git), bothSides(unmerged));
  const staged = await stagedChanges(git);
  const { head } = repository;
  if (head === undefined || staged.length > 0 || isPicking(repository)) {
    const parents = [...(head === undefined ? [] : [head]), ...(await mergeHeads(repository))];
    const question = {
      repository,
      snapshot,
      changes: staged,
      before: head,
      incoming: await incomingCommits(repository),
      parents,
      unmerged: new Set(unmerged.keys()),
    };
    return { question, again: () => stagedChanges(git) };
  }
  const parents = await parentsOfHead(git);
  const again = () => changesSince(git, parents[0]);
  return {
    question: { repository, snapshot, changes: await again(), before: parents[0], incoming: [], parents },
    again,
  };
}

/**
 * What stands in for lockfiles in conflict, since the preferences are read of it: their merge, with both sides between
 * marks where both changed a package; all of both sides where one is no lockfile that can be merged. Other files stay
 * unmerged.
 */
function bothSides(unmerged: ReadonlyMap<string, UnmergedFile>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [path, { base, ours, theirs }] of unmerged) {
    if (![ours, theirs].some((side) => readHeader(side ?? '') !== undefined)) continue;
    texts.set(
      path,
      ours === undefined || theirs === undefined
        ? (ours ?? theirs ?? '')
        : (mergeLockfiles(base ?? '', ours, theirs)?.text ??
            `<<<<<<< ours\n${ours}=======\n${theirs}>>>>>>> theirs\n`),
    );
  }
  return texts;
}

/** Whether a file must be read before a project can be: a manifest, or a root configuration that is lockgen's. */
function isRead(path: string, { ours, theirs }: UnmergedFile): boolean {
  if (/(^|\/)pyproject\.toml$/.test(path)) return true;
  if (path === 'package.json') return [ours, theirs].some((side) => side?.includes('"lockgen"'));
  return ROOT_CONFIG_FILES.some((name) => name === path);
}

/** Constraints files and the like, other projects' lockfiles apart: these are settled in the same run. */
function assertInputsSettled(
  git: GitContext,
  { projects, others }: IndexPlan,
  unmerged: ReadonlyMap<string, UnmergedFile>,
): void {
  const inputs = new Set(projects.flatMap((project) => project.inputs.files));
  for (const path of [...projects, ...others].flatMap(outputsOf)) inputs.delete(path);
  assertSettled(git, unmerged, (path) => inputs.has(path));
}

/** @throws Failure `unmerged` */
function assertSettled(
  git: GitContext,
  unmerged: ReadonlyMap<string, UnmergedFile>,
  isInput: (path: string, file: UnmergedFile) => boolean,
): void {
  const [path] = [...unmerged].find(([one, file]) => isInput(one, file)) ?? [];
  if (path === undefined) return;
  throw new Failure('unmerged', `${path} is in conflict itself, and lockfiles depend on it`, {
    next: `settle it, git add ${typed(git, path)}, then lockgen resolve`,
  });
}
