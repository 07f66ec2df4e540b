/**
 * Sorts items so that each comes after those that it needs, and otherwise as they were.
 *
 * @param needs - what an item needs; those that aren't among the items are left out
 * @param onCycle - hears of items that need one another, each needing the next and the last the first; where it
 *   doesn't throw, the first of them is taken without waiting for the others
 */
export function inOrder<Item>(
  items: readonly Item[],
  needs: (item: Item) => readonly Item[],
  onCycle: (cycle: readonly Item[]) => void,
): readonly Item[] {
  const among = new Set(items);
  const done = new Set<Item>();
  const way: Item[] = [];
  const visit = (item: Item): void => {
    if (done.has(item) || !among.has(item)) return;
    const start = way.indexOf(item);
    if (start >= 0) {
      onCycle(way.slice(start));
      return;
    }
    way.push(item);
    for (const needed of needs(item)) visit(needed);
    way.pop();
    done.add(item);
  };
  for (const item of items) visit(item);
  return [...done];
}
