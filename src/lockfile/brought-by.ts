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
 * The shortest way by which a package came into a lockfile, as its `# via` comments say it. Of two that are equally
 * short, the one that the file names first.
 *
 * @param key - of a pin
 */
export function broughtBy(key: string, { pins }: Lockfile): Path {
  const via = new Map<string, string[]>();
  for (const pin of pins) via.set(pin.key, [...(via.get(pin.key) ?? []), ...requirers(pin.via)]);
  const towards = new Map<string, readonly string[]>([[key, [key]]]);
  // A map is walked in the order of insertion, what is put in on the way included: breadth first.
  for (const [current, packages] of towards) {
    for (const one of via.get(current) ?? []) {
      const requiring = requiringPackage(one);
      if (requiring === undefined || !via.has(requiring)) return { root: one, packages };
      if (!towards.has(requiring)) towards.set(requiring, [requiring, ...packages]);
    }
  }
  return { root: undefined, packages: [key] };
}
