import type { Failure, FailureReason } from '../failure.js';
import type { Difference } from '../lockfile/compare.js';
import type { PinChange } from '../lockfile/diff.js';
import type { FindingCode } from '../lockfile/findings.js';

/**
 * Why a lockfile isn't fresh, for machines; stable. What a static rule found, what a resolution gives otherwise, why
 * there could be none; `missing` where there is no lockfile, `git-reference` where a commit that it pins can't be judged.
 */
export type ReasonCode = FindingCode | Difference['kind'] | FailureReason | 'missing' | 'git-reference';

/** One reason for which a lockfile isn't fresh. */
export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
  /** 1-based, in the lockfile; undefined for what it lacks. */
  readonly line: number | undefined;
  /** The package, or the option line; undefined where it is about neither. */
  readonly name: string | undefined;
}

/** What `check` found out about one lockfile. */
export interface LockfileVerdict {
  /** The project's folder; `''` is the root. */
  readonly project: string;
  /** The target's name; undefined for a project that can't be read. */
  readonly target: string | undefined;
  /** The lockfile, or the `pyproject.toml` that can't be read, relative to the repository's root. */
  readonly path: string;
  readonly verdict: 'fresh' | 'stale' | 'unknown';
  /** None where it is fresh; else one or more, the one that matters most first. */
  readonly reasons: readonly Reason[];
  /** What made it stale, where history tells: a requirement that was edited, a merge, an edit by hand. */
  readonly cause: string | undefined;
  /** What a regeneration would change. */
  readonly changes: readonly PinChange[];
  /** What should be known of it, though it doesn't count: a pin that was yanked. */
  readonly notices: readonly string[];
  /** Whether a regeneration would refuse it, as a person's own file, or another command's: it has to be adopted. */
  readonly isForeign: boolean;
  /** What to do, where a regeneration alone doesn't mend it. */
  readonly next: string | undefined;
  /** Another program's words, uv's or git's. */
  readonly detail: readonly string[];
}

/** A verdict about which there is nothing to say but itself. */
export function plainVerdict(
  place: Pick<LockfileVerdict, 'project' | 'target' | 'path'>,
  verdict: LockfileVerdict['verdict'],
  reasons: readonly Reason[] = [],
): LockfileVerdict {
  return {
    project: place.project,
    target: place.target,
    path: place.path,
    verdict,
    reasons,
    cause: undefined,
    changes: [],
    notices: [],
    isForeign: false,
    next: undefined,
    detail: [],
  };
}

/** A reason that is about the whole lockfile. */
export function reasonFor(code: ReasonCode, message: string): Reason {
  return { code, message, line: undefined, name: undefined };
}

/** A verdict that a failure is the reason of, with what it says to do, and another program's words. */
export function failureVerdict(
  place: Pick<LockfileVerdict, 'project' | 'target' | 'path'>,
  verdict: LockfileVerdict['verdict'],
  { reason, message, next, detail = '' }: Failure,
): LockfileVerdict {
  return {
    ...plainVerdict(place, verdict, [reasonFor(reason, message)]),
    next,
    detail: detail.split('\n').filter((line) => line.trim() !== ''),
  };
}

/** How much of a reason is shown: what a file has may be of any length. */
const SHOWN = 500;

/** A reason in one line, with its place. */
export function reasonText({ line, message }: Reason): string {
  return line === undefined ? shownOf(message) : `line ${line}: ${shownOf(message)}`;
}

/** As much of a message as is of use to a reader; machines get it all. */
export function shownOf(message: string): string {
  return message.length > SHOWN ? `${message.slice(0, SHOWN)} …` : message;
}
