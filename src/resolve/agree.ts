import type { TargetConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { disagreements } from '../lockfile/agreement.js';
import type { Lockfile } from '../lockfile/parse.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { environmentName, type PromisedRange } from '../python/environments.js';
import { contains } from './order.js';

/** A lockfile that takes part in an agreement. */
export interface Agreed {
  readonly target: TargetConfig;
  readonly lockfile: Lockfile;
}

/**
 * Proves that a lockfile agrees with those written before it: on every Python and platform promised, what both
 * have is the same; and where one contains the other, all that the narrower installs, the wider installs.
 *
 * @throws Failure `disagreement`, naming the package and an environment
 */
export function proveAgreement(
  project: Project,
  narrow: Agreed,
  others: readonly Agreed[],
  range: PromisedRange,
): void {
  for (const wide of others) {
    const whole = contains(wide.target, narrow.target);
    const found = disagreements(narrow.lockfile, wide.lockfile, range, { sharedOnly: !whole });
    const [first] = found;
    if (first === undefined) continue;
    const path = (target: TargetConfig): string => inFolder(project.folder, target.output);
    const names = found.map((one) => one.name).join(', ');
    throw new Failure(
      'disagreement',
      `${path(narrow.target)} and ${path(wide.target)} don't agree on ${names}: on ${environmentName(first.environment)} one installs ${first.name} ${first.narrow ?? '(nothing)'} and the other ${first.wide ?? '(nothing)'}`,
      {
        next: `bound ${first.name} in ${project.manifest.path}, or set agree = false for ${narrow.target.name} to resolve it apart`,
      },
    );
  }
}
