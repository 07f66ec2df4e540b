import { stringify } from 'smol-toml';
import type { TargetConfig } from '../config/options.js';
import { isSurvivable } from '../failure.js';
import type { Snapshot } from '../git/snapshot.js';
import type { Lockfile } from '../lockfile/parse.js';
import { asPreferences } from '../lockfile/preferences.js';
import { isPylockName } from '../lockfile/pylock-name.js';
import type { Metadata } from '../lockfile/stated.js';
import { type Manifest, parseToml, readManifest, tableAt } from '../project/manifest.js';
import { isUvSettings } from '../project/paths.js';
import { outputsOf, type Project } from '../project/project.js';
import { promisedRange } from '../project/range.js';
import { readRequirementLog } from '../uv/requirement-log.js';
import { writeConfigFolder } from '../uv/user-config.js';
import { uvFailed } from './failures.js';
import { heldManifests } from './git-holds.js';
import { openSandbox, type Sandbox } from './sandbox.js';
import { type Machine, openSession } from './session.js';

/** Whose packages' requirements are asked for. */
export interface Reading {
  readonly project: Project;
  readonly snapshot: Snapshot;
  readonly prepare: (project: Project) => Promise<Machine>;
  /** Lockfiles of the project. */
  readonly lockfiles: readonly { readonly target: TargetConfig; readonly lockfile: Lockfile }[];
  /** Hears what is known so far, and says whether that is all that matters. */
  readonly enough: (metadata: Metadata) => boolean;
}

/**
 * What the packages of lockfiles require, as uv reads their metadata while it resolves them from their own pins: from
 * its cache, else from the index. Constraints stay away, since uv logs them like requirements of packages.
 *
 * @returns why it isn't all that matters, where uv or a resolution is at fault
 * @throws Failure `interrupted` alone
 */
export async function stateRequirements(reading: Reading): Promise<string | undefined> {
  try {
    return await readAll(reading);
  } catch (error) {
    if (!isSurvivable(error)) throw error;
    return error.message;
  }
}

async function readAll(reading: Reading): Promise<string | undefined> {
  const { project, snapshot, lockfiles, enough } = reading;
  const range = promisedRange(project);
  const machine = await reading.prepare(project);
  const sandbox = await openSandbox(
    snapshot,
    project.inputs.sandbox,
    project.config.neverBuilds !== undefined,
  );
  try {
    await writeConfigFolder(sandbox.configFolder, machine.surroundings);
    await writeManifests(
      sandbox,
      project,
      lockfiles.map(({ lockfile }) => lockfile),
    );
    if (project.inputs.needsHistory) await snapshot.copyHistory?.(sandbox.tree, outputsOf(project));
    const upgrade = { all: false, packages: [] };
    const session = openSession({
      project,
      sandbox,
      range,
      machine,
      upgrade,
      overrides: '',
      offlineFirst: true,
    });
    const logs: string[] = [];
    let problem: string | undefined;
    let open = lockfiles.map(({ target, lockfile }) => ({ target: withoutConstraints(target), lockfile }));
    for (const offline of [true, false]) {
      const failed: typeof open = [];
      for (const one of open) {
        const { target, lockfile } = one;
        const seed = asPreferences(lockfile);
        const ran = await session.compile({ target, seed, offline, onLog: (log) => logs.push(log) });
        if (enough(readRequirementLog(logs.join('\n')))) return undefined;
        if (ran.ok) continue;
        failed.push(one);
        problem = uvFailed(project, target, range, ran.failure).message;
      }
      open = failed;
    }
    return open.length === 0 ? undefined : problem;
  } finally {
    await sandbox.close();
  }
}

/** The pins are those of the constrained resolution already. */
function withoutConstraints(target: TargetConfig): TargetConfig {
  return {
    ...target,
    // uv takes the markers of preferences from a requirements file alone.
    output: isPylockName(target.output) ? `${target.output}.txt` : target.output,
    constraints: [],
    uvArgs: target.uvArgs.filter((arg) => !/^--constraints?=/.test(arg)),
    generateHashes: false,
  };
}

async function writeManifests(
  sandbox: Sandbox,
  project: Project,
  lockfiles: readonly Lockfile[],
): Promise<void> {
  const manifests: Manifest[] = [];
  for (const manifest of project.inputs.manifests) {
    const text = unconstrained(manifest);
    if (text !== undefined) await sandbox.write(manifest.path, text);
    manifests.push(text === undefined ? manifest : readManifest(text, manifest.path));
  }
  for (const path of project.inputs.files.filter(isUvSettings)) {
    const { 'constraint-dependencies': constraints, ...rest } = parseToml(await sandbox.read(path), path);
    if (constraints !== undefined) await sandbox.write(path, stringify(rest));
  }
  // Git commits are no preferences, and a branch that moved isn't in the cache.
  for (const { path, text } of heldManifests(
    { ...project, inputs: { ...project.inputs, manifests } },
    manifests,
    lockfiles,
    [],
  ))
    await sandbox.write(path, text);
}

function unconstrained({ document, toolUv }: Manifest): string | undefined {
  if (toolUv['constraint-dependencies'] === undefined) return undefined;
  const { 'constraint-dependencies': _constraints, ...uv } = toolUv;
  return stringify({ ...document, tool: { ...tableAt(document, 'tool'), uv } });
}
