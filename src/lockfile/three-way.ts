/** What a part of a file is before a merge, and on its two sides. */
export interface Sides<Value> {
  readonly base: Value;
  readonly ours: Value;
  readonly theirs: Value;
}

/** Which side has the answer: the one that changed, `ours` where both are the same; undefined where both changed. */
export function changedSide({ base, ours, theirs }: Sides<string>): 'ours' | 'theirs' | undefined {
  if (ours === theirs || theirs === base) return 'ours';
  return ours === base ? 'theirs' : undefined;
}

/** Maps a part on all its sides. */
export function mapSides<From, To>(sides: Sides<From>, map: (value: From) => To): Sides<To> {
  return { base: map(sides.base), ours: map(sides.ours), theirs: map(sides.theirs) };
}

/** What is in both lists, and what one of them has added to the base; in the order of `mergedOrder`. */
export function mergedSet(
  { base, ours, theirs }: Sides<readonly string[]>,
  compare: (a: string, b: string) => number = byText,
): string[] {
  const [inBase, inOurs, inTheirs] = [new Set(base), new Set(ours), new Set(theirs)];
  const kept = (item: string): boolean => (inOurs.has(item) && inTheirs.has(item)) || !inBase.has(item);
  return mergedOrder(ours, theirs, compare).filter(kept);
}

/**
 * All items of two lists, each once: in the order of both where they agree, in that of `ours` where they don't.
 *
 * @param compare - for items that are in one list each, at the same place
 */
export function mergedOrder(
  ours: readonly string[],
  theirs: readonly string[],
  compare: (a: string, b: string) => number,
): string[] {
  const [inOurs, inTheirs] = [new Set(ours), new Set(theirs)];
  const [left, right] = [[...inOurs].reverse(), [...inTheirs].reverse()];
  const order = new Set<string>();
  const next = (list: string[]): string | undefined => {
    for (let last = list.at(-1); last !== undefined; last = list.at(-1)) {
      if (!order.has(last)) return last;
      list.pop();
    }
    return undefined;
  };
  for (;;) {
    const [mine, other] = [next(left), next(right)];
    if (mine === undefined || other === undefined) break;
    const takesOther = !inOurs.has(other) && (inTheirs.has(mine) || compare(other, mine) < 0);
    order.add(takesOther ? other : mine);
  }
  return [...new Set([...order, ...left.reverse(), ...right.reverse()])];
}

/** Plain order of texts, as uv sorts. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
