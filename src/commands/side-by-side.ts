import { availableParallelism } from 'node:os';

/** As many as there are processors: what is done takes one whole. */
export const PROCESSORS = Math.min(availableParallelism(), 8);
/** For what waits for others most of the time, and gains from a second even where there is one processor. */
const WAITING = Math.max(PROCESSORS, 2);

/**
 * As many at a time as that; the results in the items' order. Items are begun in their order, so that one may wait for
 * what earlier ones do.
 *
 * @param atOnce - default: as many as there are processors, and two at least
 * @throws what the first of the items that fail, in their order, was refused with; it is the same each time, since those
 *   before it have ended then
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
  atOnce = WAITING,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const failures = new Map<number, unknown>();
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failures.set(index, error);
      }
      if (failures.size > 0) return;
    }
  };
  // All of them are waited for: what they use is taken away afterwards.
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
  return results;
}
