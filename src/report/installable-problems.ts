import type { Installability } from '../installable/judge.js';
import { groupsOf, nameOf, sentence } from './installable-groups.js';
import { nextFor, nextForPair } from './installable-next.js';
import type { Problem } from './report.js';

/** What keeps a lockfile from being installed, or should be known of it, for reviews of code. */
export function proofProblems(one: Installability): readonly Problem[] {
  const { path, pairs, fromSource } = one;
  const whole = { path, line: undefined, name: undefined };
  if (pairs.length === 0) {
    const message = 'the lockfile is promised for none of the Pythons and platforms that were asked for';
    return [{ ...whole, severity: 'warning', code: 'not-proved', message, next: one.next }];
  }
  return [
    ...groupsOf(pairs).map((group): Problem => {
      const { lack, verdict } = group;
      const message = sentence(group);
      if (lack !== undefined) {
        const { name, line } = lack;
        return { path, line, name, severity: 'error', code: 'no-wheel', message, next: nextFor(lack, pairs) };
      }
      const next = nextForPair(group, one.next);
      return verdict === 'red'
        ? { ...whole, severity: 'error', code: 'not-installable', message, next }
        : { ...whole, severity: 'warning', code: 'not-proved', message, next };
    }),
    ...fromSource.map(
      (pin): Problem => ({
        path,
        line: pin.line,
        name: pin.name,
        severity: 'notice',
        code: 'from-source',
        message: `${nameOf(pin)} has no wheel anywhere: it is built from its source`,
        next: undefined,
      }),
    ),
  ];
}
