import type { TargetConfig } from '../config/options.js';
import { inOrder } from '../in-order.js';
import { isPylockName } from '../lockfile/pylock-name.js';
import { normalizeName } from '../python/version.js';

/** Targets that are resolved together, since they differ in nothing but extras, groups and outputs. */
export interface Family {
  /** Compiled first; `written` is false for a union that stands for no lockfile of its own. */
  readonly widest: TargetConfig;
  readonly written: boolean;
  /** The rest, in the order in which they are compiled. */
  readonly narrower: readonly TargetConfig[];
}

/** Whether one target's extras and groups contain another's. */
export function contains(wide: TargetConfig, narrow: TargetConfig): boolean {
  const has = (all: readonly string[], some: readonly string[]): boolean => {
    const keys = new Set(all.map(normalizeName));
    return some.every((name) => keys.has(normalizeName(name)));
  };
  return has(wide.extras, narrow.extras) && has(wide.groups, narrow.groups);
}

/**
 * Sorts targets into families: one resolution each, so that their common packages agree.
 *
 * Targets whose other options differ, that say `agree: false`, or whose extras or groups are declared to conflict
 * with one another (`[tool.uv] conflicts`) are resolved apart.
 *
 * @param conflicting - whether two targets must not be resolved together
 */
export function families(
  targets: readonly TargetConfig[],
  conflicting: (a: TargetConfig, b: TargetConfig) => boolean,
): readonly Family[] {
  const groups: TargetConfig[][] = [];
  for (const target of targets) {
    const key = sharedOptions(target);
    const group = target.agree
      ? groups.find((members) =>
          members.every(
            (member) => member.agree && sharedOptions(member) === key && !conflicting(member, target),
          ),
        )
      : undefined;
    if (group === undefined) groups.push([target]);
    else group.push(target);
  }
  return groups.map((members): Family => {
    // What is in requirements form can be named as constraints, so that a header can be replayed; a pylock.toml can't.
    const inOrder = [...members].sort(
      (a, b) => Number(isPylockName(a.output)) - Number(isPylockName(b.output)),
    );
    const widest = inOrder.find((member) => members.every((other) => contains(member, other)));
    const byReach = (list: readonly TargetConfig[]): TargetConfig[] =>
      [...list].sort((a, b) => reach(b) - reach(a));
    if (widest !== undefined) {
      return { widest, written: true, narrower: byReach(inOrder.filter((member) => member !== widest)) };
    }
    const [first] = members;
    if (first === undefined) throw new RangeError('a family has at least one target');
    const union: TargetConfig = {
      ...first,
      name: members.map((member) => member.name).join(' + '),
      output: `.lockgen-union-${first.output.replaceAll('/', '-')}${isPylockName(first.output) ? '.txt' : ''}`,
      extras: [...new Set(members.flatMap((member) => member.extras))],
      groups: [...new Set(members.flatMap((member) => member.groups))],
    };
    return { widest: union, written: false, narrower: byReach(inOrder) };
  });
}

/** Targets, by name, whose lockfiles constrain another of the same project. */
export type Layers = ReadonlyMap<string, readonly string[]>;

/**
 * Families in an order in which each lockfile is made before those that it constrains by the configuration. The
 * members of a family have the same constraints, so families need one another only where targets do.
 *
 * @throws RangeError where targets constrain each other, which no project that was read does
 */
export function inLayers(families: readonly Family[], layers: Layers): readonly Family[] {
  return inOrder(
    families,
    (family) => families.filter((other) => needs(family, layers).some((name) => hasTarget(other, name))),
    (cycle) => {
      throw new RangeError(`${cycle.map(({ widest }) => widest.name).join(', ')} need each other`);
    },
  );
}

/**
 * The targets that have to be resolved where one is asked for: it, those of its family that it constrains, or shares
 * a union with, those that it constrains by the configuration, and those that constrain any of them and aren't there.
 *
 * @param isThere - whether a target has a lockfile, by name
 */
export function targetsFor(
  only: string,
  families: readonly Family[],
  layers: Layers,
  isThere: (name: string) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (family: Family): void => {
    for (const name of names(family)) found.add(name);
  };
  for (const family of families) {
    if (!hasTarget(family, only)) continue;
    if (family.widest.name !== only && family.written && isThere(family.widest.name)) found.add(only);
    else take(family);
  }
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const family of families) {
      const needed = needs(family, layers);
      if (needed.some((name) => found.has(name))) take(family);
      if (!names(family).some((name) => found.has(name))) continue;
      for (const name of needed) {
        if (found.has(name) || isThere(name)) continue;
        for (const other of families) if (hasTarget(other, name)) take(other);
      }
    }
  }
  return found;
}

/** The targets of a family that have lockfiles. */
export function targetsOf({ widest, written, narrower }: Family): readonly TargetConfig[] {
  return written ? [widest, ...narrower] : narrower;
}

const names = (family: Family): readonly string[] => targetsOf(family).map(({ name }) => name);
const hasTarget = (family: Family, name: string): boolean => names(family).includes(name);
const needs = (family: Family, layers: Layers): readonly string[] =>
  names(family).flatMap((name) => layers.get(name) ?? []);

const reach = (target: TargetConfig): number => target.extras.length + target.groups.length;

function sharedOptions(target: TargetConfig): string {
  const {
    name: _name,
    output: _output,
    extras: _extras,
    groups: _groups,
    explicit: _explicit,
    ...rest
  } = target;
  return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
}
