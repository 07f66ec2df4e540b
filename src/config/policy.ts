import { hostMatches } from '../lockfile/hosts.js';
import type { ConfigError } from './layer.js';
import type { Layers } from './layers.js';
import type { PolicyOptions } from './options.js';

/**
 * The policy that holds. Other than with all other options, no layer takes back what a lower one states, or the policy
 * of a whole repository would be no more than a proposal: rules of `deny` add up, `requireHashes` stays on, and of
 * `hosts` a higher layer can only leave some out.
 */
export function effectivePolicy(layers: Layers): PolicyOptions {
  const required = layers.all('requireHashes').filter(({ value }) => value);
  const [hosts] = layers.all('hosts');
  return {
    deny: layers
      .all('deny')
      .flatMap(({ value, level, path }) =>
        value.map((rule, index) => ({ ...rule, place: level.place([...path, index]) })),
      ),
    requireHashes: required.map(({ level, path }) => level.place(path)).at(-1),
    hosts: hosts === undefined ? undefined : { allowed: hosts.value, place: hosts.level.place(hosts.path) },
  };
}

/** Where it is said that nothing may be built: the lowest layer that does, as no layer above it can take that back. */
export function neverBuilds(layers: Layers): string | undefined {
  const [place] = layers
    .all('build')
    .filter(({ value }) => value === 'never')
    .map(({ level, path }) => level.place(path))
    .reverse();
  return place;
}

/** Where a layer would take back what a lower one requires, or asks for no hashes where they are required. */
export function policyErrors(layers: Layers, targets: readonly string[]): ConfigError[] {
  return [...hashErrors(layers, targets), ...hostErrors(layers), ...buildErrors(layers)];
}

function hashErrors(layers: Layers, targets: readonly string[]): ConfigError[] {
  const stated = layers.all('requireHashes');
  const lowest = stated.findLastIndex(({ value }) => value);
  const required = stated[lowest];
  if (required === undefined) return [];
  const requirement = required.level.place(required.path);
  const without = stated
    .slice(0, lowest)
    .flatMap(({ value, level, path }) => (value ? [] : [level.place(path)]))
    .map((place) => ({ place, message: `false can't take back ${requirement}` }));
  const unhashed = targets.flatMap((target): ConfigError[] => {
    const picked = layers.pick('generateHashes', target);
    if (picked?.value !== false) return [];
    const place = picked.level.place(picked.path);
    return [{ place, message: `false contradicts ${requirement}; leave it out, or set it to true` }];
  });
  return [...without, ...unhashed];
}

function hostErrors(layers: Layers): ConfigError[] {
  const stated = layers.all('hosts');
  return stated.flatMap(({ value, level, path }, index) =>
    stated.slice(index + 1).flatMap((lower) =>
      value.flatMap((host, place): ConfigError[] => {
        if (lower.value.some((pattern) => hostMatches(pattern, host))) return [];
        const message = `${JSON.stringify(host)} is not among ${lower.level.place(lower.path)}, to which nothing can be added here`;
        return [{ place: level.place([...path, place]), message }];
      }),
    ),
  );
}

function buildErrors(layers: Layers): ConfigError[] {
  const stated = layers.all('build');
  const lowest = stated.findLastIndex(({ value }) => value === 'never');
  const never = stated[lowest];
  if (never === undefined) return [];
  return stated.slice(0, lowest).flatMap(({ value, level, path }) => {
    if (value === 'never') return [];
    const message = `"allow" can't take back ${never.level.place(never.path)}`;
    return [{ place: level.place(path), message }];
  });
}
