import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { realPython } from '../../helpers/environment.js';
import type { TestRepository } from '../../helpers/repository.js';

/** What a closed or used terminal left. */
export interface Shown {
  readonly exitCode: number | null;
  /** What it showed. */
  readonly text: string;
}

/** A terminal with a program in it. */
export interface Terminal {
  type(keys: string): void;
  /** Closes the window. */
  close(): void;
  /** Waits until it has shown some words. */
  shows(words: string): Promise<void>;
  /** Waits until the program, its hook and lockgen have ended. */
  ended(): Promise<Shown>;
}

export const CTRL_C = '\x03';
export const CTRL_Z = '\x1a';
export const CTRL_BACKSLASH = '\x1c';

const FIXTURE = fileURLToPath(new URL('../../fixtures/terminal/terminal.py', import.meta.url));

/** Opens a terminal at the root of a repository, and runs a program in it. */
export function openTerminal(
  { root, env }: TestRepository,
  [program, ...args]: readonly [string, ...string[]],
  more: NodeJS.ProcessEnv = {},
): Terminal {
  const child = spawn(realPython(), [FIXTURE, program, ...args], {
    cwd: root,
    env: { ...env, TERM: 'xterm', ...more },
    // The last is open in all that git starts, and so tells when the last of them has ended.
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  child.stdin?.on('error', () => undefined);
  const [, , , open] = child.stdio;
  if (open !== null && open !== undefined && 'resume' in open) open.resume();
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    type: (keys) => child.stdin?.write(keys),
    close: () => child.stdin?.end(),
    async shows(words) {
      while (!text.includes(words)) await setTimeout(20);
    },
    ended: async () => ({ exitCode: await ended, text }),
  };
}
