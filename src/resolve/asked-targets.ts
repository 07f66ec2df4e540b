import { Failure } from '../failure.js';
import { inFolder } from '../project/paths.js';
import { type Family, targetsFor, targetsOf } from './order.js';
import type { Resolution } from './project.js';

/**
 * The targets to resolve, by name; `undefined` is all.
 *
 * @throws Failure `usage` where the one that is asked for doesn't exist
 */
export function askedTargets(
  { project, previous, only }: Pick<Resolution, 'project' | 'previous' | 'only'>,
  groups: readonly Family[],
  notices: Set<string>,
): ReadonlySet<string> | undefined {
  if (only === undefined) return undefined;
  const { targets } = project.config;
  if (!targets.some((target) => target.name === only)) {
    throw new Failure('usage', `${project.manifest.path} has no target ${only}`, {
      next: `its targets: ${targets.map((target) => target.name).join(', ')}`,
    });
  }
  const outputs = new Map(targets.map(({ name, output }) => [name, inFolder(project.folder, output)]));
  const shared = groups.find(
    (family) => !family.written && targetsOf(family).some(({ name }) => name === only),
  );
  if (shared !== undefined) {
    const names = targetsOf(shared).map(({ name }) => name);
    notices.add(`${names.join(', ')} agree by a resolution of them all, so they were made together`);
  }
  return targetsFor(only, groups, project.inputs.constraints.layers, (name) =>
    previous.has(outputs.get(name) ?? ''),
  );
}
