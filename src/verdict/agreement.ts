import type { TargetConfig } from '../config/options.js';
import { isSurvivable } from '../failure.js';
import { type Disagreement, disagreements } from '../lockfile/agreement.js';
import type { Lockfile } from '../lockfile/parse.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { promisedRange } from '../project/range.js';
import { environmentName } from '../python/environments.js';
import { declaredConflict } from '../resolve/conflicts.js';
import { families } from '../resolve/order.js';
import type { Reason } from './verdict.js';

/**
 * Where lockfiles of one project that are made to agree don't: one of them, or each, is stale. It is told of the
 * narrower one. Silent for lockfiles with lines that can't be read, and where there are too many environments.
 *
 * @param lockfiles - those that are there
 * @returns reasons by target
 */
export function agreementReasons(
  project: Project,
  lockfiles: ReadonlyMap<TargetConfig, Lockfile>,
): ReadonlyMap<TargetConfig, readonly Reason[]> {
  const found = new Map<TargetConfig, readonly Reason[]>();
  const readable = (target: TargetConfig): Lockfile | undefined => {
    const lockfile = lockfiles.get(target);
    return lockfile?.problems.length === 0 ? lockfile : undefined;
  };
  const compare = (narrow: TargetConfig, wide: TargetConfig, sharedOnly: boolean): void => {
    const [mine, theirs] = [readable(narrow), readable(wide)];
    if (mine === undefined || theirs === undefined) return;
    const output = inFolder(project.folder, wide.output);
    const reasons = tryDisagreements(mine, theirs, project, sharedOnly).map((one) =>
      reasonOf(one, mine, output),
    );
    if (reasons.length > 0) found.set(narrow, [...(found.get(narrow) ?? []), ...reasons]);
  };
  const all = families(project.config.targets, (a, b) => declaredConflict(project.manifest, a, b));
  for (const { widest, written, narrower } of all) {
    if (written) for (const target of narrower) compare(target, widest, false);
    // Which of two was made first isn't known, so only what both have is held against them.
    else
      for (const [index, one] of narrower.entries())
        for (const other of narrower.slice(0, index)) compare(one, other, true);
  }
  return found;
}

function tryDisagreements(
  narrow: Lockfile,
  wide: Lockfile,
  project: Project,
  sharedOnly: boolean,
): readonly Disagreement[] {
  try {
    return disagreements(narrow, wide, promisedRange(project), { sharedOnly });
  } catch (error) {
    if (!isSurvivable(error)) throw error;
    return [];
  }
}

function reasonOf({ name, environment, narrow, wide }: Disagreement, mine: Lockfile, other: string): Reason {
  const pins = mine.pins.filter((pin) => pin.name === name);
  const line = (pins.find((pin) => pin.version === narrow) ?? pins[0])?.line;
  const message = `${name}: ${narrow ?? 'nothing'} here, ${wide ?? 'nothing'} in ${other}, on ${environmentName(environment)}`;
  return { code: 'disagreement', name, line, message };
}
