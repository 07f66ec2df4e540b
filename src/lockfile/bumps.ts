import { compareVersions, isVersion } from '../python/version.js';
import { pinsByKey } from './installs.js';
import type { Lockfile, Pin } from './parse.js';

/** A lockfile as it is, and as it was committed last, as far as that is known. */
export interface Standing {
  readonly now: Lockfile;
  readonly committed: Lockfile | undefined;
}

/** A version that another lockfile of the project has, for a pin of this one. */
export interface Bump {
  readonly instead: Pin;
  readonly version: string;
  readonly hashes: readonly string[];
}

/**
 * What bots leave: a version that was changed in one lockfile of several that are to agree. The one that was moved
 * since the last commit counts; where that tells nothing, as in a clone of a bot's branch, the newer one.
 *
 * @param widest - the lockfile that decides for all
 * @param others - those that are made to agree with it
 * @returns what the others have otherwise and is to be tried in the widest, one for each of its pins
 */
export function bumpsOf(widest: Standing, others: readonly Standing[]): readonly Bump[] {
  const found = new Map<Pin, Bump>();
  for (const other of others) {
    for (const [instead, pin] of differences(widest.now, other.now)) {
      const best = found.get(instead);
      if (best !== undefined && compareVersions(pin.version, best.version) <= 0) continue;
      if (counts({ ...other, pin }, { ...widest, pin: instead }))
        found.set(instead, { instead, version: pin.version, hashes: pin.hashes });
    }
  }
  return [...found.values()];
}

/** Whether two lockfiles have a package in different versions: without that, there is no bump. */
export function haveOtherVersions(one: Lockfile, other: Lockfile): boolean {
  return differences(one, other).length > 0;
}

/** The lockfile with these versions. */
export function withBumps(lockfile: Lockfile, bumps: readonly Bump[]): Lockfile {
  const byPin = new Map(bumps.map((bump) => [bump.instead, bump]));
  const pins = lockfile.pins.map((pin) => {
    const bump = byPin.get(pin);
    return bump === undefined ? pin : { ...pin, version: bump.version, hashes: bump.hashes };
  });
  return { ...lockfile, pins };
}

/** Whether a lockfile has the version, whatever its marker. */
export function hasBump({ pins }: Lockfile, { instead, version }: Bump): boolean {
  return pins.some((pin) => pin.key === instead.key && pin.version === version);
}

type Plain = Pin & { readonly version: string };

function isPlain(pin: Pin | undefined): pin is Plain {
  return pin?.named === true && pin.url === undefined && pin.version !== undefined && isVersion(pin.version);
}

/**
 * Pins of two lockfiles that stand at the same place (or are the only ones of their package, whatever their markers),
 * in different versions. Of several at one place the first, which is the one that is preferred.
 */
function differences(one: Lockfile, other: Lockfile): readonly (readonly [Plain, Plain])[] {
  const theirs = pinsByKey(other.pins);
  return [...pinsByKey(one.pins)].flatMap(([key, mine]) => {
    const those = theirs.get(key) ?? [];
    const places = new Set<string>();
    return mine.flatMap((pin): (readonly [Plain, Plain])[] => {
      if (places.has(pin.markerText)) return [];
      places.add(pin.markerText);
      const same = those.find(({ markerText }) => markerText === pin.markerText);
      const found = same ?? (mine.length === 1 && those.length === 1 ? those[0] : undefined);
      return isPlain(pin) && isPlain(found) && compareVersions(pin.version, found.version) !== 0
        ? [[pin, found]]
        : [];
    });
  });
}

interface Placed extends Standing {
  readonly pin: Plain;
}

function counts(other: Placed, widest: Placed): boolean {
  const moved = wasMoved(other);
  return moved === wasMoved(widest) ? compareVersions(other.pin.version, widest.pin.version) > 0 : moved;
}

function wasMoved({ committed, pin }: Placed): boolean {
  const before = committed?.pins.filter(({ key }) => key === pin.key) ?? [];
  return before.length > 0 && before.every(({ version }) => version !== pin.version);
}
