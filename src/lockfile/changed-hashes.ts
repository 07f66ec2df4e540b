import { pinPlace } from './installs.js';
import type { Lockfile, Pin } from './parse.js';

/** A pin whose files are others now. */
export interface ChangedHashes {
  readonly pin: Pin;
  /** The hashes that none of its files has any more. */
  readonly gone: readonly string[];
  /** Those that one of its files has, and that were not there. */
  readonly came: readonly string[];
}

/**
 * The pins of one version whose files have other bytes than a lockfile says: a hash is gone, and another one came. A
 * file that was added to a version, or taken from it, is no such change; nor is what uses another algorithm.
 *
 * @param old - the lockfile that was there
 * @param now - what a resolution gave, with the hashes that the index has
 */
export function changedHashes(old: Lockfile, now: Lockfile): readonly ChangedHashes[] {
  const known = sha256ByPlace(now.pins);
  // Both sides' of a half-merged lockfile, one of which may know the new bytes.
  const before = sha256ByPlace(old.pins);
  return old.pins.flatMap((pin) => {
    const place = pinPlace(pin);
    const [had, has] = [before.get(place), known.get(place)];
    if (has === undefined || had === undefined) return [];
    const gone = pin.hashes.filter((hash) => isSha256(hash) && !has.has(hash));
    const came = [...has].filter((hash) => !had.has(hash));
    return gone.length === 0 || came.length === 0 ? [] : [{ pin, gone, came }];
  });
}

/** The one sentence of that alarm, wherever it is told. */
export function changedHashesMessage({ pin }: Pick<ChangedHashes, 'pin'>): string {
  return `the index now serves other bytes for ${pin.name} ${pin.version ?? ''}`.trimEnd();
}

/** The SHA-256 hashes of pins by their places; none of a place without any. */
export function sha256ByPlace(pins: readonly Pin[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const pin of pins) {
    const hashes = pin.hashes.filter(isSha256);
    if (hashes.length === 0) continue;
    const place = pinPlace(pin);
    const all = found.get(place) ?? new Set();
    found.set(place, all);
    for (const hash of hashes) all.add(hash);
  }
  return found;
}

function isSha256(hash: string): boolean {
  return hash.startsWith('sha256:');
}
