import { type GitContext, runGit } from './git.js';
import { type IndexEntry, inIndex, intentToAdd, readIndex } from './index-entries.js';
import { type IndexFile, setFlag, updateEntries, writeIndex } from './index-update.js';

/** An index file, and what it had for the lockfiles before. */
export interface IndexBefore {
  readonly index: IndexFile;
  readonly entries: readonly IndexEntry[];
  readonly announced: ReadonlySet<string>;
}

/** Notes what an index has for some paths, so that it can be brought back. */
export async function indexBefore(
  context: GitContext,
  index: IndexFile,
  paths: readonly string[],
): Promise<IndexBefore> {
  const entries = await readIndex(context, paths, index.file);
  const announced = await intentToAdd(context, entries, index.file);
  return { index, entries, announced };
}

/** The entry of a path; the lowest stage of an unmerged one. */
export function entryOf(entries: readonly IndexEntry[], path: string): IndexEntry | undefined {
  return entries.find((entry) => entry.path === path);
}

/** The paths that have a flag and a blob. */
export function flagged(
  entries: readonly IndexEntry[],
  blobs: ReadonlyMap<string, string>,
  flag: 'skipWorktree' | 'assumeUnchanged',
): string[] {
  return entries.filter((entry) => entry[flag] && blobs.has(entry.path)).map((entry) => entry.path);
}

/** Brings back what an index had for some paths: contents, stages, flags, what was only announced. */
export async function restore(
  context: GitContext,
  before: IndexBefore,
  paths: readonly string[],
): Promise<void> {
  const { index, entries, announced } = before;
  const now = await readIndex(context, paths, index.file);
  if (JSON.stringify(now) === JSON.stringify(entries)) return;
  // What isn't there is removed before the old stages come back: a stage 0 would stand beside them.
  await updateEntries(
    context,
    index,
    entries.filter(({ path }) => !announced.has(path)),
    now,
  );
  if (announced.size > 0) {
    const args = ['add', '--intent-to-add', '--force', '--', ...announced];
    await writeIndex(context, index, args);
  }
  const every = new Map(entries.map(({ path, oid }) => [path, oid]));
  await setFlag(context, index, '--skip-worktree', flagged(entries, every, 'skipWorktree'));
  // Only the index's memory of the files' times: without it `git status` takes a little longer, no more.
  await runGit(context, ['update-index', '-q', '--refresh'], {
    ...inIndex(index.file),
    writes: true,
    allowExit: [0, 1, 128],
  });
  await setFlag(context, index, '--assume-unchanged', flagged(entries, every, 'assumeUnchanged'));
}
