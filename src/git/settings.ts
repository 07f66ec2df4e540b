import { resolve } from 'node:path';
import { type GitContext, runGit } from './git.js';

/** A setting as git obeys it, and whose it is. */
export interface GitValue {
  readonly value: string;
  /** `repository` is its own configuration, or its work tree's; `user` anything else (global, system, variables). */
  readonly of: 'repository' | 'user';
}

/** What git obeys for a key; undefined where nobody has set it. A leading `~` is the home folder. */
export async function effectiveSetting(git: GitContext, key: string): Promise<GitValue | undefined> {
  const { stdout, exitCode } = await runGit(
    git,
    ['config', '--show-scope', '--type=path', '-z', '--get', key],
    {
      allowExit: [0, 1],
    },
  );
  if (exitCode === 1) return undefined;
  const [scope, value = ''] = stdout.toString().split('\0');
  return { value, of: scope === 'local' || scope === 'worktree' ? 'repository' : 'user' };
}

/** What the repository's own configuration, which its linked work trees share, has for a key. */
export async function localSetting(git: GitContext, key: string): Promise<string | undefined> {
  const { stdout, exitCode } = await runGit(git, ['config', '--local', '-z', '--get', key], {
    allowExit: [0, 1],
  });
  return exitCode === 1 ? undefined : stdout.toString().replace(/\0$/, '');
}

/** Sets a key there, or takes it out. */
export async function setLocalSetting(
  git: GitContext,
  key: string,
  value: string | undefined,
): Promise<void> {
  const args = value === undefined ? ['--unset-all', key] : ['--replace-all', key, value];
  // 5: there is nothing to take out.
  await runGit(git, ['config', '--local', ...args], {
    writes: true,
    allowExit: value === undefined ? [0, 5] : [0],
  });
}

/** git's folder that all work trees of a repository share, absolute. */
export async function commonFolder(git: GitContext): Promise<string> {
  const { stdout } = await runGit(git, ['rev-parse', '--git-common-dir']);
  return resolve(git.cwd, stdout.toString().replace(/\n$/, ''));
}

/** Whether git leaves what is in a folder out of `git add`, be it there or not. */
export async function isIgnored(git: GitContext, path: string): Promise<boolean> {
  const ask = async (one: string): Promise<number> =>
    (
      await runGit(git, ['check-ignore', '--quiet', '--no-index', '--', one], {
        allowExit: [0, 1, 128],
        literal: false,
      })
    ).exitCode;
  const answer = await ask(path);
  // git refuses a path behind a symbolic link: then it is the link that counts.
  return (answer === 128 ? await ask(path.slice(0, path.lastIndexOf('/'))) : answer) === 0;
}
