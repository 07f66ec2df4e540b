import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sideBySide } from '../../../src/commands/side-by-side.js';

const later = (turns: number): Promise<void> =>
  turns <= 0 ? Promise.resolve() : new Promise((done) => setImmediate(() => done(later(turns - 1))));

describe('side by side', () => {
  test('results stand in the order of the items, and no more are done at a time than was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 5 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (items, atOnce) => {
          let now = 0;
          let most = 0;
          const begun: number[] = [];
          const work = async (item: number, index: number): Promise<string> => {
            begun.push(index);
            now += 1;
            most = Math.max(most, now);
            await later(item);
            now -= 1;
            return `${index}: ${item}`;
          };
          expect(await sideBySide(items, work, atOnce)).toEqual(
            items.map((item, index) => `${index}: ${item}`),
          );
          expect(most).toBeLessThanOrEqual(atOnce);
          expect(begun).toEqual([...items.keys()]);
        },
      ),
    );
  });

  test('of several that fail, the first in order is told, whichever comes first, and none runs on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ turns: fc.nat({ max: 5 }), fails: fc.boolean() }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (items, atOnce) => {
          let running = 0;
          const work = async ({ turns, fails }: (typeof items)[number], index: number): Promise<number> => {
            running += 1;
            await later(turns);
            running -= 1;
            if (fails) throw index;
            return index;
          };
          const first = items.findIndex(({ fails }) => fails);
          const ended = await sideBySide(items, work, atOnce).then(
            () => -1,
            (error: unknown) => error,
          );
          expect(ended).toBe(first);
          expect(running).toBe(0);
        },
      ),
    );
  });
});
