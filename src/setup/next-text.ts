import { quoted } from '../report/typed.js';
import { pathWord } from '../shell-word.js';
import { listed } from './listed.js';
import type { Plan } from './step.js';

/**
 * The commands that come next: what to commit.
 *
 * @param isCiAlone only CI's job was added: all else was done before
 * @param top the way to the folder that the paths are of; `''` where the user is there
 */
export function nextCommands(
  paths: readonly string[],
  commands: readonly string[],
  top: string,
  isCiAlone = false,
): readonly string[] {
  const what = isCiAlone ? 'Check lockfiles in CI' : 'Lock with lockgen';
  const commit =
    paths.length === 0 ? [] : [`git add ${folded(paths.map(pathWord))} && git commit -m "${what}"`];
  if (commands.length + commit.length === 0) return [];
  return [...(top === '' ? [] : [`cd ${pathWord(top)}`]), ...commands, ...commit];
}

/** The same as it is shown; empty where there are none. */
export function nextText(commands: readonly string[]): string {
  if (commands.length === 0) return '';
  const shown = (line: string): string => (line.startsWith('git ') ? quoted(line) : line);
  return `next\n${commands.map((line) => `  ${shown(line)}\n`).join('')}`;
}

/** What was left to a person, again, as it was said far above; empty where nothing is. */
export function leftText(paths: readonly string[]): string {
  return paths.length === 0 ? '' : `left to do by hand, as said above: ${quoted(listed(paths))}\n`;
}

/** What others do, and how all of it is taken back. */
export function closingText({ cloneCommands }: Pick<Plan, 'cloneCommands'>, isCiAlone = false): string {
  return [
    ...(cloneCommands.length === 0 || isCiAlone
      ? []
      : [`in every other clone, once: ${cloneCommands.join(' && ')}\n`]),
    'to take it back: lockgen uninstall\n',
  ].join('');
}

/** Words of a command, many of them over several lines. */
function folded(words: readonly string[]): string {
  if (words.length <= 8) return words.join(' ');
  return words.join(' \\\n    ');
}
