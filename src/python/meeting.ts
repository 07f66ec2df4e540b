import { Failure } from '../failure.js';
import { environmentGrid, type PromisedRange } from './environments.js';
import { evaluateMarker, type Marker, markerText } from './marker.js';

/** Any of these is true; undefined always is. */
type AnyOf = readonly (Marker | undefined)[];

/**
 * Whether there is an environment in a promised range on which one marker of each list is true. Where that can't be
 * told, there is.
 */
export function environmentMeeting(rangeOf: () => PromisedRange): (a: AnyOf, b: AnyOf) => boolean {
  const known = new Map<string, boolean>();
  let range: PromisedRange | 'unknown' | undefined;
  return (a, b) => {
    const all = [...a, ...b].filter((marker) => marker !== undefined);
    if (all.length === 0) return true;
    const key = JSON.stringify([a, b].map((one) => one.map((marker) => marker && markerText(marker))));
    const answer = known.get(key);
    if (answer !== undefined) return answer;
    range ??= tried(rangeOf) ?? 'unknown';
    const promised = range;
    const grid = promised === 'unknown' ? undefined : tried(() => environmentGrid(all, promised));
    const met =
      grid === undefined ||
      grid.some((environment) =>
        [a, b].every((list) => list.some((marker) => evaluateMarker(marker, environment))),
      );
    known.set(key, met);
    return met;
  };
}

function tried<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
