import type { FailureMessage } from './messages.js';
import { AREAS } from './messages-page.js';

/**
 * The headline of every failure, a line each, by area: short enough to be read as a whole, so that who changes a
 * message sees it beside the others, and whoever reviews the change sees each that is otherwise.
 */
export function headlines(failures: readonly FailureMessage[]): string {
  const areas = AREAS.flatMap(([title, pattern]) => {
    const mine = failures.filter(({ path }) => pattern.test(path));
    const lines = new Set(mine.flatMap(({ messages }) => headline(messages) ?? []));
    return lines.size === 0 ? [] : [`── ${title}\n\n${[...lines].map((line) => `${line}\n`).join('')}`];
  });
  return areas.join('\n');
}

/** What a message says first, in the first of its ways; undefined where all of it is only known when it runs. */
function headline([message = '']: readonly string[]): string | undefined {
  const [first = ''] = message.split('\n');
  return /[a-z]/.test(first.replace(/\{\w+\}/g, '')) ? first.replace(/:$/, '') : undefined;
}
