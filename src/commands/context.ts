import type { GitContext } from '../git/git.js';
import type { AskInTurn } from '../resolve/turns.js';

/** What a command knows of the world; everything else is passed in, so that tests and the API can choose it. */
export interface Context {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  /** lockgen's cache folder, absolute, where the command line names one. Default: by the platform's convention. */
  readonly cache?: string | undefined;
  readonly platform: NodeJS.Platform;
  /** Aborted by Ctrl-C and by SIGTERM. */
  readonly signal: AbortSignal;
  /** False once the program that started lockgen is gone: git was killed, and its index is no longer ours. */
  readonly alive: () => boolean;
  /** The report alone, its commands as this user can type them. */
  readonly out: (text: string) => void;
  /** The report for programs, which is the same however lockgen was started. */
  readonly data: (text: string) => void;
  /** A text for people with its commands as this user can type them: `out` and `err` see to it themselves. */
  readonly asTyped: (text: string) => string;
  /** Everything else. */
  readonly err: (text: string) => void;
  /** How wide the terminal of stderr is, in columns; undefined where it can't be told. */
  readonly columns?: () => number | undefined;
  /** Which of several things that take their time is being done. */
  readonly step?: Readonly<Step>;
  /** What there is to do while uv works; called with each run. */
  readonly meanwhile?: () => void;
  /** Whether a person watches stderr: a terminal, and not in CI. */
  readonly watched: boolean;
  /** Whether it is said where nobody watches, too, that something is waited for: a commit by a graphical client. */
  readonly tellsWaiting?: boolean;
  /** Whether stderr is a terminal, be somebody there or not. */
  readonly errTerminal: boolean;
  /** Whether stdout is a terminal. */
  readonly terminal: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** One of several: `2 of 3`, `commit 2 of 3`. */
export interface Step {
  at: number;
  of: number;
  /** What is counted, with a blank behind it; `''` for projects. */
  readonly what: string;
  /** How it may ask the index, where others are done beside it. Default: at once. */
  readonly inTurn?: AskInTurn;
}

/** How a command ends: an exit code of the table in the README. */
export type ExitCode = 0 | 1 | 2 | 130;

/** A command's context as git's door takes it. */
export function gitContext(context: Context, cwd = context.cwd): GitContext {
  return { cwd, env: context.env, signal: context.signal, alive: context.alive };
}
