import { Failure } from '../failure.js';
import { pathWord } from '../shell-word.js';
import { fileFailure } from './errors.js';
import { throwIfInterrupted } from './git.js';
import { heldLock } from './index-update.js';
import type { LockfileWrite } from './lockfile-write.js';
import { prepareReplacements } from './replacement.js';

/** One lockfile, and what the work tree has for it. */
export interface LockfileOnDisk extends LockfileWrite {
  /** Default: the text in UTF-8. */
  readonly bytes?: Buffer | undefined;
}

/**
 * Writes lockfiles into a folder, all or none; the index is left alone. Each file changes at once, keeps its
 * permissions, and is never written through a symbolic link. A file that has its text already isn't touched.
 *
 * @param root absolute; the paths are relative to it.
 * @param signal when it is aborted before the end, everything is put back.
 * @throws `Failure('not-a-file')`, `Failure('interrupted')`, or `Failure('files')` with the system's message where
 *   a file can't be written (read-only, disk full). Nothing is changed then, unless the failure says so.
 */
export async function writeLockfiles(
  root: string,
  writes: readonly LockfileOnDisk[],
  signal?: Pick<AbortSignal, 'aborted'>,
): Promise<void> {
  throwIfInterrupted(signal);
  const paths = writes.map(({ path }) => path);
  try {
    const files = await prepareReplacements(
      root,
      writes.map(({ path, text, bytes }) => ({
        path,
        bytes: bytes ?? (text === undefined ? undefined : Buffer.from(text)),
      })),
    );
    try {
      throwIfInterrupted(signal);
      await files.apply();
      throwIfInterrupted(signal);
    } catch (error) {
      await files.undo().catch((problem: unknown) => {
        throw notTakenBack(paths, error, problem);
      });
      throw error;
    }
    await files.finish();
  } catch (error) {
    throw asFailure(error);
  }
}

/** An error of the file system as a failure with its own words. */
export function asFailure(error: unknown): unknown {
  return fileFailure(error, 'the lockfiles could not be written; nothing was changed');
}

/** The failure of a failure: what was done before the first error could not be undone, because of the second. */
export function notTakenBack(paths: readonly string[], error: unknown, problem: unknown): Failure {
  const words = [error, problem].map((each) => {
    if (!(each instanceof Error)) return String(each);
    return each instanceof Failure && each.detail ? `${each.message}: ${each.detail}` : each.message;
  });
  // git restores nothing while it is there.
  const lock = heldLock(problem);
  const first = lock === undefined ? '' : `if no git runs any more: rm -f ${pathWord(lock)} · then `;
  return new Failure('git', `writing ${paths.join(', ')} failed, and not all of it could be taken back`, {
    next: `${first}git status, then git restore --staged --worktree what should not have changed`,
    detail: words.join('\n'),
    cause: error,
    changed: true,
  });
}
