import { posix } from 'node:path';
import { pathWord } from '../shell-word.js';
import type { GitContext } from './git.js';

/** A path as the user types it: where the command was typed, which isn't always the top of the work tree. */
export function typed({ env }: Pick<GitContext, 'env'>, path: string): string {
  return pathWord(posix.relative(env.GIT_PREFIX ?? '', path));
}
