import type { StagedChange } from './changes.js';
import type { GitContext } from './git.js';
import { intentToAdd, isEntryMode, readIndex } from './index-entries.js';
import { objectSnapshot } from './object-snapshot.js';
import type { Entry, Snapshot } from './snapshot.js';

/** What an index lists, asked once: that may be begun before it is known who wants it. */
export type IndexListing = () => Promise<readonly Entry[]>;

/** The files of the index that git is about to commit, without what `git add -N` only announced. */
export function indexListing(context: GitContext): IndexListing {
  let listed: Promise<readonly Entry[]> | undefined;
  return () => {
    listed ??= list(context);
    return listed;
  };
}

async function list(context: GitContext): Promise<readonly Entry[]> {
  const entries = await readIndex(context);
  const announced = await intentToAdd(context, entries);
  const byPath = new Map<string, Entry>();
  // An unmerged path comes once a stage, the lowest first.
  for (const entry of entries) {
    if (!announced.has(entry.path) && !byPath.has(entry.path)) byPath.set(entry.path, entry);
  }
  return [...byPath.values()];
}

/**
 * The index that git is about to commit (the context's `GIT_INDEX_FILE`, or the repository's own): what the
 * commit will have, so without what `git add -N` only announced.
 */
export function indexSnapshot(context: GitContext, listing: IndexListing = indexListing(context)): Snapshot {
  return objectSnapshot('index', context, 'index', listing);
}

/**
 * What a commit has, by what the index has otherwise: git needn't list it.
 *
 * @param changes - of the index against the commit, all of them
 * @returns undefined where that doesn't tell: of what is in conflict, git only says that it is
 */
export function snapshotBefore(
  context: GitContext,
  commit: string,
  listing: IndexListing,
  changes: readonly StagedChange[],
): Snapshot | undefined {
  if (changes.some(({ status }) => status === 'U')) return undefined;
  return objectSnapshot('commit', context, { commit }, async () => {
    const entries = new Map((await listing()).map(({ path, mode, oid }) => [path, entryOf(path, mode, oid)]));
    for (const { path, oldMode, oldOid } of changes) {
      // Zeros, where there was none.
      if (isEntryMode(oldMode)) entries.set(path, entryOf(path, oldMode, oldOid));
      else entries.delete(path);
    }
    return [...entries.values()];
  });
}

function entryOf(path: string, mode: Entry['mode'], oid: string | undefined): Entry {
  return oid === undefined ? { path, mode } : { path, mode, oid };
}
