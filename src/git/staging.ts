import { Failure } from '../failure.js';
import { blobsOf, type PathText } from './blobs.js';
import { readContents } from './contents.js';
import { removeEmptyFolders } from './empty-folders.js';
import { type GitContext, throwIfInterrupted } from './git.js';
import { type IndexEntry, readIndex } from './index-entries.js';
import { entryOf, flagged, type IndexBefore, indexBefore } from './index-restore.js';
import {
  type IndexFile,
  indexFiles,
  setFlag,
  throwIfAbandoned,
  updateEntries,
  writeIndex,
} from './index-update.js';
import type { LockfileWrite } from './lockfile-write.js';
import { lookAt } from './paths.js';
import { type PreparedReplacements, prepareReplacements, type Replacement } from './replacement.js';
import { undone } from './undo-staging.js';
import { asFailure } from './write-lockfiles.js';

/** What is worth saying after staging. */
export interface Staged {
  readonly warnings: readonly string[];
}

/**
 * Puts lockfiles into the commit that git is making, and into the work tree: all of them, or nothing.
 *
 * The order: blobs; files beside their targets, as a checkout would write them; what goes; the index; the renames; the
 * index's memory of the files. What goes does so before the index forgets it: where a run is killed in between, the
 * next commit still sees that it has to go. Whatever fails, or an interruption, takes everything back. Modes and flags
 * of the entries stay; a file that the user took out of the work tree (skip-worktree) isn't written there.
 * Ask `blockers` first: this overwrites what it finds.
 *
 * @throws `Failure` with git's or the system's words; nothing is changed then, unless the failure says so.
 */
export async function stageLockfiles(context: GitContext, writes: readonly LockfileWrite[]): Promise<Staged> {
  if (writes.length === 0) return { warnings: [] };
  const paths = writes.map(({ path }) => path);
  const { main, twin, missing } = indexFiles(context);
  const indexes = await Promise.all(
    (twin === undefined ? [main] : [main, twin]).map((index) => indexBefore(context, index, paths)),
  );
  const texts = writes.flatMap(({ path, text }): PathText[] => (text === undefined ? [] : [{ path, text }]));
  const blobs = await blobsOf(context, texts, { store: true });
  const files = await prepare(context, writes, blobs, indexes[0]?.entries ?? []);
  const touched: IndexBefore[] = [];
  try {
    throwIfInterrupted(context.signal);
    await files.remove();
    for (const before of indexes) {
      throwIfInterrupted(context.signal);
      touched.push(before);
      await stageIn(context, before, paths, blobs);
    }
    throwIfInterrupted(context.signal);
    await files.apply();
    for (const before of indexes) await remember(context, before, paths, blobs);
    // The signal that ended git may not have come here, or not yet.
    throwIfInterrupted(context.signal);
    for (const { index } of indexes) throwIfAbandoned(context, index);
  } catch (error) {
    throw await undone(context, error, files, touched, paths);
  }
  await files.finish();
  await removeEmptyFolders(
    context,
    paths.filter((path) => !blobs.has(path)),
  );
  return {
    warnings: missing
      ? [
          'the index that git goes on with after this commit was not found: run git status, and stage the lockfiles',
        ]
      : [],
  };
}

async function prepare(
  context: GitContext,
  writes: readonly LockfileWrite[],
  blobs: ReadonlyMap<string, string>,
  entries: readonly IndexEntry[],
): Promise<PreparedReplacements> {
  const written = writes.filter(({ path }) => entryOf(entries, path)?.skipWorktree !== true);
  const requests = written.flatMap(({ path }) => {
    const oid = blobs.get(path);
    return oid === undefined ? [] : [{ path, oid }];
  });
  const contents = await readContents(context, requests);
  const replacements = written.map(({ path }): Replacement => {
    const permissions = entryOf(entries, path)?.mode === '100755' ? 0o777 : 0o666;
    return { path, bytes: contents.get(path), permissions };
  });
  try {
    return await prepareReplacements(context.cwd, replacements);
  } catch (error) {
    throw asFailure(error);
  }
}

/** Puts the blobs into one index. An entry that git replaces loses its flags; skip-worktree is set at once again. */
async function stageIn(
  context: GitContext,
  { index, entries }: IndexBefore,
  paths: readonly string[],
  blobs: ReadonlyMap<string, string>,
): Promise<void> {
  await updateEntries(context, index, wanted(paths, blobs, entries), removals(paths, blobs, entries));
  await setFlag(context, index, '--skip-worktree', flagged(entries, blobs, 'skipWorktree'));
}

function wanted(
  paths: readonly string[],
  blobs: ReadonlyMap<string, string>,
  entries: readonly IndexEntry[],
) {
  return paths.flatMap((path) => {
    const oid = blobs.get(path);
    const mode = entryOf(entries, path)?.mode === '100755' ? ('100755' as const) : ('100644' as const);
    return oid === undefined ? [] : [{ path, oid, mode, stage: 0 }];
  });
}

function removals(
  paths: readonly string[],
  blobs: ReadonlyMap<string, string>,
  entries: readonly IndexEntry[],
): IndexEntry[] {
  return paths.flatMap((path) => {
    const entry = blobs.has(path) ? undefined : entryOf(entries, path);
    return entry === undefined ? [] : [entry];
  });
}

/**
 * Has the index remember the files' times, without which `reset --keep` and `merge --abort` refuse; then makes
 * sure that it has what it should, and sets assume-unchanged again.
 */
async function remember(
  context: GitContext,
  { index, entries }: IndexBefore,
  paths: readonly string[],
  blobs: ReadonlyMap<string, string>,
): Promise<void> {
  const expected = wanted(paths, blobs, entries);
  const refreshed: string[] = [];
  for (const { path, mode } of expected) {
    if (entryOf(entries, path)?.skipWorktree) continue;
    const found = await lookAt(context.cwd, path);
    // A file whose run bit the user changed, and didn't stage, would have it staged here.
    if (found.kind === 'file' && found.executable === (mode === '100755')) refreshed.push(path);
  }
  if (refreshed.length > 0) await writeIndex(context, index, ['update-index', '--', ...refreshed]);
  // A filter that doesn't turn its own output back into the same blob changes the entry.
  const wrong = await differing(context, index, expected);
  await updateEntries(context, index, wrong);
  if (wrong.length > 0 && (await differing(context, index, expected)).length > 0) {
    throw new Failure('git', `git did not stage ${wrong.map(({ path }) => path).join(', ')}`, {
      next: 'git check-attr --all shows which filter changes it each time; commit again without',
    });
  }
  await setFlag(context, index, '--assume-unchanged', flagged(entries, blobs, 'assumeUnchanged'));
}

type Expected = ReturnType<typeof wanted>;

async function differing(context: GitContext, index: IndexFile, expected: Expected): Promise<Expected> {
  const now = await readIndex(
    context,
    expected.map(({ path }) => path),
    index.file,
  );
  return expected.filter(({ path, oid, mode, stage }) => {
    const entry = entryOf(now, path);
    return entry?.oid !== oid || entry.mode !== mode || entry.stage !== stage;
  });
}
