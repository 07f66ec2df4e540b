import type { LockfileVerdict } from './verdict.js';

/** What was found out about the lockfiles that a commit changes, or should have. */
export interface CommitVerdicts {
  readonly commit: string;
  /** Whether it has no parent. */
  readonly isRoot: boolean;
  readonly subject: string;
  readonly verdicts: readonly LockfileVerdict[];
}

/** What was found out about the commits of a range. */
export interface RangeVerdicts {
  /** Those that change inputs or lockfiles, parents before children. */
  readonly judged: readonly CommitVerdicts[];
  /** How many commits the range has. */
  readonly total: number;
  /** Those that hold at the end of the range still. */
  readonly left: readonly LockfileVerdict[];
  /** The first commit with a lockfile that was not stale before it; undefined where none went stale. */
  readonly firstStale: string | undefined;
}
