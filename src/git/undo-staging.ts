import { Failure } from '../failure.js';
import { pathWord } from '../shell-word.js';
import type { GitContext } from './git.js';
import { type IndexBefore, restore } from './index-restore.js';
import { heldLock, isAbandoned, isLocked, isThere } from './index-update.js';
import type { PreparedReplacements } from './replacement.js';
import { asFailure, notTakenBack } from './write-lockfiles.js';

/**
 * Takes everything back that staging did, also after an interruption.
 *
 * @param touched the indexes that were written, or may have been.
 * @returns the error to throw.
 */
export async function undone(
  context: GitContext,
  error: unknown,
  files: PreparedReplacements,
  touched: readonly IndexBefore[],
  paths: readonly string[],
): Promise<unknown> {
  const errors: unknown[] = [];
  const stale: string[] = [];
  await files.undo().catch((problem: unknown) => errors.push(problem));
  for (const before of touched) {
    await takenBack(context, before, paths).catch((problem: unknown) => errors.push(problem));
    const { index } = before;
    // git removes its locks when it ends. One that is there all the same was left by a git that was killed, or is
    // ours: a write that was under way renames its result to a name that git had just removed.
    if (index.file !== undefined && isLocked(index) && isAbandoned(context, index) && isThere(context, index))
      stale.push(index.file);
  }
  const [first] = errors;
  if (first !== undefined) return notTakenBack(paths, error, first);
  const failure = asFailure(error);
  if (!(failure instanceof Failure)) return failure;
  if (stale.length === 0) {
    // A git of ours whose index goes away under it ends in errors of all kinds.
    const told =
      failure.reason === 'interrupted' || !touched.some(({ index }) => isAbandoned(context, index));
    if (told) return failure;
  }
  return new Failure('interrupted', 'the git that makes this commit has ended; nothing was staged', {
    next:
      stale.length === 0
        ? 'commit again'
        : `if no git runs any more: rm -f ${stale.map(pathWord).join(' ')} · then commit again`,
    cause: error,
  });
}

/** A terminal's Ctrl-C reaches lockgen's own git, too, as often as it is pressed. */
const ATTEMPTS = 4;

async function takenBack(context: GitContext, before: IndexBefore, paths: readonly string[]): Promise<void> {
  const { signal: _, ...uninterrupted } = context;
  // A locked index is nobody's once git is gone. The repository's own stays, and must be as it was.
  const asking = isLocked(before.index) ? uninterrupted : { ...uninterrupted, alive: () => true };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await restore(asking, before, paths);
    } catch (problem) {
      if (isAbandoned(asking, before.index)) return;
      // A lock has been waited for, and stays.
      if (attempt === ATTEMPTS || heldLock(problem) !== undefined) throw problem;
    }
  }
}
