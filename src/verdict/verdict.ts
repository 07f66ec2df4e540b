import type { PinChange } from '../lockfile/diff.js';

/** What `check` found out about one lockfile. */
export interface LockfileVerdict {
  /** The project's folder; `''` is the root. */
  readonly project: string;
  /** The lockfile, relative to the repository's root. */
  readonly path: string;
  readonly verdict: 'fresh' | 'stale' | 'unknown';
  /** A stable code; `undefined` where it is fresh. */
  readonly reason: string | undefined;
  /** Why, for a reader. */
  readonly lines: readonly string[];
  /** What a regeneration would change. */
  readonly changes: readonly PinChange[];
}
