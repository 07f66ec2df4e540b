import type { Lockfile } from './parse.js';

/** Whether a package that stays is pinned otherwise than before, be it by a marker. */
export function movesPins(old: Lockfile, now: Lockfile): boolean {
  const before = pinsByKey(old);
  return [...pinsByKey(now)].some(([key, pins]) => (before.get(key) ?? pins) !== pins);
}

function pinsByKey(lockfile: Lockfile): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pin of lockfile.pins) {
    found.set(pin.key, `${found.get(pin.key) ?? ''}${pin.version ?? pin.url} ; ${pin.markerText}\n`);
  }
  return found;
}
