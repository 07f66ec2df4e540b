import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSurvivable } from '../failure.js';
import type { GitContext } from '../git/git.js';
import { mergeFile } from '../git/merge-file.js';
import { makeTemporaryFolder } from '../git/temporary.js';
import { type ChangedFile, type Kept, sameKept, textOfKept } from '../setup/record.js';
import { linesLeft, withoutLines } from '../setup/take-back.js';
import type { Taken } from '../setup/taken-text.js';
import { isWellFormed, undone } from '../setup/undo.js';
import { besidePath } from './beside-path.js';
import { digestInCommit, digestOf } from './lockfile-digest.js';

/** What a file becomes without a change; `how` is undefined where nothing is to be said. */
export async function takeBack(
  git: GitContext,
  change: ChangedFile,
  now: Kept | null,
  head: string | undefined,
): Promise<{ readonly to: Kept | null; readonly how: Taken['how'] | undefined }> {
  const { before, after, path } = change;
  // Never done, taken back already, or removed by somebody: nothing of it is left.
  if (sameKept(now, before)) return { to: now, how: undefined };
  if (now === null) return after === null ? { to: before, how: 'as before' } : { to: now, how: undefined };
  if (change.lockfile === true && head !== undefined && (await isCommitted(git, head, change)))
    return { to: now, how: 'lockfile' };
  if (sameKept(now, after)) return { to: before, how: before === null ? 'removed' : 'as before' };
  if (change.lockfile === true || after === null) return { to: now, how: 'edited' };
  const merged = await withoutChange(git, path, { before, after, now });
  // Somebody took it out already.
  if (merged === undefined) return { to: now, how: leftOf(change, now).length === 0 ? undefined : 'by hand' };
  if (before === null && merged.toString().trim() === '') return { to: null, how: 'removed' };
  return { to: { ...now, bytes: merged.toString('base64') }, how: 'merged' };
}

/** What is left in a file of the lines that a change added, with their numbers. */
export function leftOf({ before, after }: ChangedFile, now: Kept | null): readonly string[] {
  return linesLeft(textOfKept(before), textOfKept(after), textOfKept(now)).slice(0, 8);
}

/** Whether HEAD has a lockfile, and another one than when `init` came. */
async function isCommitted(git: GitContext, head: string, change: ChangedFile): Promise<boolean> {
  const now = await digestInCommit(git, head, change.path);
  return now !== null && now !== (change.head === undefined ? digestOf(change.before) : change.head);
}

/**
 * Where what was in a lockfile before `init` goes, if no commit had it and the file stays as it is now: beside it.
 *
 * @param how what becomes of the lockfile
 */
export function besideIt(change: ChangedFile, how: Taken['how'] | undefined): ChangedFile | undefined {
  if (change.head === undefined || change.before === null || (how !== 'lockfile' && how !== 'edited'))
    return undefined;
  return { ...change, path: besidePath(change.path), after: null };
}

/** A file without a change that it has, beside others: by a merge of three, or by its lines. */
async function withoutChange(
  git: GitContext,
  path: string,
  { before, after, now }: { readonly before: Kept | null; readonly after: Kept; readonly now: Kept },
): Promise<Buffer | undefined> {
  const bytes = (one: Kept | null): Buffer => Buffer.from(one?.bytes ?? '', 'base64');
  const folder = await makeTemporaryFolder(tmpdir());
  try {
    const paths = { base: join(folder, 'init'), ours: join(folder, 'now'), theirs: join(folder, 'before') };
    await writeFile(paths.base, bytes(after));
    await writeFile(paths.ours, bytes(now));
    await writeFile(paths.theirs, bytes(before));
    const merged = await mergeFile(git, paths, { path, markerSize: 7 });
    if (merged.conflicts === 0 && isWellFormed(path, merged.content.toString())) return merged.content;
  } catch (error) {
    if (!isSurvivable(error)) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const text = bytes(now).toString();
  const known = undone(path, text);
  if (known !== text) return Buffer.from(known ?? '');
  const lines = withoutLines(bytes(before).toString(), bytes(after).toString(), text);
  return lines === undefined || !isWellFormed(path, lines) ? undefined : Buffer.from(lines);
}
