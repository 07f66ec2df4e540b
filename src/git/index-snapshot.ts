import type { GitContext } from './git.js';
import { intentToAdd, readIndex } from './index-entries.js';
import { objectSnapshot } from './object-snapshot.js';
import type { Entry, Snapshot } from './snapshot.js';

/**
 * The index that git is about to commit (the context's `GIT_INDEX_FILE`, or the repository's own): what the
 * commit will have, so without what `git add -N` only announced.
 */
export function indexSnapshot(context: GitContext): Snapshot {
  return objectSnapshot('index', context, 'index', async () => {
    const entries = await readIndex(context);
    const announced = await intentToAdd(context, entries);
    const byPath = new Map<string, Entry>();
    // An unmerged path comes once a stage, the lowest first.
    for (const entry of entries) {
      if (!announced.has(entry.path) && !byPath.has(entry.path)) byPath.set(entry.path, entry);
    }
    return [...byPath.values()];
  });
}
