import { isSurvivable } from '../failure.js';
import { environmentGrid, type PromisedRange } from './environments.js';
import { evaluateMarker, type Marker, markerText } from './marker.js';

/** Any of these is true; undefined always is. */
type AnyOf = readonly (Marker | undefined)[];

/**
 * Whether there is an environment in a promised range on which one marker of each list is true. Where that can't be
 * told, there is.
 */
export function environmentMeeting(rangeOf: () => PromisedRange): (lists: readonly AnyOf[]) => boolean {
  const known = new Map<string, boolean>();
  let range: PromisedRange | 'unknown' | undefined;
  return (lists) => {
    const conditions = new Map<string, readonly Marker[]>();
    for (const list of lists) {
      const markers = list.filter((marker) => marker !== undefined);
      // One that is always true is no condition.
      if (markers.length === list.length) conditions.set(markers.map(markerText).sort().join('\n'), markers);
    }
    if (conditions.size === 0) return true;
    const key = JSON.stringify([...conditions.keys()].sort());
    const answer = known.get(key);
    if (answer !== undefined) return answer;
    range ??= tried(rangeOf) ?? 'unknown';
    const promised = range;
    const all = [...conditions.values()];
    const grid = promised === 'unknown' ? undefined : tried(() => environmentGrid(all.flat(), promised));
    const met =
      grid === undefined ||
      grid.some((environment) =>
        all.every((list) => list.some((marker) => evaluateMarker(marker, environment))),
      );
    known.set(key, met);
    return met;
  };
}

function tried<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (!isSurvivable(error)) throw error;
    return undefined;
  }
}
