import { type GitContext, runGit, zeroSeparated } from './git.js';

/**
 * All paths that the work tree has otherwise than the index, untracked ones among them; what git ignores isn't.
 *
 * @throws `Failure('git')` as `runGit`
 */
export async function unstagedPaths(git: GitContext): Promise<ReadonlySet<string>> {
  const { stdout } = await runGit(git, [
    'status',
    '--porcelain',
    '-z',
    '--untracked-files=all',
    '--no-renames',
  ]);
  // `XY PATH`: Y is the work tree (git-status(1), "Short Format").
  return new Set(zeroSeparated(stdout).flatMap((entry) => (entry.charAt(1) === ' ' ? [] : [entry.slice(3)])));
}
