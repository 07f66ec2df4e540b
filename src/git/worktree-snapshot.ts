import { diskSnapshot } from './disk-snapshot.js';
import { inUtf8 } from './encodings.js';
import { type GitContext, runGit, zeroSeparated } from './git.js';
import { copyHistory } from './history-copy.js';
import { lookAt } from './paths.js';
import type { Snapshot } from './snapshot.js';

/** The files in the work tree, as they are on disk: the tracked ones and the untracked ones that git doesn't ignore. */
export function worktreeSnapshot(context: GitContext): Snapshot {
  const list = async () => {
    const { stdout } = await runGit(context, [
      'ls-files',
      '-z',
      '-t',
      '--cached',
      '--others',
      '--deleted',
      '--exclude-standard',
    ]);
    const paths = new Set<string>();
    const deleted = new Set<string>();
    for (const record of zeroSeparated(stdout)) {
      const tag = record.slice(0, 1);
      const path = record.slice(2);
      // A nested repository is listed as a folder.
      if (path.endsWith('/')) continue;
      // Those outside of a sparse checkout (S) are there or not; git doesn't look.
      if (tag === 'R' || (tag === 'S' && (await lookAt(context.cwd, path)).kind === 'absent')) {
        deleted.add(path);
      } else {
        paths.add(path);
      }
    }
    return [...paths].filter((path) => !deleted.has(path)).sort();
  };
  const disk = diskSnapshot('worktree', context.cwd, list, (path, bytes) => inUtf8(context, path, bytes));
  return {
    ...disk,
    copyHistory: (into, made) => copyHistory(context, 'worktree', into, made, disk.readMany),
  };
}
