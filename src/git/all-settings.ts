import { resolve } from 'node:path';
import { type GitContext, runGit, zeroSeparated } from './git.js';

/** One value of git's configuration, with the place that sets it. */
export interface GitSetting {
  /** `system`, `global`, `local`, `worktree`, `command`. */
  readonly scope: string;
  /** `file:.git/config`, `command line:`. */
  readonly origin: string;
  /** Section and name in lower case, as git lists them. */
  readonly key: string;
  readonly value: string;
}

/**
 * All that git is configured with, in the order in which it counts: the last value of a key wins.
 *
 * @throws Failure `git`; a git before 2.26 knows no scopes
 */
export async function gitSettings(context: GitContext): Promise<readonly GitSetting[]> {
  const { stdout } = await runGit(context, ['config', '--list', '--show-origin', '--show-scope', '-z']);
  const records = zeroSeparated(stdout);
  const settings: GitSetting[] = [];
  for (let at = 0; at + 2 < records.length; at += 3) {
    const [scope = '', origin = '', entry = ''] = records.slice(at, at + 3);
    const end = entry.indexOf('\n');
    // `[section] key` without a value means true.
    settings.push({
      scope,
      origin,
      key: end < 0 ? entry : entry.slice(0, end),
      value: end < 0 ? 'true' : entry.slice(end + 1),
    });
  }
  return settings;
}

/**
 * Where git looks for a repository's hooks, absolute: `core.hooksPath`, or `hooks` in the folder that all work trees
 * share.
 *
 * @param context at the top of the work tree, which a relative `core.hooksPath` is seen from (githooks(5))
 */
export async function hooksFolder(context: GitContext): Promise<string> {
  const { stdout } = await runGit(context, ['rev-parse', '--git-path', 'hooks']);
  return resolve(context.cwd, stdout.toString().replace(/\n$/, ''));
}
