import type { TargetConfig } from '../config/options.js';
import type { Snapshot } from '../git/snapshot.js';
import { compareExtras, keepsExtras, type WithExtras } from '../lockfile/extras.js';
import { readHeader } from '../lockfile/header.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import type { Metadata } from '../lockfile/stated.js';
import { isDynamic } from '../project/inputs.js';
import { stringsOf } from '../project/manifest.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { requirementsOf } from '../project/requirements.js';
import { parseRequirement } from '../python/requirement.js';
import type { Machine } from '../resolve/session.js';

/** Who asks for extras. */
export interface Askers {
  /** By the target's name. */
  readonly of: ReadonlyMap<string, readonly WithExtras[]>;
  /** Why it isn't known who else does. */
  readonly problem: string | undefined;
}

/** What the manifest itself asks for. */
export function manifestAskers({ manifest, config }: Project): Askers {
  const overrides = stringsOf(manifest.toolUv['override-dependencies']).flatMap((text) => {
    try {
      return [parseRequirement(text)];
    } catch {
      // uv says what is wrong with it.
      return [];
    }
  });
  const own = (target: TargetConfig): readonly WithExtras[] =>
    isDynamic(manifest) ? manifest.dependencies : requirementsOf(manifest, target);
  return {
    of: new Map(config.targets.map((target) => [target.name, [...own(target), ...overrides]])),
    problem: undefined,
  };
}

/** Whether the manifest alone explains the extras that a lockfile keeps. */
export function explainsExtras(askers: Askers, target: TargetConfig, lockfile: Lockfile): boolean {
  return !keepsExtras(lockfile) || compareExtras(lockfile, askers.of.get(target.name) ?? []).length === 0;
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
  const manifest = manifestAskers(project);
  const of = new Map(manifest.of);
  let problem: string | undefined;
  for (const target of project.config.targets) {
    const text = previous.get(inFolder(project.folder, target.output)) ?? '';
    // Few lockfiles keep them, and the others needn't be read.
    if (!keepsExtras({ header: readHeader(text) })) continue;
    const lockfile = parseLockfile(text);
    if (explainsExtras(manifest, target, lockfile)) continue;
    const own = of.get(target.name) ?? [];
    const told = await packagesAsk({ project, snapshot, prepare }, target, lockfile, own);
    of.set(target.name, [...own, ...told.asked]);
    problem ??= told.problem;
  }
  return { of, problem };
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
): Promise<{ readonly asked: readonly WithExtras[]; readonly problem: string | undefined }> {
  const { stateRequirements } = await import('../resolve/stated-requirements.js');
  let asked: readonly WithExtras[] = [];
  const problem = await stateRequirements({
    ...reading,
    lockfiles: [{ target, lockfile }],
    enough: (metadata) => {
      asked = askedBy(metadata, lockfile, own);
      return compareExtras(lockfile, [...own, ...asked]).length === 0;
    },
  });
  return { asked, problem };
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
  const named = new Set(pins.map(({ key }) => key));
  // What comes from a URL or a path has no version in the lockfile, and a path alone not even its name.
  const isUnnamed = pins.some(({ named: hasName }) => !hasName);
  let open = [...packages].flatMap(([key, versions]) =>
    [...versions].flatMap(([version, all]) => {
      const isPinned = named.has(key)
        ? pins.some((pin) => pin.key === key && (pin.version === undefined || pin.version === version))
        : isUnnamed;
      return isPinned ? all.map((stated) => ({ key, stated })) : [];
    }),
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
