import type { TargetConfig } from '../config/options.js';
import type { Snapshot } from '../git/snapshot.js';
import { compareExtras, keepsExtras, type WithExtras } from '../lockfile/extras.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import type { Metadata } from '../lockfile/stated.js';
import { isDynamic } from '../project/inputs.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { requirementsOf } from '../project/requirements.js';
import type { Machine } from '../resolve/session.js';

/** Who asks for extras, by the target's name. */
export type Askers = ReadonlyMap<string, readonly WithExtras[]>;

/** What the manifest itself asks for. */
export function manifestAskers({ manifest, config }: Project): Askers {
  return new Map(
    config.targets.map((target) => [
      target.name,
      isDynamic(manifest) ? manifest.dependencies : requirementsOf(manifest, target),
    ]),
  );
}

/**
 * Who asks for the extras of lockfiles that keep them, as pip-compile's do: the manifest, and where that doesn't explain
 * them all, the packages that are pinned, whose requirements uv tells.
 *
 * @param previous - the lockfiles' texts, by path
 */
export async function askersOf(
  project: Project,
  snapshot: Snapshot,
  prepare: (project: Project) => Promise<Machine>,
  previous: ReadonlyMap<string, string>,
): Promise<Askers> {
  const askers = new Map(manifestAskers(project));
  for (const target of project.config.targets) {
    const lockfile = parseLockfile(previous.get(inFolder(project.folder, target.output)) ?? '');
    const own = askers.get(target.name) ?? [];
    if (!keepsExtras(lockfile) || compareExtras(lockfile, own).length === 0) continue;
    const reading = { project, snapshot, prepare };
    askers.set(target.name, [...own, ...(await packagesAsk(reading, target, lockfile, own))]);
  }
  return askers;
}

async function packagesAsk(
  reading: {
    readonly project: Project;
    readonly snapshot: Snapshot;
    readonly prepare: (project: Project) => Promise<Machine>;
  },
  target: TargetConfig,
  lockfile: Lockfile,
  own: readonly WithExtras[],
): Promise<readonly WithExtras[]> {
  const { stateRequirements } = await import('../resolve/stated-requirements.js');
  let asked: readonly WithExtras[] = [];
  await stateRequirements({
    ...reading,
    lockfiles: [{ target, lockfile }],
    enough: (metadata) => {
      asked = askedBy(metadata, lockfile, own);
      return compareExtras(lockfile, [...own, ...asked]).length === 0;
    },
  });
  return asked;
}

/** What pinned packages ask for, those that only do so for an extra of theirs where that is asked for itself. */
function askedBy(
  { packages, direct }: Metadata,
  { pins }: Lockfile,
  own: readonly WithExtras[],
): readonly WithExtras[] {
  const all: WithExtras[] = [...own, ...direct];
  const has = (key: string, extra: string): boolean =>
    all.some((one) => one.key === key && one.extras.includes(extra));
  let open = pins.flatMap(({ key, version = '' }) =>
    (packages.get(key)?.get(version) ?? []).map((stated) => ({ key, stated })),
  );
  for (let found = -1; found !== 0; ) {
    const active = open.filter(
      ({ key, stated: { forExtra } }) => forExtra === undefined || has(key, forExtra),
    );
    found = active.length;
    all.push(...active.map(({ stated }) => stated));
    open = open.filter((one) => !active.includes(one));
  }
  return all.slice(own.length);
}
