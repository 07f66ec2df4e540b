import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** What a program did. */
export interface RunResult {
  /** Exit status; 128 + the signal's number for a program that a signal ended, as a shell has it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export interface RunOptions {
  /** Folder to start in; this process's own by default. */
  readonly cwd?: string;
  /** The whole environment (nothing is added); this process's own by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Text for stdin; without it stdin is empty. */
  readonly input?: string;
  /** Signal that kills the program. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end.
 *
 * @param command name on the PATH of `options.env`, or a path.
 * @throws Error where the program (or `cwd`) doesn't exist; never for an exit status.
 */
export function run(
  command: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      signal: options.signal,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) => {
      // An abort is reported as an error as well as by the exit; the exit has the output.
      if (child.pid === undefined) {
        reject(
          new Error(`could not start ${command} in ${options.cwd ?? process.cwd()}: ${error.message}`, {
            cause: error,
          }),
        );
      }
    });
    child.on('close', (code, signal) => {
      resolve({
        exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]),
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
        milliseconds: performance.now() - started,
      });
    });
    if (child.stdin !== null) {
      // A program that ends without reading its input is no failure of the test.
      child.stdin.on('error', () => undefined);
      child.stdin.end(options.input);
    }
  });
}

/**
 * Runs a program that must succeed.
 *
 * @throws Error with the command and all its output where the exit status isn't 0.
 */
export async function runOk(
  command: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<RunResult> {
  const result = await run(command, args, options);
  if (result.exitCode !== 0) {
    throw new Error(
      `${[command, ...args].join(' ')} ended with ${result.exitCode}\n${result.stdout}${result.stderr}`,
    );
  }
  return result;
}
