import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import type { CompletedCommand } from './model.js';
import { zshCompletion } from './zsh.js';

/** Shells that can be told what comes next. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of `SHELLS`. */
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (program: CompletedCommand) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** The script that has a shell complete lockgen's command line: nothing of lockgen is run by it. */
export function completionScript(shell: Shell, program: CompletedCommand): string {
  return SCRIPTS[shell](program);
}
