import { parseLockfile } from '../lockfile/parse.js';
import type { Damaged } from '../uv/waiting.js';

/**
 * A file that uv could not read, and so did as if its release weren't there, be it the one that is pinned. A file that
 * is cut off, or a page in its place, counts always; one that says something odd of itself (old releases do) counts
 * where it was good enough to be pinned.
 */
export function damagedFile(
  all: readonly Damaged[],
  pinning: readonly (string | undefined)[],
): Damaged | undefined {
  if (all.length === 0) return undefined;
  const pins = pinning.flatMap((text) => parseLockfile(text ?? '').pins);
  return all.find(
    ({ name, version, isBroken }) =>
      isBroken || pins.some((pin) => pin.key === name && pin.version === version),
  );
}

/** Offline nothing is built, so that a version which needs it would silently give way to an older one. */
export function passesOverNew(names: ReadonlySet<string>, pinning: readonly (string | undefined)[]): boolean {
  const pinned = pinnedNames(pinning);
  return [...names].some((name) => !pinned.has(name));
}

/** The names that lockfiles pin. */
export function pinnedNames(texts: readonly (string | undefined)[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => parseLockfile(text ?? '').pins.map((pin) => pin.key)));
}
