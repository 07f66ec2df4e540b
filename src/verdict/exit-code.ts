import type { LockfileVerdict } from './verdict.js';

/** The verdict on several lockfiles together: stale where one is, else unknown where one is. */
export function overall(verdicts: readonly Pick<LockfileVerdict, 'verdict'>[]): LockfileVerdict['verdict'] {
  const has = (wanted: LockfileVerdict['verdict']) => verdicts.some(({ verdict }) => verdict === wanted);
  return has('stale') ? 'stale' : has('unknown') ? 'unknown' : 'fresh';
}

/** What `check` comes to, with the proof that lockfiles can be installed, or without it. */
export type Outcome = LockfileVerdict['verdict'] | 'not-installable';

/** 1 where a lockfile is stale, or can't be installed, else 2 where something could not be told, else 0. */
export function exitCodeOf(outcome: Outcome): 0 | 1 | 2 {
  return EXIT_CODES[outcome];
}

const EXIT_CODES = { fresh: 0, stale: 1, 'not-installable': 1, unknown: 2 } as const;
