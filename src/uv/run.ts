import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { trace } from '../trace.js';
import { endWithChildren } from './descendants.js';
import type { Uv } from './find.js';

/** How a run of uv, or of Python, ended. */
export interface UvResult {
  /** Undefined where a signal ended it, or where it could not be started. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Byte for byte what it wrote, the last newline included. */
  readonly stdout: string;
  readonly stderr: string;
  /** The program could not be started: it isn't there, isn't executable, or is another machine's. */
  readonly missing: boolean;
  /** It took longer than it may, and was ended. */
  readonly timedOut: boolean;
  readonly milliseconds: number;
}

export interface RunOptions {
  /** Must exist: the system's error for a folder that is gone reads as if the program were. */
  readonly cwd: string;
  /** The whole environment: nothing of this process's own is added. */
  readonly env: NodeJS.ProcessEnv;
  /** For its stdin. Default: none. */
  readonly input?: string;
  /** Hears what it writes to stderr while it runs, in pieces that end anywhere. */
  readonly onStderr?: (piece: string) => void;
  /** Called once the program runs: what there is to do meanwhile. */
  readonly onStarted?: () => void;
  /** Ends the program, and all that it has started, when aborted. */
  readonly signal?: AbortSignal;
  /** `NAME=VALUE` of `env` that is of this run alone, by which all that it started is known. */
  readonly mark?: string;
  /** How long it may take, in milliseconds; then it is ended. Default: for ever; for uv, ten minutes. */
  readonly patience?: number;
}

/** Far above what a resolution takes, builds of large source distributions included. */
const UV_PATIENCE_MS = 10 * 60_000;
/** How long the pipes of a program that was ended are read on: its own children may hold them open for ever. */
const LAST_WORDS_MS = 1000;

/**
 * Runs uv without a shell and waits for its end. Never rejects for how the program ended: that is in the result.
 * When this process ends, uv is ended, too.
 *
 * @throws Error where `cwd` does not exist, a mistake of the caller
 */
export function runUv(uv: Uv, args: readonly string[], options: RunOptions): Promise<UvResult> {
  return runProgram(uv.path, args, { patience: UV_PATIENCE_MS, ...options });
}

/** The same for any program: the one place that starts one from this folder. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<UvResult> {
  if (!existsSync(options.cwd)) throw new Error(`there is no folder ${options.cwd} to run ${program} in`);
  // Loading execa takes longer than most of what lockgen does without starting a program.
  const { execa } = await import('execa');
  const started = performance.now();
  const running = execa(program, args, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    cleanup: true,
    maxBuffer: 256 * 1024 * 1024,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
  });
  const { onStderr, onStarted } = options;
  if (onStderr !== undefined) {
    const decoder = new TextDecoder();
    running.stderr?.on('data', (piece: Buffer) => onStderr(decoder.decode(piece, { stream: true })));
  }
  let ended: 'interrupted' | 'late' | undefined;
  let whole: Promise<void> | undefined;
  const end = (why: 'interrupted' | 'late'): void => {
    if (ended !== undefined) return;
    ended = why;
    whole = endWithChildren(running.pid, () => running.kill('SIGTERM'), options.mark);
  };
  const interrupt = (): void => end('interrupted');
  if (options.signal?.aborted === true) interrupt();
  options.signal?.addEventListener('abort', interrupt);
  const timer = options.patience === undefined ? undefined : setTimeout(() => end('late'), options.patience);
  running.once('exit', (_code, signal) => {
    if (signal === null && ended === undefined) return;
    setTimeout(() => {
      running.stdout?.destroy();
      running.stderr?.destroy();
    }, LAST_WORDS_MS).unref();
  });
  onStarted?.();
  const told = trace(() => `${basename(program)} ${args.join(' ')}`);
  const result = await running;
  told();
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', interrupt);
  // Ctrl-C reaches the program, too, which may have ended before it is asked to.
  if (result.signal !== undefined && ended === undefined && options.mark !== undefined)
    whole = endWithChildren(running.pid, () => undefined, options.mark);
  await whole;
  const notStarted = result.exitCode === undefined && result.signal === undefined && ended === undefined;
  return {
    exitCode: result.exitCode,
    signal: result.signal ?? (ended === undefined ? undefined : 'SIGTERM'),
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
    missing: notStarted,
    timedOut: ended === 'late',
    milliseconds: Math.round(performance.now() - started),
  };
}
