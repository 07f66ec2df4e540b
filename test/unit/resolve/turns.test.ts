import { describe, expect, test } from 'vitest';
import { openTurns } from '../../../src/resolve/turns.js';

/** Something that is waited for, and when it is over. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return { open, opened };
}

/** Lets everything run that needn't wait. */
const meanwhile = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('who asks the index', () => {
  test('is the first in order, alone, and then everybody who likes to', async () => {
    const turns = openTurns();
    const asked: string[] = [];
    const [first, others] = [gate(), gate()];
    const all = [0, 1, 2].map((place) =>
      turns.take(place, async (inTurn) => {
        // The last comes first to its question.
        for (let waits = place; waits < 3; waits += 1) await meanwhile();
        await inTurn(async () => {
          asked.push(`${place} begins`);
          await (place === 0 ? first : others).opened;
          asked.push(`${place} ends`);
        });
      }),
    );
    for (let waits = 0; waits < 10; waits += 1) await meanwhile();
    expect(asked).toEqual(['0 begins']);
    first.open();
    await meanwhile();
    expect([...asked].sort()).toEqual(['0 begins', '0 ends', '1 begins', '2 begins']);
    others.open();
    await Promise.all(all);
  });

  test('is the next one where the first has nothing to ask, and where it failed', async () => {
    const turns = openTurns();
    const [first, second] = [gate(), gate()];
    const asked: number[] = [];
    const none = turns.take(0, () => first.opened);
    const failing = turns.take(1, async () => {
      await second.opened;
      throw new Error('no such project');
    });
    const ask = (place: number) =>
      turns.take(place, (inTurn) =>
        inTurn(async () => {
          asked.push(place);
        }),
      );
    const later = [ask(3), ask(2)];
    first.open();
    await none;
    await meanwhile();
    expect(asked).toEqual([]);
    second.open();
    await expect(failing).rejects.toThrow('no such project');
    await Promise.all(later);
    expect(asked).toEqual([2, 3]);
  });

  test('goes on after a question that failed, and asks several in its turn', async () => {
    const turns = openTurns();
    const asked: string[] = [];
    const one = turns.take(0, async (inTurn) => {
      await inTurn(() => Promise.reject(new Error('lost'))).catch(() => asked.push('lost'));
      await inTurn(async () => {
        asked.push('again');
      });
    });
    const other = turns.take(1, (inTurn) =>
      inTurn(async () => {
        asked.push('other');
      }),
    );
    await Promise.all([one, other]);
    expect([...asked].sort()).toEqual(['again', 'lost', 'other']);
  });
});
