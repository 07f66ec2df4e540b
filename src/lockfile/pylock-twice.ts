import {
  environmentGrid,
  environmentName,
  markerTruths,
  type PromisedRange,
} from '../python/environments.js';
import type { Difference } from './compare.js';
import { markersOf, pinsByKey } from './installs.js';
import type { Lockfile, Pin } from './parse.js';

/**
 * Packages of a `pylock.toml` that have two entries for one environment, be they the same: PEP 751 has installers
 * refuse them, and uv and pip do, where a requirements file may have a line twice.
 *
 * @throws Failure where the markers make too many environments to look at
 */
export function compareTwice(current: Lockfile, resolved: Lockfile, range: PromisedRange): Difference[] {
  if (current.isPylock !== true) return [];
  const given = pinsByKey(resolved.pins);
  return [...pinsByKey(current.pins)].flatMap(([key, pins]): Difference[] => {
    // What uv gives, word for word, are the forks of a resolution: no two of them are for one environment.
    if (pins.length < 2 || entries(pins) === entries(given.get(key) ?? [])) return [];
    const grid = environmentGrid(markersOf([pins]), range);
    const truths = pins.map(({ marker }) => markerTruths(marker, grid));
    for (const [index, environment] of grid.entries()) {
      const [, second] = pins.filter((_, pin) => truths[pin]?.[index] === true);
      if (second === undefined) continue;
      const { name, line } = second;
      const message = `${name}: has two entries on ${environmentName(environment)}, which no installer takes`;
      return [{ kind: 'pin', name, message, line }];
    }
    return [];
  });
}

const entries = (pins: readonly Pin[]): string =>
  pins
    .map(({ text }) => text)
    .sort()
    .join('\n');
