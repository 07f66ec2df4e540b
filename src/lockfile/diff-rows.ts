import { withoutCredentials } from './credentials.js';
import { diffPins, type PinChange } from './diff.js';
import { type Lockfile, parseLockfile } from './parse.js';

/** One lockfile's two texts; undefined where there is none. */
export interface LockfilePair {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A change, and the lockfiles in which it is just this one. */
export interface DiffRow {
  readonly change: PinChange;
  readonly places: readonly DiffPlace[];
}

/** Where a change is. */
export interface DiffPlace {
  readonly path: string;
  /** In the new text, 1-based; undefined where it has the package no more. */
  readonly line: number | undefined;
}

/** The changes of several lockfiles in one table, by package; what is the same in several of them is one row. */
export function diffRows(pairs: readonly LockfilePair[]): DiffRow[] {
  const rows = new Map<string, { change: PinChange; places: DiffPlace[] }>();
  for (const { path, before, after } of pairs) {
    const young = parseLockfile(after ?? '');
    for (const change of diffPins(before === undefined ? undefined : parseLockfile(before), young)) {
      const place = { path, line: lineOf(young, change) };
      const key = JSON.stringify([change.name, change.before, change.after]);
      const known = rows.get(key);
      if (known === undefined) rows.set(key, { change, places: [place] });
      else known.places.push(place);
    }
  }
  return [...rows.values()].sort((a, b) =>
    a.change.name < b.change.name ? -1 : a.change.name > b.change.name ? 1 : 0,
  );
}

function lineOf({ pins }: Lockfile, { name }: PinChange): number | undefined {
  return pins.find((pin) => withoutCredentials(pin.name) === name)?.line;
}
