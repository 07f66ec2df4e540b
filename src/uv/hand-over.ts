import { constants } from 'node:os';
import type { Uv } from './find.js';

/** How long uv may take to end after it was told to. */
const GRACE_MS = 5000;

/**
 * Runs uv in this process's place: with its terminal, in its folder, and with its environment as it is. Ctrl-C reaches
 * uv by itself, which decides what it means; other signals to end are passed on.
 *
 * @returns its exit code; 128 + the signal's number where one ended it, as a shell has it; undefined where it could
 *   not be started
 */
export async function handOver(
  uv: Uv,
  args: readonly string[],
  place: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<number | undefined> {
  const { execa } = await import('execa');
  const running = execa(uv.path, args, {
    cwd: place.cwd,
    env: place.env,
    extendEnv: false,
    reject: false,
    stdio: 'inherit',
    forceKillAfterDelay: GRACE_MS,
  });
  const pass = (signal: NodeJS.Signals): void => void running.kill(signal);
  const passed = ['SIGTERM', 'SIGHUP'] as const;
  for (const signal of passed) process.on(signal, pass);
  try {
    const { exitCode, signal } = await running;
    return exitCode ?? (signal === undefined ? undefined : 128 + constants.signals[signal]);
  } finally {
    for (const signal of passed) process.off(signal, pass);
  }
}
