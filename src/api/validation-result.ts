/** One package of a lockfile beside what is installed. */
export interface ValidationResult {
  /** As the lockfile names it. */
  readonly package: string;
  /** The pinned version, or the URL or path. */
  readonly expected: string;
  /** The installed version (for a package that is to come from a URL: with where it came from); `undefined` where none is. */
  readonly actual: string | undefined;
  /** False for another version and, unless `failOnMissing` is off, for one that isn't installed. */
  readonly valid: boolean;
  /** Which of the four counts it is in. */
  readonly comparison: Comparison;
  /** Where the lockfile has it, 1-based. */
  readonly line: number;
  /** In words: `matches`, `2.3.1 is pinned, 2.2.0 is installed`, `not installed`, `skipped`. */
  readonly message: string;
}

/** A lockfile beside what an interpreter has installed. */
export interface LockfileValidationResult {
  /** Whether every result is valid. */
  readonly valid: boolean;
  /** Packages whose marker holds on the interpreter: the sum of the four below. */
  readonly total: number;
  readonly matched: number;
  readonly mismatched: number;
  readonly missing: number;
  readonly skipped: number;
  /** One for each of `total`, in the lockfile's order. */
  readonly results: readonly ValidationResult[];
  /** The lockfile, as it was asked for. */
  readonly path: string;
  /** The interpreter that was asked: its executable, and its version. */
  readonly python: { readonly path: string; readonly version: string };
}

/** How a package of a lockfile compares. */
export type Comparison = 'matched' | 'mismatched' | 'missing' | 'skipped';
