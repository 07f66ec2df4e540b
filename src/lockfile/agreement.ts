import { environmentGrid, type PromisedRange } from '../python/environments.js';
import type { MarkerEnvironment } from '../python/marker.js';
import { installed, markersOf, pinsByKey, sameText } from './installs.js';
import type { Lockfile, Pin } from './parse.js';

/** One package that a narrower lockfile installs otherwise than the wider one. */
export interface Disagreement {
  readonly name: string;
  /** The first environment, in the order of Python versions, on which they differ. */
  readonly environment: MarkerEnvironment;
  /** What each installs there: a version, a URL, or nothing. */
  readonly narrow: string | undefined;
  readonly wide: string | undefined;
}

/**
 * The packages for which it isn't so that what the narrower lockfile installs is what the wider one installs, on every
 * promised Python and platform. By meaning: a pin's marker may be another, where what is installed is the same.
 *
 * @param options.sharedOnly - judge only where both install the package, for lockfiles neither of which contains the
 *   other. Default false
 * @throws Failure where the markers make too many environments to compare
 */
export function disagreements(
  narrow: Lockfile,
  wide: Lockfile,
  range: PromisedRange,
  options: { readonly sharedOnly?: boolean } = {},
): Disagreement[] {
  const wideByKey = pinsByKey(wide.pins);
  const suspects: { key: string; mine: readonly Pin[]; theirs: readonly Pin[] }[] = [];
  for (const [key, mine] of pinsByKey(narrow.pins)) {
    const theirs = wideByKey.get(key) ?? [];
    if (!sameText(mine, theirs)) suspects.push({ key, mine, theirs });
  }
  if (suspects.length === 0) return [];
  const grid = environmentGrid(markersOf(suspects.flatMap(({ mine, theirs }) => [mine, theirs])), range);
  return suspects
    .flatMap(({ key, mine, theirs }) => {
      const mineOn = installed(mine, grid);
      const theirsOn = installed(theirs, grid);
      const place = mineOn.findIndex((value, index) => {
        const other = theirsOn[index];
        return value !== undefined && value !== other && (other !== undefined || options.sharedOnly !== true);
      });
      const environment = grid[place];
      if (environment === undefined) return [];
      return [{ name: mine[0]?.name ?? key, environment, narrow: mineOn[place], wide: theirsOn[place] }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
