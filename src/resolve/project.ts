import type { TargetConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import type { Snapshot } from '../git/snapshot.js';
import { changedHashes, editedDigits } from '../lockfile/changed-hashes.js';
import { diffPins, type PinChange } from '../lockfile/diff.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import { assertConstraints } from '../project/constraints.js';
import { isDynamic } from '../project/inputs.js';
import type { Manifest } from '../project/manifest.js';
import { inFolder } from '../project/paths.js';
import { outputsOf, type Project } from '../project/project.js';
import { promisedRange } from '../project/range.js';
import { requirementsOf } from '../project/requirements.js';
import { writeConfigFolder } from '../uv/user-config.js';
import type { Resolved } from './ask-index.js';
import { askedTargets } from './asked-targets.js';
import { oldOf, settleWidest } from './bumped.js';
import { assertNoCredential, committedCredentials, committedNotice } from './committed-credentials.js';
import { declaredConflict } from './conflicts.js';
import { constrainingText } from './finish.js';
import { heldManifests } from './git-holds.js';
import { assertHashes, type HashTrust } from './hashes.js';
import { localRepositoriesNotice } from './local-repositories.js';
import { denyMachineFiles } from './machine-files.js';
import { assertNamedConstraints } from './named-constraints.js';
import { resolveNarrower } from './narrower.js';
import { type Family, families, inLayers, targetsOf } from './order.js';
import { assertPolicy, inputTexts } from './policy.js';
import { openSandbox } from './sandbox.js';
import { type Machine, openSession, type Session, type Upgrade } from './session.js';
import type { Settling } from './settle.js';

/** One lockfile of a project as it should be. */
export interface ResolvedLockfile {
  readonly target: TargetConfig;
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  /** The text whose pins were preferred; `undefined` where there was none. */
  readonly before: string | undefined;
  readonly text: string;
  readonly lockfile: Lockfile;
  readonly changes: readonly PinChange[];
  /** False where it is no fixpoint, even after several rounds. */
  readonly settled: boolean;
  /** What uv warned of. */
  readonly warnings: readonly string[];
}

/** A project's lockfiles, and what a user should know of them. */
export interface ResolvedProject {
  readonly project: Project;
  readonly lockfiles: readonly ResolvedLockfile[];
  readonly notices: readonly string[];
}

/** How a project is resolved. */
export interface Resolution extends Settling {
  readonly project: Project;
  readonly snapshot: Snapshot;
  readonly machine: Machine;
  /** The lockfile that is replaced, if any. */
  readonly previous: ReadonlyMap<string, string>;
  /** Manifests of the old lockfiles, whose git branches stay at their commits where the requirement is the same. */
  readonly manifestsBefore?: readonly Manifest[];
  /** Requirements that stand for all others of their packages: a question, since uv's comments tell of them. */
  readonly overrides?: string;
  readonly upgrade: Upgrade;
  /** The one target to resolve; the lockfiles that go with it (`targetsFor`) come along. Default: all. */
  readonly only?: string;
  readonly offlineFirst: boolean;
  /** Whether other bytes on the index are an alarm, and not what a verdict is about. */
  readonly trust?: HashTrust;
  /** A lockfile in the last commit, by path: of two that differ, it tells which was changed since. Default: by `trust`. */
  readonly committed?: HashTrust['committed'];
}

/**
 * Every version was in the old lockfile, so that nothing new was chosen without asking the index, and every hash of the
 * old lockfile is one that uv's cache knows.
 */
export function knownVersionsOnly(result: Resolved, old: Lockfile): boolean {
  if (changedHashes(old, result.lockfile).some((one) => editedDigits(one) === undefined)) return false;
  const known = new Set(old.pins.map((pin) => `${pin.key} ${pin.version ?? pin.url}`));
  return result.lockfile.pins.every((pin) => known.has(`${pin.key} ${pin.version ?? pin.url}`));
}

/**
 * Resolves all targets of one project in one sandbox, and proves that they agree.
 *
 * @throws Failure `unsatisfiable`, `project`, `network`, `disagreement`, `credential`, `policy`, `uv-failed`,
 *   `interrupted`
 */
export async function resolveProject(resolution: Resolution): Promise<ResolvedProject> {
  const { project, snapshot, machine, previous } = resolution;
  assertConstraints(project.inputs.constraints);
  const range = promisedRange(project);
  const notices = new Set<string>();
  const sandbox = await openSandbox(
    snapshot,
    project.inputs.sandbox,
    project.config.neverBuilds !== undefined,
  );
  try {
    await writeConfigFolder(sandbox.configFolder, machine.surroundings);
    const olds = [...previous.values()].map(parseLockfile);
    if (!resolution.upgrade.all) {
      for (const held of heldManifests(
        project,
        resolution.manifestsBefore ?? [],
        olds,
        resolution.upgrade.packages,
      )) {
        await sandbox.write(held.path, held.text);
      }
    }
    if (project.inputs.needsHistory) await snapshot.copyHistory?.(sandbox.tree, outputsOf(project));
    const session = openSession({
      project,
      sandbox,
      range,
      machine,
      upgrade: resolution.upgrade,
      offlineFirst: resolution.offlineFirst,
      overrides: resolution.overrides ?? '',
    });
    const targets = project.config.targets;
    const groups = families(targets, (a, b) => declaredConflict(project.manifest, a, b));
    if (groups.length > 1 && targets.some((target) => target.agree)) {
      const apart = groups.map((family) => (family.written ? family.widest.output : family.widest.name));
      if (targets.some((a) => targets.some((b) => declaredConflict(project.manifest, a, b)))) {
        notices.add(
          `${apart.join(' and ')} are resolved apart, since [tool.uv] conflicts says they can't agree`,
        );
      }
    }
    const asked = askedTargets(resolution, groups, notices);
    const { layers } = project.inputs.constraints;
    for (const name of targets.flatMap((target) => layers.get(target.name) ?? [])) {
      const standing = targets.find((target) => target.name === name && asked?.has(name) === false);
      const path = standing === undefined ? undefined : inFolder(project.folder, standing.output);
      const text = path === undefined ? undefined : previous.get(path);
      if (path !== undefined && text !== undefined) await sandbox.write(path, text);
    }
    const lockfiles: ResolvedLockfile[] = [];
    for (const family of inLayers(groups, layers)) {
      if (asked !== undefined && !targetsOf(family).some(({ name }) => asked.has(name))) continue;
      lockfiles.push(...(await resolveFamily(session, family, resolution, asked, notices)));
    }
    const texts = await inputTexts(project, snapshot);
    const committed = committedCredentials(project, texts);
    const notice = committedNotice(committed);
    if (notice !== undefined) notices.add(notice);
    const local = localRepositoriesNotice(lockfiles);
    if (local !== undefined) notices.add(local);
    for (const { path, text, lockfile } of lockfiles) {
      assertNoCredential(path, text, committed);
      denyForeign(path, text, sandbox.tree);
      denyMachineFiles(project, path, lockfile);
    }
    const order = new Map(targets.map((target, index) => [target.name, index]));
    lockfiles.sort((a, b) => (order.get(a.target.name) ?? 0) - (order.get(b.target.name) ?? 0));
    assertPolicy(project, texts, lockfiles);
    if (resolution.trust !== undefined)
      for (const one of await assertHashes(project, lockfiles, resolution.trust)) notices.add(one);
    return { project, lockfiles, notices: [...notices] };
  } finally {
    await sandbox.close();
  }
}

async function resolveFamily(
  session: Session,
  family: Family,
  resolution: Resolution,
  asked: ReadonlySet<string> | undefined,
  notices: Set<string>,
): Promise<readonly ResolvedLockfile[]> {
  await assertNamedConstraints(session, family);
  const { project, previous } = resolution;
  const pathOf = (target: TargetConfig): string => inFolder(project.folder, target.output);
  const requirements = (target: TargetConfig) =>
    isDynamic(project.manifest) ? undefined : requirementsOf(project.manifest, target);
  const made = (target: TargetConfig, resolved: Resolved): ResolvedLockfile => {
    for (const warning of resolved.warnings) notices.add(warning);
    if (resolved.unsettled)
      notices.add(
        `${pathOf(target)} doesn't settle: uv chooses otherwise each time it is compiled from its own pins`,
      );
    const before = previous.get(pathOf(target));
    const changes = diffPins(before === undefined ? undefined : parseLockfile(before), resolved.lockfile);
    return {
      target,
      path: pathOf(target),
      before,
      text: resolved.text,
      lockfile: resolved.lockfile,
      changes,
      settled: resolved.unsettled !== true,
      warnings: resolved.warnings,
    };
  };

  const standing =
    asked === undefined || !family.written || asked.has(family.widest.name)
      ? undefined
      : previous.get(pathOf(family.widest));
  const widest =
    standing !== undefined
      ? { ok: true as const, text: standing, lockfile: parseLockfile(standing), warnings: [] }
      : await settleWidest(session, family, resolution, requirements(family.widest), resolution);
  if (family.written) {
    await session.sandbox.write(pathOf(family.widest), constrainingText(widest.text, family.widest, project));
  }
  const results = family.written && standing === undefined ? [made(family.widest, widest)] : [];
  const part =
    standing === undefined
      ? family
      : { ...family, narrower: family.narrower.filter(({ name }) => asked?.has(name)) };
  const narrower = await resolveNarrower(
    session,
    part,
    widest.lockfile,
    (target) => oldOf(session, [target], previous),
    resolution.refutes !== undefined,
  );
  for (const { target, resolved } of narrower) {
    results.push(made(target, resolved));
  }
  return results;
}

/** Refuses a lockfile that only this machine could use. */
function denyForeign(path: string, text: string, tree: string): void {
  if (text.includes(tree)) {
    throw new Failure('project', `${path} would name a path that only exists on this machine`, {
      next: 'require the package by name, or by a path inside the repository',
    });
  }
}
