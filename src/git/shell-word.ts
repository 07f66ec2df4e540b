import { posix } from 'node:path';
import type { GitContext } from './git.js';

/** A path as one word of a command that a person can paste into a shell. */
export function shellWord(path: string): string {
  if (/^[\w@%+=:,./-]+$/.test(path) && !path.startsWith('-')) return path;
  const word = `'${path.replaceAll("'", `'\\''`)}'`;
  return path.startsWith('-') ? `./${word}` : word;
}

/** A path as the user types it: where the command was typed, which isn't always the top of the work tree. */
export function typed({ env }: Pick<GitContext, 'env'>, path: string): string {
  return shellWord(posix.relative(env.GIT_PREFIX ?? '', path));
}
