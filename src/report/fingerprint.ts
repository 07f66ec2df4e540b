import { createHash } from 'node:crypto';
import type { Problem, Report } from './report.js';

/**
 * What tells a problem from all others of its report, and stays the same when lines are moved or a version changes:
 * that by which a review knows which problems are new. In the problems' order.
 */
export function fingerprints({ command, problems }: Pick<Report, 'command' | 'problems'>): readonly string[] {
  const seen = new Map<string, number>();
  return problems.map(({ path, code, name, message }: Problem) => {
    const key = JSON.stringify([command, path, code, name ?? message]);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return createHash('sha256').update(`${key} ${before}`).digest('hex').slice(0, 32);
  });
}
