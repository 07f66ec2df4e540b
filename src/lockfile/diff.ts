import { compareVersions, isVersion } from '../python/version.js';
import { withoutCredentials } from './credentials.js';
import { pinsByKey, pinValue } from './installs.js';
import type { Lockfile, Pin } from './parse.js';

/** How far a version moved; `other` where it isn't one number that changed: a URL, a marker, a pre-release. */
export type ChangeSize = 'major' | 'minor' | 'patch' | 'downgrade' | 'other';

/** What happened to one package between two lockfiles. */
export interface PinChange {
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Its versions (or URLs), each once; with their markers where nothing but these changed. Empty if added. */
  readonly before: readonly string[];
  /** As `before`; empty if removed. */
  readonly after: readonly string[];
  /** Of the highest version: `other` where it is the same; undefined for what was added or removed. */
  readonly size: ChangeSize | undefined;
}

/**
 * The packages that differ between two lockfiles, by name; forks (several pins of a name) are one change. Credentials
 * count in the comparison, and are left out of what is told.
 *
 * @param before undefined: there was none, all are added
 */
export function diffPins(before: Lockfile | undefined, after: Lockfile): PinChange[] {
  const old = pinsByKey(before?.pins ?? []);
  const young = pinsByKey(after.pins);
  return [...new Set([...old.keys(), ...young.keys()])]
    .sort()
    .flatMap((key) => change(old.get(key) ?? [], young.get(key) ?? []) ?? [])
    .map(shown);
}

function shown(change: PinChange): PinChange {
  const texts = (values: readonly string[]): readonly string[] => [
    ...new Set(values.map(withoutCredentials)),
  ];
  const { name, before, after } = change;
  return { ...change, name: withoutCredentials(name), before: texts(before), after: texts(after) };
}

function change(old: readonly Pin[], young: readonly Pin[]): PinChange | undefined {
  const name = young[0]?.name ?? old[0]?.name ?? '';
  if (old.length === 0)
    return { name, kind: 'added', before: [], after: distinct(young.map(placedValue)), size: undefined };
  if (young.length === 0)
    return { name, kind: 'removed', before: distinct(old.map(placedValue)), after: [], size: undefined };
  const before = distinct(old.map(pinValue));
  const after = distinct(young.map(pinValue));
  if (before.join('\n') !== after.join('\n'))
    return { name, kind: 'changed', before, after, size: sizeOf(before, after) };
  const wasMarked = distinct(old.map(markedValue));
  const isMarked = distinct(young.map(markedValue));
  if (wasMarked.join('\n') === isMarked.join('\n')) return undefined;
  return { name, kind: 'changed', before: wasMarked, after: isMarked, size: 'other' };
}

const placedValue = (pin: Pin): string => (pin.editable ? `-e ${pinValue(pin)}` : pinValue(pin));

function markedValue(pin: Pin): string {
  const value = placedValue(pin);
  return pin.markerText === '' ? value : `${value} ; ${pin.markerText}`;
}

/** Each once, versions in their order, so that the order of forks in the file makes no change. */
function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort((a, b) =>
    isVersion(a) && isVersion(b) ? compareVersions(a, b) : a < b ? -1 : 1,
  );
}

function sizeOf(before: readonly string[], after: readonly string[]): ChangeSize {
  const [gone, come] = [before.at(-1), after.at(-1)];
  if (gone === undefined || come === undefined || !isVersion(gone) || !isVersion(come)) return 'other';
  if (compareVersions(come, gone) < 0) return 'downgrade';
  const was = numbers(gone);
  const is = numbers(come);
  const places: readonly ChangeSize[] = ['major', 'major', 'minor', 'patch'];
  const place = Array.from({ length: Math.max(was.length, is.length) }).findIndex(
    (_, index) => (was[index] ?? 0) !== (is[index] ?? 0),
  );
  return place === -1 ? 'other' : (places[place] ?? 'patch');
}

/** The epoch and the release's numbers. */
function numbers(version: string): readonly number[] {
  const [, epoch = '0', release = ''] = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)/i.exec(version.trim()) ?? [];
  return [Number(epoch), ...release.split('.').map(Number)];
}
