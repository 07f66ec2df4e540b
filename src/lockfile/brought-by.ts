import { requirers, requiringPackage } from './annotations.js';
import type { Lockfile } from './parse.js';

/** Who asks for a package, from the outermost: packages by key, and before these what is no package. */
export interface Path {
  /** As `# via` has it: `proj (pyproject.toml)`, `-r base.in`; undefined where it leads to nothing of the kind. */
  readonly root: string | undefined;
  /** From the direct requirement to the package itself. */
  readonly packages: readonly string[];
}

/**
 * The shortest ways by which packages came into a lockfile, as its `# via` comments say it. Of two that are equally
 * short, the one that the file names first.
 *
 * @returns the way of a pin, by its key
 */
export function waysInto({ pins }: Lockfile): (key: string) => Path {
  const asked = new Map<string, Asked>();
  const entry = (key: string): Asked => {
    const known = asked.get(key) ?? { root: undefined, by: [] };
    asked.set(key, known);
    return known;
  };
  const keys = new Set(pins.map(({ key }) => key));
  const needs = new Map<string, string[]>();
  for (const { key, via } of pins) {
    for (const one of requirers(via)) {
      const requiring = requiringPackage(one);
      if (requiring === undefined || !keys.has(requiring)) entry(key).root ??= one;
      else {
        entry(key).by.push(requiring);
        const needed = needs.get(requiring);
        if (needed === undefined) needs.set(requiring, [key]);
        else needed.push(key);
      }
    }
  }
  const distance = new Map<string, number>();
  for (const [key, { root }] of asked) if (root !== undefined) distance.set(key, 0);
  // A map is walked in the order of insertion, what is put in on the way included: breadth first.
  for (const [key, steps] of distance) {
    for (const needed of needs.get(key) ?? []) if (!distance.has(needed)) distance.set(needed, steps + 1);
  }
  return (key) => {
    const packages = [key];
    let current = key;
    for (let left = distance.get(key) ?? 0; left > 0; left -= 1) {
      current = asked.get(current)?.by.find((one) => distance.get(one) === left - 1) ?? current;
      packages.push(current);
    }
    return { root: asked.get(current)?.root, packages: packages.reverse() };
  };
}

interface Asked {
  /** The first that is no package of the file. */
  root: string | undefined;
  /** Packages of the file. */
  readonly by: string[];
}
