import { normalizeName } from '../python/version.js';
import { DEFAULTS, RESOLUTION_DEFAULTS } from './defaults.js';
import { millisecondsOf } from './durations.js';
import { failWith } from './layer.js';
import { type ConfigLayers, Layers, type Level } from './layers.js';
import type {
  PartialOptions,
  PartialResolution,
  PartialTarget,
  PolicyOptions,
  ProjectConfig,
  RunOptions,
  TargetConfig,
} from './options.js';
import { effectivePolicy, neverBuilds, policyErrors } from './policy.js';
import { type Declared, targetErrors } from './targets.js';

export type { ConfigLayers } from './layers.js';
export type { PartialOptions } from './options.js';
export type { Declared } from './targets.js';

/**
 * The options that `[tool.lockgen]` states.
 *
 * @param toolLockgen - the table as a TOML parser gave it; `undefined` states none, and loads no validation
 * @param place - what errors begin with: `svc/pyproject.toml: tool.lockgen`
 * @throws Failure `configuration` with all errors at once
 */
export async function projectOptions(toolLockgen: unknown, place: string): Promise<PartialOptions> {
  // Nothing is stated, and the library that validates takes a while to load.
  if (toolLockgen === undefined || isEmptyTable(toolLockgen)) return {};
  const { validateProjectLayer } = await import('./project-layer.js');
  return validateProjectLayer(toolLockgen, place);
}

function isEmptyTable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date)
    return false;
  return Object.keys(value).length === 0;
}

/** The outputs of the targets that layers configure, for a project that declares all they ask for. Checks nothing. */
export function configuredOutputs(layers: ConfigLayers): readonly string[] {
  return Object.values(new Layers(layers, '').targets().targets).map((target) => target.output);
}

/**
 * The effective options of one project. The highest layer that states an option wins; within a layer, a target's
 * own option stands above the layer's. A layer's `targets` replaces a lower layer's as a whole, and so does its
 * `uvVersion` with a lower layer's `uvHashes`. A policy can only be added to. A target of the root file, or the default `full`,
 * is left out where the project lacks an extra of it.
 *
 * @param layers - flags, `[tool.lockgen]`, root file; what isn't there is the defaults'
 * @param declared - what the project declares
 * @throws Failure `configuration` with all errors at once: an extra or group that the project's own options name and it lacks, two targets
 *   with one output, a path outside the repository, a `pythonPlatform` without `universal` off and `pythonVersion`,
 *   a policy that is taken back
 */
export function effectiveConfig(layers: ConfigLayers, declared: Declared): ProjectConfig {
  const all = new Layers(layers, declared.place);
  const { targets: stated, level } = all.targets();
  const origins = new Map([['targets', level?.name ?? 'default']]);
  const policy = effectivePolicy(all);
  for (const key of RESOLUTION_KEYS) origins.set(key, all.pick(key)?.level.name ?? 'default');

  if (policy.requireHashes !== undefined && all.pick('generateHashes') === undefined) {
    origins.set('generateHashes', policy.requireHashes);
  }

  const targets = wantedHere(stated, layers, level, declared).map(([name, target]) =>
    effectiveTarget(all, name, target, policy, origins),
  );
  const errors = [
    ...targetErrors(targets, all, declared),
    ...policyErrors(
      all,
      targets.map(({ name }) => name),
    ),
  ];
  failWith([...new Map(errors.map((error) => [JSON.stringify(error), error])).values()]);

  const uv = all.uv();
  origins.set('uvVersion', uv.version?.level.name ?? 'default');
  origins.set('uvHashes', uv.hashes?.level.name ?? 'default');
  for (const key of ['deny', 'requireHashes', 'hosts', 'build'] as const) {
    const names = all.all(key).map(({ level }) => level.name);
    origins.set(key, names.length === 0 ? 'default' : names.join(', '));
  }
  return {
    targets,
    uvVersion: uv.version?.value ?? DEFAULTS.uvVersion,
    uvHashes: uv.hashes?.value ?? DEFAULTS.uvHashes,
    policy,
    run: runOptions(all, origins),
    neverBuilds: neverBuilds(all),
    origins,
  };
}

/**
 * The root file's targets are for projects of all kinds: one whose extras a project lacks is left out there, as the
 * default `full` is. What no project at all has is an error elsewhere; and a project that would be left without any
 * target is told of what it lacks.
 */
function wantedHere(
  stated: Readonly<Record<string, PartialTarget>>,
  { root }: ConfigLayers,
  level: Level | undefined,
  { extras }: Declared,
): readonly (readonly [string, PartialTarget])[] {
  const all = Object.entries(stated);
  if (level !== undefined && level.options !== root?.options) return all;
  const known = new Set(extras.map(normalizeName));
  const here = all.filter(([, target]) =>
    (target.extras ?? []).every((one) => known.has(normalizeName(one))),
  );
  return here.length === 0 ? all : here;
}

function runOptions(layers: Layers, origins: Map<string, string>): RunOptions {
  const [timeout] = layers.all('timeout');
  const [onUnavailable] = layers.all('onUnavailable');
  origins.set('timeout', timeout?.level.name ?? 'default');
  origins.set('onUnavailable', onUnavailable?.level.name ?? 'default');
  return {
    timeout: millisecondsOf(timeout?.value ?? DEFAULTS.timeout) ?? DEFAULTS.timeout * 1000,
    onUnavailable: onUnavailable?.value ?? DEFAULTS.onUnavailable,
  };
}

const RESOLUTION_KEYS = [
  'generateHashes',
  'universal',
  'pythonPlatform',
  'pythonVersion',
  'platforms',
  'excludeNewer',
  'torchBackend',
  'agree',
  'uvArgs',
] as const satisfies readonly (keyof PartialResolution)[];

function effectiveTarget(
  layers: Layers,
  name: string,
  stated: PartialTarget,
  policy: PolicyOptions,
  origins: Map<string, string>,
): TargetConfig {
  const { level } = layers.targets();
  origins.set(`targets.${name}`, level?.name ?? 'default');
  for (const key of ['output', 'extras', 'groups', 'constraints'] as const) {
    if (stated[key] !== undefined) origins.set(`targets.${name}.${key}`, level?.name ?? 'default');
  }
  const pick = <Key extends keyof PartialResolution>(
    key: Key,
  ): NonNullable<PartialResolution[Key]> | undefined => {
    const picked = layers.pick(key, name);
    if (picked?.path[0] === 'targets') origins.set(`targets.${name}.${key}`, picked.level.name);
    return picked?.value;
  };
  return {
    name,
    output: stated.output,
    extras: distinct(stated.extras),
    groups: distinct(stated.groups),
    constraints: stated.constraints ?? [],
    // The default `base` is as good as asked for: only `full` depends on what the project declares.
    explicit: level !== undefined || name !== 'full',
    generateHashes:
      pick('generateHashes') ?? (policy.requireHashes !== undefined || RESOLUTION_DEFAULTS.generateHashes),
    universal: pick('universal') ?? RESOLUTION_DEFAULTS.universal,
    pythonPlatform: orNone(pick('pythonPlatform')),
    pythonVersion: orNone(pick('pythonVersion')),
    platforms: pick('platforms') ?? RESOLUTION_DEFAULTS.platforms,
    excludeNewer: orNone(pick('excludeNewer')),
    torchBackend: pick('torchBackend') ?? RESOLUTION_DEFAULTS.torchBackend,
    agree: pick('agree') ?? RESOLUTION_DEFAULTS.agree,
    uvArgs: pick('uvArgs') ?? RESOLUTION_DEFAULTS.uvArgs,
  };
}

/** The names of extras or groups as Python compares them (PEP 685), each once. */
function distinct(names: readonly string[] | undefined): readonly string[] {
  return [...new Set((names ?? []).map(normalizeName))];
}

function orNone(value: string | undefined): string | undefined {
  return value === 'none' ? undefined : value;
}
