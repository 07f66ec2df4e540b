import type { Paint } from './paint.js';
import type { RuleCode } from './rules.js';

/** How what a command found out can be written. */
export const FORMATS = ['text', 'json', 'github', 'gitlab', 'sarif', 'markdown'] as const;

/** One of `FORMATS`. */
export type Format = (typeof FORMATS)[number];

/** What JSON can hold; `undefined` is left out. */
export type Json =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Something that is wrong, at its place: what reviews of code show beside a line. */
export interface Problem {
  /** `error` counts against the exit code, `warning` is what could not be told, `notice` should be known. */
  readonly severity: 'error' | 'warning' | 'notice';
  readonly code: RuleCode;
  /** A file, relative to the repository's root, with `/`. */
  readonly path: string;
  /** 1-based; undefined where it is about the whole file. */
  readonly line: number | undefined;
  /** The package or the option line, by which the problem is known again in another report; undefined where it is about neither. */
  readonly name: string | undefined;
  /** In one line. */
  readonly message: string;
  /** What to type. */
  readonly next: string | undefined;
}

/** What a command found out, as each format needs it. */
export interface Report {
  readonly command: 'check' | 'diff' | 'why' | 'validate' | 'doctor';
  /** For machines: what `--format json` prints besides the version of its schema and the command. */
  readonly data: { readonly [key: string]: Json };
  /** For reviews of code. */
  readonly problems: readonly Problem[];
  /** For a person at a terminal; lines, each with its newline. */
  readonly text: (paint: Paint) => string;
  /** For a pull request's comment or a job's summary; lines, each with its newline. */
  readonly markdown: () => string;
}
