import { environmentGrid, markerTruths, type PromisedRange } from '../python/environments.js';
import { type Marker, type MarkerEnvironment, markerAtoms, markerText } from '../python/marker.js';
import { compareVersions, isVersion } from '../python/version.js';

/** Markers that are looked at together: of a requirement, and of its pins. None is always true. */
export type MarkerSet = readonly (Marker | undefined)[];

/** One of the combinations of answers that a set of markers has in the promised range. */
export interface Situation {
  /** The first environment with these answers. */
  readonly environment: MarkerEnvironment;
  /** One for each marker of the set. */
  readonly truths: readonly boolean[];
}

interface Group {
  readonly sets: Map<string, MarkerSet>;
}

/**
 * The situations of each set of markers, in the order of the grid; none where there are too many environments to
 * compare.
 *
 * Sets that ask for the same variables share a grid, since to build one for each would take seconds for thousands
 * of requirements; those that ask for others don't, since the variables of all of them multiply.
 * @param oldest environments of an older Python are left out; a text that is no version leaves out none
 * @returns one list for each set, in their order
 */
export function situationsOf(
  sets: readonly MarkerSet[],
  range: PromisedRange,
  oldest: string,
): readonly (readonly Situation[])[] {
  const texts = new Map<Marker, string>();
  const interned = new Map<string, Marker>();
  const variables = new Map<string, string>();
  const textOf = (marker: Marker): string => {
    const text = texts.get(marker) ?? markerText(marker);
    texts.set(marker, text);
    if (!interned.has(text)) {
      interned.set(text, marker);
      const named = new Set(markerAtoms(marker).map(({ variable }) => variable));
      variables.set(text, [...named].join(' '));
    }
    return text;
  };
  const keys: string[] = [];
  const groups = new Map<string, Group>();
  for (const set of sets) {
    const written = set.map((marker) => (marker === undefined ? '' : textOf(marker)));
    const key = written.map((text) => `${text}\n`).join('');
    keys.push(key);
    const asked = [...new Set(written.flatMap((text) => variables.get(text)?.split(' ') ?? []))]
      .sort()
      .join(' ');
    const group = groups.get(asked) ?? { sets: new Map() };
    groups.set(asked, group);
    if (!group.sets.has(key)) {
      group.sets.set(
        key,
        written.map((text) => interned.get(text)),
      );
    }
  }
  const found = new Map<string, readonly Situation[]>();
  for (const group of groups.values()) solve([...group.sets], range, oldest, found);
  return keys.map((key) => found.get(key) ?? []);
}

function solve(
  sets: readonly (readonly [string, MarkerSet])[],
  range: PromisedRange,
  oldest: string,
  found: Map<string, readonly Situation[]>,
): void {
  const markers = new Set(sets.flatMap(([, set]) => set.flatMap((marker) => marker ?? [])));
  let grid: readonly MarkerEnvironment[];
  try {
    grid = environmentGrid([...markers], range);
  } catch {
    // Too many environments for all of them together may be few enough for fewer.
    if (sets.length === 1) return;
    const half = Math.ceil(sets.length / 2);
    solve(sets.slice(0, half), range, oldest, found);
    solve(sets.slice(half), range, oldest, found);
    return;
  }
  if (isVersion(oldest)) {
    grid = grid.filter(
      ({ python_full_version: full }) => isVersion(full) && compareVersions(full, oldest) >= 0,
    );
  }
  for (const [key, set] of sets) found.set(key, distinctSituations(set, grid));
}

/** Tells the environments apart by one marker after the other, so that no combination is looked at that isn't there. */
function distinctSituations(set: MarkerSet, grid: readonly MarkerEnvironment[]): Situation[] {
  const answers = set.map((marker) => markerTruths(marker, grid));
  const classes = new Uint32Array(grid.length);
  for (const truths of answers) {
    const numbers: number[] = [];
    let count = 0;
    for (let index = 0; index < classes.length; index += 1) {
      const finer = 2 * (classes[index] ?? 0) + (truths[index] === true ? 1 : 0);
      numbers[finer] ??= count++;
      classes[index] = numbers[finer] ?? 0;
    }
  }
  const seen = new Set<number>();
  return grid.flatMap((environment, index) => {
    const number = classes[index] ?? 0;
    if (seen.has(number)) return [];
    seen.add(number);
    return [{ environment, truths: answers.map((truths) => truths[index] === true) }];
  });
}
