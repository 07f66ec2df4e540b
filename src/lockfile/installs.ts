import { markerTruths } from '../python/environments.js';
import type { MarkerEnvironment } from '../python/marker.js';
import { parseRequirement, RequirementError } from '../python/requirement.js';
import type { Pin } from './parse.js';

/** The pins of each name, in the file's order. */
export function pinsByKey(pins: readonly Pin[]): ReadonlyMap<string, readonly Pin[]> {
  const byKey = new Map<string, Pin[]>();
  for (const pin of pins) {
    const known = byKey.get(pin.key);
    if (known === undefined) byKey.set(pin.key, [pin]);
    else known.push(pin);
  }
  return byKey;
}

/** What a pin installs: its version, or its URL or path; of a person's line, the range that it allows. */
export function pinValue(pin: Pick<Pin, 'url' | 'version'> & Partial<Pick<Pin, 'text'>>): string {
  return pin.url ?? pin.version ?? (rangeOf(pin.text) || 'any version');
}

function rangeOf(text: string | undefined): string {
  try {
    return text === undefined ? '' : parseRequirement(text).specifiers;
  } catch (error) {
    if (error instanceof RequirementError) return '';
    throw error;
  }
}

/** A package with what its pin installs: the same for all its pins of one version, whatever their markers. */
export function pinPlace(pin: Pick<Pin, 'key' | 'url' | 'version'>): string {
  return `${pin.key} ${pinValue(pin)}`;
}

/** The hashes of pins by their places. */
export function hashesByPlace(pins: readonly Pin[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const pin of pins) {
    const place = pinPlace(pin);
    const hashes = found.get(place) ?? new Set();
    found.set(place, hashes);
    for (const hash of pin.hashes) hashes.add(hash);
  }
  return found;
}

/**
 * What the pins of one package install on each environment of a grid: undefined where nothing, all of them,
 * joined, where more than one marker is true.
 */
export function installed(
  pins: readonly Pin[],
  grid: readonly MarkerEnvironment[],
): readonly (string | undefined)[] {
  const truths = pins.map((pin) => ({ value: installedAs(pin), truth: markerTruths(pin.marker, grid) }));
  return grid.map((_, index) => {
    const values = new Set(truths.flatMap(({ value, truth }) => (truth[index] === true ? [value] : [])));
    return values.size === 0 ? undefined : [...values].sort().join(' and ');
  });
}

/** What a pin installs, and how: an editable install is another one. */
export function installedAs(pin: Pin): string {
  return pin.editable ? `${pinValue(pin)} (editable)` : pinValue(pin);
}

/** Whether two packages' pins say the same, word for word: a quick answer for nearly all. */
export function sameText(some: readonly Pin[], others: readonly Pin[]): boolean {
  const words = (pins: readonly Pin[]): string =>
    [...new Set(pins.map((pin) => `${installedAs(pin)} ; ${pin.markerText}`))].sort().join('\n');
  return words(some) === words(others);
}

/** The environments on which the pins of these packages can differ. */
export function markersOf(pins: Iterable<readonly Pin[]>): readonly NonNullable<Pin['marker']>[] {
  const seen = new Map<string, NonNullable<Pin['marker']>>();
  for (const group of pins) {
    for (const pin of group) if (pin.marker !== undefined) seen.set(pin.markerText, pin.marker);
  }
  return [...seen.values()];
}
