import { stdin } from 'node:process';
import { createInterface } from 'node:readline';

/** Whether somebody can answer. */
export const canAnswer = (): boolean => stdin.isTTY === true;

/**
 * Asks a question that is answered by yes or no; Enter is yes, and the end of what is typed is no.
 *
 * @param say prints the question
 */
export async function askYes(
  question: string,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  say(`${question} [Y/n] `);
  const lines = createInterface({ input: stdin, terminal: false });
  const end = (): void => lines.close();
  signal.addEventListener('abort', end);
  try {
    for await (const line of lines) return /^(?:y(?:es)?)?$/i.test(line.trim());
    say('\n');
    return false;
  } finally {
    signal.removeEventListener('abort', end);
    lines.close();
  }
}
