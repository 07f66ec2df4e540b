import { availableParallelism } from 'node:os';
import { openTurns } from '../resolve/turns.js';
import type { Step } from './context.js';

/** As many as there are processors: what is done takes one whole. */
const PROCESSORS = Math.min(availableParallelism(), 8);
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

/**
 * Projects, each of which may run uv, as many at a time as there are processors.
 *
 * @param work - is given which of them it is, and how it may ask the index beside the others
 * @throws as `sideBySide`
 */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item, step: Step) => Promise<Result>,
): Promise<readonly Result[]> {
  const turns = openTurns();
  return await sideBySide(
    items,
    (item, index) =>
      turns.take(index, (inTurn) => work(item, { at: index + 1, of: items.length, what: '', inTurn })),
    PROCESSORS,
  );
}
