import type { LockfileVerdict, ReasonCode } from './verdict.js';

/** What a regeneration alone doesn't mend, and the file alone doesn't show: no right lockfile, or an alarm. */
const IN_THE_WAY: ReadonlySet<ReasonCode> = new Set([
  'unsatisfiable',
  'disagreement',
  'policy',
  'changed-hash',
]);

/**
 * What rules proved, with what a resolution told: of one lockfile a rule's word counts, since it needs no network; the
 * resolution adds what would change, and what stands in its way.
 *
 * @param proved - stale, by rules
 * @param resolved - one verdict for each lockfile
 */
export function joinedVerdicts(
  proved: readonly LockfileVerdict[],
  resolved: readonly LockfileVerdict[],
): readonly LockfileVerdict[] {
  const joined = resolved.map((told) => {
    const stale = proved.find(({ path }) => path === told.path);
    return stale === undefined || isOthers(stale, told) ? plainly(told) : joinedVerdict(stale, told);
  });
  // What to do about a resolution that failed stands with the first lockfile alone, which may be proved stale.
  const failed = resolved.find(({ verdict, next }) => verdict === 'unknown' && next !== undefined);
  const first = joined.findIndex(({ verdict }) => verdict === 'unknown');
  return joined.map((one, index) =>
    failed !== undefined && index === first ? { ...one, next: failed.next, detail: failed.detail } : one,
  );
}

/** Of two that disagree the other one is at fault. */
const isOthers = (stale: LockfileVerdict, { verdict }: LockfileVerdict): boolean =>
  verdict === 'fresh' && stale.reasons.every(({ code }) => code === 'disagreement');

/** What means the same needs no change. */
const plainly = (told: LockfileVerdict): LockfileVerdict =>
  told.verdict === 'fresh' ? { ...told, changes: [] } : told;

function joinedVerdict(stale: LockfileVerdict, told: LockfileVerdict): LockfileVerdict {
  const { changes, notices } = told;
  if (told.verdict !== 'stale') return { ...stale, changes, notices };
  const known = new Set(stale.reasons.map(({ message }) => message));
  const more = told.reasons.filter(({ code, message }) => IN_THE_WAY.has(code) && !known.has(message));
  const reasons = [...stale.reasons, ...more];
  return { ...stale, reasons, next: told.next ?? stale.next, detail: told.detail, changes, notices };
}
