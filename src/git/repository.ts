import { Failure } from '../failure.js';
import { type GitContext, runGit } from './git.js';

/** The facts of a repository that everything else needs. */
export interface Repository {
  /** The top of the work tree, absolute; for a bare repository its git folder. */
  readonly top: string;
  /** The repository's own folder (a linked work tree's, a submodule's), absolute. */
  readonly gitDir: string;
  readonly isBare: boolean;
  /** The commit that HEAD names; undefined before the first one. */
  readonly head: string | undefined;
}

/**
 * The repository that a folder is in, asked in one run of git.
 *
 * @param context any folder as `cwd`.
 * @returns undefined outside of any repository.
 * @throws `Failure('git')` where git refuses the repository (an owner it doesn't trust, a format it doesn't know).
 */
export async function findRepository(context: GitContext): Promise<Repository | undefined> {
  // rev-parse repeats a flag that it doesn't know: a mark between answers that may have newlines in them.
  const mark = '--lockgen-mark';
  const facts = ['rev-parse', '--is-bare-repository', '--absolute-git-dir', mark];
  const head = ['-q', '--verify', 'HEAD^{commit}'];
  const inWorkTree = await runGit(context, [...facts, '--show-toplevel', mark, ...head], {
    allowExit: [0, 1, 128],
  });
  if (/not a git repository \(or any /.test(inWorkTree.stderr)) return undefined;
  // A bare repository has no top, and git ends at the question.
  const bare = inWorkTree.stdout.toString().startsWith('true\n');
  const result = bare ? await runGit(context, [...facts, mark, ...head], { allowExit: [0, 1] }) : inWorkTree;
  if (result.exitCode === 128) {
    const [, trusting, place = ''] = TRUSTING.exec(result.stderr) ?? [];
    if (trusting !== undefined) {
      throw new Failure('git', `git doesn't use the repository at ${place}: it belongs to another user`, {
        next: `if you trust who owns it: ${trusting}`,
        detail: result.stderr.trimEnd(),
      });
    }
    throw new Failure('git', `git can't use the repository of ${context.cwd}`, {
      next: 'git status says why, and what to do',
      detail: result.stderr.trimEnd(),
    });
  }
  const [first = '', top = '', oid = ''] = result.stdout.toString().split(`${mark}\n`);
  const gitDir = withoutNewline(first.slice(first.indexOf('\n') + 1));
  return {
    top: bare ? gitDir : withoutNewline(top),
    gitDir,
    isBare: bare,
    head: withoutNewline(oid) || undefined,
  };
}

/**
 * The repository of a folder that has to be in one.
 *
 * @throws `Failure('git')` as `findRepository`, and where there is none.
 */
export async function repositoryOf(context: GitContext): Promise<Repository> {
  const repository = await findRepository(context);
  if (repository !== undefined) return repository;
  throw new Failure('git', 'there is no git repository here', { next: 'run it where git runs its hooks' });
}

/** The parents of the commit that HEAD names, the first one first; none for a root commit. */
export async function parentsOfHead(context: GitContext): Promise<readonly string[]> {
  const { stdout } = await runGit(context, ['rev-parse', '-q', 'HEAD^@']);
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

/** What git itself says is to be typed, in every language; it quotes the path for a shell. */
const TRUSTING = /^\s*(git config --global --add safe\.directory '?(.+?)'?)$/m;

function withoutNewline(answer: string): string {
  return answer.endsWith('\n') ? answer.slice(0, -1) : answer;
}
