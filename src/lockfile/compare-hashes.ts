import { type ChangedHashes, changedHashes, editedDigits, noneOfTheIndexs } from './changed-hashes.js';
import type { Difference } from './compare.js';
import { withoutCredentials } from './credentials.js';
import { hashesByPlace, pinPlace, pinValue } from './installs.js';
import type { Lockfile } from './parse.js';

/**
 * Differences in hashes. Where the index has others for a pinned version, most often only history tells why: see
 * `hash-origin.ts`.
 */
export function compareHashes(current: Lockfile, resolved: Lockfile): Difference[] {
  const changed = new Map(changedHashes(current, resolved).map((one) => [one.pin, one]));
  const known = hashesByPlace(resolved.pins);
  return current.pins.flatMap((pin) => {
    const expected = known.get(pinPlace(pin));
    // Without it, the pin is another difference.
    if (expected === undefined) return [];
    const foreign = pin.hashes.filter((hash) => !expected.has(hash));
    const difference = (message: string, kind: Difference['kind'] = 'hash'): Difference[] => [
      { kind, name: pin.name, message: `${pin.name}: ${message}`, line: pin.line },
    ];
    // Nobody has compared them with those of the index; and with one of them, pip wants one for each pin.
    if (expected.size === 0)
      return foreign.length === 0 ? [] : difference('has a hash, and none is asked for');
    if (pin.hashes.length === 0) return difference('has no hash');
    const other = changed.get(pin);
    if (other !== undefined) {
      const digits = editedDigits(other);
      if (digits !== undefined) return difference(editedHash(other, digits));
      return difference(otherHash(other), 'changed-hash');
    }
    if (foreign.length > 0)
      return difference(`${foreign.join(', ')} is not a hash of ${withoutCredentials(pinValue(pin))}`);
    return [];
  });
}

/** That the index has other hashes, and nothing shows why. */
export function otherHash(change: ChangedHashes): string {
  return `${noneOfTheIndexs(change)}: its files were replaced there, or the lockfile was edited; find out which before you accept them`;
}

/** That a hash was edited, and what shows it. */
export function editedHash(change: ChangedHashes, shownBy: string): string {
  return `${noneOfTheIndexs(change)}: the lockfile was edited by hand, or tampered with; ${shownBy}`;
}
