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

/** In how many of its 64 digits a hash may differ from another one for it to be that one, edited: no two files have such. */
const EDITED_DIGITS = 16;

/**
 * What shows, without any history, that a hash was edited: it is one of the index's but for some digits.
 *
 * @returns `undefined` where a hash that is gone is no such one
 */
export function editedDigits({ gone, came }: Pick<ChangedHashes, 'gone' | 'came'>): string | undefined {
  const found = gone.map((hash) => {
    const digits = Math.min(...came.map((other) => otherDigits(hash, other)));
    return digits <= EDITED_DIGITS ? digits : undefined;
  });
  const [first] = found;
  if (first === undefined || found.includes(undefined)) return undefined;
  return `the index has the same but for ${first === 1 ? 'one digit' : `${first} digits`}`;
}

function otherDigits(some: string, other: string): number {
  if (![some, other].every((hash) => /^sha256:[0-9a-f]{64}$/i.test(hash))) return Number.POSITIVE_INFINITY;
  return [...some].filter((digit, at) => digit !== other[at]).length;
}

/** A pin as it is told of: `beta 2.0.0`. */
export function pinName({ name, version }: Pick<Pin, 'name' | 'version'>): string {
  return `${name} ${version ?? ''}`.trimEnd();
}

/** `sha256:… is none of the index's hashes of beta 2.0.0`. */
export function noneOfTheIndexs({ pin, gone }: ChangedHashes): string {
  return `${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} none of the index's hashes of ${pinName(pin)}`;
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
