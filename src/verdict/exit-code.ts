import type { LockfileVerdict } from './verdict.js';

/** 1 where a lockfile is stale, else 2 where one could not be told, else 0. */
export function exitCodeOf(verdicts: readonly Pick<LockfileVerdict, 'verdict'>[]): 0 | 1 | 2 {
  if (verdicts.some(({ verdict }) => verdict === 'stale')) return 1;
  return verdicts.some(({ verdict }) => verdict === 'unknown') ? 2 : 0;
}
