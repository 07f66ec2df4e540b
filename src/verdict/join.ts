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
  const elsewhere = proved.filter((stale) =>
    resolved.some((told) => told.path === stale.path && isOthers(stale, told)),
  );
  const joined = resolved.map((told) => {
    const stale = proved.find(({ path }) => path === told.path);
    return stale === undefined || isOthers(stale, told)
      ? plainly(withWhere(told, elsewhere))
      : joinedVerdict(stale, told);
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

/** Of a pin that is to follow another lockfile's: whose. */
function withWhere(told: LockfileVerdict, elsewhere: readonly LockfileVerdict[]): LockfileVerdict {
  if (told.verdict !== 'stale') return told;
  const reasons = told.reasons.map((reason) => {
    const other =
      reason.code === 'pin'
        ? elsewhere.find(({ reasons: known }) => known.some(({ name }) => name === reason.name))
        : undefined;
    return other === undefined
      ? reason
      : { ...reason, message: `${reason.message}, as ${other.path} has it` };
  });
  return { ...told, reasons };
}

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
