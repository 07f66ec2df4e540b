import { spawn } from 'node:child_process';
import type { GitResult } from './git.js';

/** What a run is given. */
export interface Given {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly input: Buffer | string | undefined;
  /** How long it may say nothing, in milliseconds, before it is ended; undefined: for ever. */
  readonly patience: number | undefined;
}

/**
 * Runs git to be read, by node's own means: a commit with nothing to lock, and a check of what is known, run git only
 * like this, and would wait for a library to load that takes as long as all the rest of them.
 *
 * @throws Error where it can't be started, or was silent for too long
 */
export async function readingRun(program: string, args: readonly string[], given: Given): Promise<GitResult> {
  const { cwd, env, input, patience } = given;
  return await new Promise((done, failed) => {
    const child = spawn(program, args, {
      cwd,
      env,
      windowsHide: true,
      stdio: [input === undefined || input.length === 0 ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let isLate = false;
    const timer =
      patience === undefined
        ? undefined
        : setTimeout(() => {
            isLate = true;
            child.kill();
          }, patience);
    const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
      timer?.refresh();
      chunks.push(chunk);
    };
    child.stdout?.on('data', collect(stdout));
    child.stderr?.on('data', collect(stderr));
    child.on('error', (error) => {
      clearTimeout(timer);
      failed(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (isLate) failed(new Error(`it said nothing for ${patience} ms`));
      else
        done({
          stdout: Buffer.concat(stdout),
          stderr: Buffer.concat(stderr).toString('utf8'),
          exitCode: code ?? -1,
        });
    });
    // git may end before it has read all: how it ended tells more.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
