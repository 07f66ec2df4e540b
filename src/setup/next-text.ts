import { quoted } from '../report/typed.js';
import { pathWord } from '../shell-word.js';
import type { Plan } from './step.js';

/**
 * What comes next: what to commit, and what others do.
 *
 * @param isCiAlone only CI's job was added: all else was done before
 * @param top the way to the folder that the paths are of; `''` where the user is there
 */
export function nextText(
  paths: readonly string[],
  { cloneCommands }: Plan,
  commands: readonly string[],
  top: string,
  isCiAlone = false,
): string {
  const commit =
    paths.length === 0
      ? []
      : [
          quoted(
            `git add ${folded(paths.map(pathWord))} && git commit -m "${isCiAlone ? 'Check lockfiles in CI' : 'Lock with lockgen'}"`,
          ),
        ];
  return [
    ...(commands.length + commit.length === 0
      ? []
      : [
          'next\n',
          ...[...(top === '' ? [] : [`cd ${pathWord(top)}`]), ...commands, ...commit].map(
            (line) => `  ${line}\n`,
          ),
        ]),
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
