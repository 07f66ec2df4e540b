import { splitLines } from '../lockfile/rewrite.js';

/** How many lines a text gained and lost. */
export interface LineChanges {
  readonly added: number;
  readonly removed: number;
}

/** More than that, and the time grows with its square; nobody reads such a number as more than "much". */
const MOST_CHANGES = 5000;

/**
 * What the shortest line diff between two texts adds and removes; past thousands of changes, whatever is between the first
 * and the last line that differ.
 */
export function lineChanges(before: string, after: string): LineChanges {
  const old = splitLines(before);
  const young = splitLines(after);
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) start += 1;
  let [oldEnd, youngEnd] = [old.length, young.length];
  while (oldEnd > start && youngEnd > start && old[oldEnd - 1] === young[youngEnd - 1]) {
    oldEnd -= 1;
    youngEnd -= 1;
  }
  const from = old.slice(start, oldEnd);
  const to = young.slice(start, youngEnd);
  const changes = fewestChanges(from, to);
  if (changes === undefined) return { added: to.length, removed: from.length };
  return {
    added: (changes + to.length - from.length) / 2,
    removed: (changes - to.length + from.length) / 2,
  };
}

/** The number of lines in a text. */
export function lineCount(text: string): number {
  return splitLines(text).length;
}

/** By Myers' greedy algorithm, of which the count needs only how far each diagonal reaches. */
function fewestChanges(from: readonly string[], to: readonly string[]): number | undefined {
  const most = Math.min(from.length + to.length, MOST_CHANGES);
  // By diagonal, from `-most - 1` on.
  const reach = new Int32Array(2 * most + 3).fill(-1);
  const zero = most + 1;
  reach[zero + 1] = 0;
  for (let changes = 0; changes <= most; changes += 1) {
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const down = reach[zero + diagonal + 1] ?? -1;
      const right = (reach[zero + diagonal - 1] ?? -1) + 1;
      let x = diagonal === -changes || (diagonal !== changes && right <= down) ? down : right;
      while (x < from.length && x - diagonal < to.length && from[x] === to[x - diagonal]) x += 1;
      if (x >= from.length && x - diagonal >= to.length) return changes;
      reach[zero + diagonal] = x;
    }
  }
  return undefined;
}
