import { stagedChanges } from '../git/changes.js';
import { throwIfInterrupted } from '../git/git.js';
import { indexListing, indexSnapshot, snapshotBefore } from '../git/index-snapshot.js';
import { headsInMerge, mergeHeads } from '../git/operations.js';
import { repositoryOf } from '../git/repository.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { type IndexQuestion, planIndex } from './index-plan.js';
import { verdictStore } from './workspace.js';

/**
 * The pre-commit hook: makes the lockfiles of what is staged, and stages them into the same commit. Called by
 * `git merge` (as its pre-merge-commit hook), which has made the merge's tree already, it can only judge.
 *
 * @throws Failure for everything that blocks the commit; nothing has been changed then
 */
export async function runHook(caller: Context): Promise<ExitCode> {
  const context = { ...caller, tellsWaiting: true };
  const git = gitContext(context);
  const listing = indexListing(git);
  const [changes, repository] = await Promise.all([
    stagedChanges(git),
    repositoryOf(git),
    // It will be wanted, and whoever wants it is told what is wrong with it.
    listing().catch(() => undefined),
  ]);
  if (changes.length === 0) return 0;

  const store = verdictStore(context);
  const waiting = await mergeHeads(repository);
  const running = waiting.length === 0 ? await headsInMerge(git, repository) : [];
  const { head } = repository;
  const before = head === undefined ? undefined : snapshotBefore(git, head, listing, changes);
  const question: IndexQuestion = {
    repository,
    snapshot: indexSnapshot(git, listing),
    changes,
    before: head,
    ...(head === undefined || before === undefined ? {} : { known: new Map([[head, before]]) }),
    incoming: waiting,
    parents: [...(head === undefined ? [] : [head]), ...waiting, ...running],
  };
  const plan = await planIndex(context, git, store, question);
  // Whatever was made of it on the way: a hook that was asked to end lets no commit pass.
  throwIfInterrupted(context.signal);
  if (plan === undefined) return 0;
  try {
    if (running.length > 0) {
      const { judgeMerge } = await import('./judge-merge.js');
      return await judgeMerge(context, git, store, plan);
    }
    const again = () => stagedChanges(git);
    const { lockIndex } = await import('./lock-index.js');
    await lockIndex(context, git, store, plan, { changes, again });
    // A merge has its second parent.
    if (!context.quiet && head !== undefined && waiting.length === 0 && (await again()).length === 0) {
      const { NOTHING_LEFT } = await import('../report/staging.js');
      context.err(NOTHING_LEFT);
    }
    return 0;
  } catch (error) {
    const { passing } = await import('./passing.js');
    const warning = await passing(error, plan, running.length > 0 ? 'merge' : 'commit');
    if (warning === undefined) throw error;
    context.err(warning);
    return 0;
  }
}
