import { type GitContext, runGit } from './git.js';

/**
 * The last commit that changed a file, as far as the history at hand can tell.
 *
 * @param context - its `cwd` is the top of the work tree
 * @param where - which of its states has to be HEAD's
 * @returns `undefined` where that state isn't HEAD's, where no commit has it, and in a shallow clone,
 *   whose oldest commit seems to have changed everything
 * @throws Failure `git`
 */
export async function lastChangeOf(
  context: GitContext,
  path: string,
  where: 'index' | 'worktree',
): Promise<string | undefined> {
  const [shallow, edited, log] = await Promise.all([
    runGit(context, ['rev-parse', '--is-shallow-repository']),
    runGit(context, ['diff', '--quiet', ...(where === 'index' ? ['--cached'] : []), 'HEAD', '--', path], {
      allowExit: [0, 1, 128],
    }),
    runGit(context, ['log', '-1', '--format=%H', '--', path], { allowExit: [0, 128] }),
  ]);
  if (shallow.stdout.toString().trim() === 'true' || edited.exitCode !== 0) return undefined;
  return log.stdout.toString().trim() || undefined;
}
