import { quoted } from '../report/typed.js';
import type { Folded } from './fold.js';
import type { Step } from './step.js';

/** What each step gives a clone, in the words of its user. */
const GIVES: Readonly<Record<string, string>> = {
  hooks: 'hooks',
  'hooks-path': 'hooks',
  'merge-settings': 'merges of lockfiles',
  programs: 'where node is',
};

/**
 * What `lockgen init --clone` set up, in one line of what `npm ci` prints, and what is still to be typed; nothing where all was there.
 *
 * @param steps all that a clone needs, the manager's own command among them
 */
export function cloneText({ doing, byHand }: Folded, steps: readonly Step[]): string {
  const left = byHand.map(
    ({ path, locked = "can't be edited safely" }) =>
      `lockgen: not set up in this clone: ${path} ${locked}; what to put there: lockgen init --dry-run\n`,
  );
  const given = new Set(doing.flatMap(({ step }) => GIVES[step.id] ?? []));
  const words = steps.find(({ command }) => command !== undefined)?.command?.words.join(' ');
  const toType =
    words === undefined
      ? undefined
      : `${quoted(words)} is still to be typed here, or no commit calls lockgen`;
  if (given.size === 0)
    return `${toType === undefined ? '' : `lockgen: not set up in this clone: ${toType}\n`}${left.join('')}`;
  const rest = toType === undefined ? '' : `; ${toType}`;
  return `lockgen: set up in this clone: ${[...given].join(', ')}${rest}; to take it back: lockgen uninstall\n${left.join('')}`;
}
