import { within } from '../project/paths.js';
import { normalizeName } from '../python/version.js';
import type { ConfigError, OptionPath } from './layer.js';
import type { Layers } from './layers.js';
import { nearest } from './nearest.js';
import type { TargetConfig } from './options.js';

/** What a project declares, as far as its options are checked against it. */
export interface Declared {
  /** Names of `[project.optional-dependencies]`. */
  readonly extras: readonly string[];
  /** Names of `[dependency-groups]`. */
  readonly groups: readonly string[];
  /** The path of its `pyproject.toml`, relative to the repository's root. */
  readonly place: string;
}

/** All that is wrong with a project's targets, given what it declares and what its other targets are. */
export function targetErrors(
  targets: readonly TargetConfig[],
  layers: Layers,
  declared: Declared,
): ConfigError[] {
  const { targets: stated, level } = layers.targets();
  const owners = new Map<string, string>();
  return targets.flatMap((target): ConfigError[] => {
    const errors: ConfigError[] = [];
    const fail = (path: OptionPath, message: string): void => {
      const keys = ['targets', target.name, ...path];
      errors.push({ place: level?.place(keys) ?? `${declared.place}: target ${target.name}`, message });
    };
    for (const [kind, known] of [
      ['extras', declared.extras],
      ['groups', declared.groups],
    ] as const) {
      for (const [index, name] of (stated[target.name]?.[kind] ?? []).entries()) {
        const message = undeclared(kind, name, known, declared.place);
        if (message !== undefined) fail([kind, index], message);
      }
    }
    const output = within(layers.folder, target.output);
    if (output === undefined) fail(['output'], `${JSON.stringify(target.output)} is outside the repository`);
    else {
      // Two names that differ in case only are one file on macOS and Windows.
      const owner = owners.get(output.toLowerCase());
      if (owner !== undefined)
        fail(['output'], `${JSON.stringify(target.output)} is the output of the target ${owner}, too`);
      owners.set(output.toLowerCase(), target.name);
    }
    for (const [index, path] of target.constraints.entries()) {
      const constraint = within(layers.folder, path);
      if (constraint === undefined)
        fail(['constraints', index], `${JSON.stringify(path)} is outside the repository`);
      else if (constraint === output)
        fail(['constraints', index], `${JSON.stringify(path)} is the target's own output`);
    }
    return [...errors, ...environmentErrors(target, layers)];
  });
}

function undeclared(
  kind: 'extras' | 'groups',
  name: string,
  known: readonly string[],
  manifest: string,
): string | undefined {
  if (known.some((one) => normalizeName(one) === normalizeName(name))) return undefined;
  const what = kind === 'extras' ? 'extra' : 'dependency group';
  const meant = nearest(name, known);
  const allowed = known.length === 0 ? `it declares no ${what}` : `allowed: ${known.join(', ')}`;
  const hint = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
  return `${JSON.stringify(name)} is no ${what} of ${manifest}; ${allowed}${hint}`;
}

/** One platform is one environment, which needs its Python named: a range of them would be resolved for its floor. */
function environmentErrors(target: TargetConfig, layers: Layers): ConfigError[] {
  if (!target.universal && target.pythonPlatform === undefined) {
    const off = layers.pick('universal', target.name);
    if (off === undefined) return [];
    const message = `false needs a pythonPlatform and a pythonVersion as well, or the lockfile depends on the machine that makes it (target ${target.name})`;
    return [{ place: off.level.place(off.path), message }];
  }
  const platform = layers.pick('pythonPlatform', target.name);
  if (target.pythonPlatform === undefined || platform === undefined) return [];
  const lacking = [
    ...(target.universal ? ['universal = false'] : []),
    ...(target.pythonVersion === undefined ? ['a pythonVersion'] : []),
  ];
  if (lacking.length === 0) return [];
  const place = platform.level.place(platform.path);
  const message = `${JSON.stringify(platform.value)} names one platform, which needs ${lacking.join(' and ')} as well (target ${target.name})`;
  return [{ place, message }];
}
