import type { LockfileVerdict } from './verdict.js';

/** The verdict on several lockfiles together: stale where one is, else unknown where one is. */
export function overall(verdicts: readonly Pick<LockfileVerdict, 'verdict'>[]): LockfileVerdict['verdict'] {
  const has = (wanted: LockfileVerdict['verdict']) => verdicts.some(({ verdict }) => verdict === wanted);
  return has('stale') ? 'stale' : has('unknown') ? 'unknown' : 'fresh';
}

/** 1 where a lockfile is stale, else 2 where one could not be told, else 0. */
export function exitCodeOf(verdicts: readonly Pick<LockfileVerdict, 'verdict'>[]): 0 | 1 | 2 {
  return EXIT_CODES[overall(verdicts)];
}

const EXIT_CODES = { fresh: 0, stale: 1, unknown: 2 } as const;
