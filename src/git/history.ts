import { Failure } from '../failure.js';
import { type GitContext, runGit } from './git.js';

/** Which state of a file has to be HEAD's for HEAD's history to be the file's, or the commit whose history counts. */
export type HistoryOf = 'index' | 'worktree' | { readonly commit: string };

/**
 * The last commit that changed a file, as far as the history at hand can tell.
 *
 * @param context - its `cwd` is the top of the work tree
 * @returns `undefined` where that state isn't HEAD's, where no commit has it, and in a shallow clone,
 *   whose oldest commit seems to have changed everything
 * @throws Failure `git`
 */
export async function lastChangeOf(
  context: GitContext,
  path: string,
  of: HistoryOf,
): Promise<string | undefined> {
  const commit = typeof of === 'string' ? 'HEAD' : of.commit;
  const [shallow, isEdited, log] = await Promise.all([
    isShallow(context),
    typeof of === 'string' ? differsFromHead(context, path, of) : false,
    runGit(context, ['log', '-1', '--format=%H', commit, '--', path], { allowExit: [0, 128] }),
  ]);
  if (shallow || isEdited) return undefined;
  return log.stdout.toString().trim() || undefined;
}

/**
 * The first commit, no merge, that brought a text into a file.
 *
 * @param context - its `cwd` is the top of the work tree
 * @param from - the commit whose history counts
 * @returns `undefined` where none did, and in a shallow clone, whose oldest commit seems to have brought everything
 * @throws Failure `git`
 */
export async function firstCommitWith(
  context: GitContext,
  from: string,
  path: string,
  text: string,
): Promise<string | undefined> {
  if (await isShallow(context)) return undefined;
  const quietly = ['-c', 'log.showSignature=false', '-c', 'log.showRoot=true', 'log', '--reverse'];
  const what = ['--topo-order', '--format=%H', '--no-renames', '--no-textconv', `-S${text}`];
  const { stdout } = await runGit(context, [...quietly, ...what, from, '--', path]);
  return stdout.toString().split('\n')[0] || undefined;
}

/** Whether a file in the index or the work tree is another than HEAD's. */
export async function differsFromHead(
  context: GitContext,
  path: string,
  of: 'index' | 'worktree',
): Promise<boolean> {
  const cached = of === 'index' ? ['--cached'] : [];
  // git would write what it learns about files into the index, whoever holds it.
  const quietly = ['-c', 'diff.autoRefreshIndex=false', 'diff', '--raw', '--no-abbrev', '--no-renames', '-z'];
  const { exitCode, stdout } = await runGit(context, [...quietly, ...cached, 'HEAD', '--', path], {
    allowExit: [0, 128],
  });
  const raw = stdout.toString();
  if (exitCode !== 0 || raw === '') return exitCode !== 0;
  // A file that was only touched, or copied, is another to git as long as the index isn't refreshed.
  const committed = of === 'index' ? undefined : /^:100\d{3} 100\d{3} (\w+) 0+ M\0/.exec(raw)?.[1];
  if (committed === undefined) return true;
  const here = await runGit(context, ['hash-object', `--path=${path}`, '--', path], { allowExit: [0, 128] });
  return here.stdout.toString().trim() !== committed;
}

/** Whether a part of the history was left out when the repository was cloned. */
export async function isShallow(context: GitContext): Promise<boolean> {
  const { stdout } = await runGit(context, ['rev-parse', '--is-shallow-repository']);
  return stdout.toString().trim() === 'true';
}

/**
 * The commit that a revision names.
 *
 * @param neither - what else it isn't, for the message
 * @throws Failure `usage` where it names none that is here, with what to fetch in a shallow clone
 */
export async function commitOf(context: GitContext, revision: string, neither = ''): Promise<string> {
  const commit = await commitIfAny(context, revision);
  if (commit !== undefined) return commit;
  throw new Failure('usage', `${revision} names no commit that is here${neither}`, {
    next: (await isShallow(context))
      ? 'the clone is shallow: git fetch --unshallow (in CI: a fetch depth of 0), then try again'
      : 'git fetch, or name another: git rev-parse REVISION shows what a name stands for',
  });
}

/** As `commitOf`, but `undefined` where there is none. */
export async function commitIfAny(context: GitContext, revision: string): Promise<string | undefined> {
  const verified = async (name: string): Promise<string | undefined> => {
    const { stdout, exitCode } = await runGit(
      context,
      ['rev-parse', '--verify', '--quiet', '--end-of-options', name],
      { allowExit: [0, 1, 128] },
    );
    return exitCode === 0 ? stdout.toString().trim() : undefined;
  };
  // What is searched for, `:/a text`, reaches to the end of the name.
  const name = revision.startsWith(':/') ? await verified(revision) : revision;
  const commit = name === undefined ? undefined : await verified(`${name}^{commit}`);
  // `^HEAD` is one for git, too: what isn't reached by it.
  return commit?.startsWith('^') ? undefined : commit;
}
