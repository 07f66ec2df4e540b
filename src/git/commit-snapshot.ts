import { Failure } from '../failure.js';
import { type GitContext, IS_IT_GIT, runGit, zeroSeparated } from './git.js';
import { isEntryMode } from './index-entries.js';
import { objectSnapshot } from './object-snapshot.js';
import type { Entry, Snapshot } from './snapshot.js';

/**
 * What a commit has.
 *
 * @param revision any name of a commit or tree. One that names nothing is a `Failure('git')` when first read.
 */
export function commitSnapshot(context: GitContext, revision: string): Snapshot {
  return objectSnapshot('commit', context, { commit: revision }, async () => {
    const { stdout } = await runGit(context, [
      'ls-tree',
      '-r',
      '-z',
      '--full-tree',
      '--end-of-options',
      revision,
    ]);
    return zeroSeparated(stdout).map(parseEntry);
  });
}

function parseEntry(record: string): Entry {
  const match = /^(\d{6}) \w+ ([0-9a-f]+)\t(.*)$/s.exec(record);
  const [, mode = '', oid = '', path = ''] = match ?? [];
  if (!isEntryMode(mode))
    throw new Failure('git', `git ls-tree printed ${JSON.stringify(record)}`, { next: IS_IT_GIT });
  return { path, mode, oid };
}
