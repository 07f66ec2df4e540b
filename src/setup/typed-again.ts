import { pathWord, shellWord } from '../shell-word.js';
import type { Wishes } from './plan.js';

/**
 * `lockgen init` as it was typed, to be typed again: with every option that decides over what is done.
 *
 * @param more such as `--yes`
 * @param cache the folder that `--cache-home` named
 */
export function initCommand(
  { projects, manager, ci }: Wishes,
  more: readonly string[] = [],
  cache?: string,
): string {
  return [
    'lockgen init',
    ...more,
    ...(ci ? ['--ci'] : []),
    ...(manager === undefined ? [] : ['--manager', manager]),
    ...(cache === undefined ? [] : ['--cache-home', pathWord(cache)]),
    // Last, as it takes all words up to the next option.
    ...(projects.length === 0 ? [] : ['--projects', ...projects.map(shellWord)]),
  ].join(' ');
}
