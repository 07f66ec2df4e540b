import { describe, expect, test } from 'vitest';
import { inOrder } from '../../src/in-order.js';

/** Sorts letters, of which `ab` says that a needs b; cycles are noted as words. */
function sorted(items: string, needs: readonly string[]): { order: string; cycles: string[] } {
  const cycles: string[] = [];
  const order = inOrder(
    [...items],
    (item) => needs.filter(([needing]) => needing === item).map(([, needed = '']) => needed),
    (cycle) => cycles.push(cycle.join('')),
  );
  return { order: order.join(''), cycles };
}

describe('items come after those that they need', () => {
  test.each<[string, readonly string[], string]>([
    ['', [], ''],
    ['abc', [], 'abc'],
    ['abc', ['ac'], 'cab'],
    ['abcd', ['ab', 'bc', 'cd'], 'dcba'],
    ['abcd', ['ad', 'bd'], 'dabc'],
    ['ab', ['ax', 'bx'], 'ab'],
  ])('%s with %j: %s', (items, needs, order) => {
    expect(sorted(items, needs)).toEqual({ order, cycles: [] });
  });

  test.each<[string, readonly string[], string, readonly string[]]>([
    ['ab', ['aa'], 'ab', ['a']],
    ['ab', ['ab', 'ba'], 'ba', ['ab']],
    ['abc', ['bc', 'cb'], 'acb', ['bc']],
    ['abc', ['ab', 'bc', 'ca'], 'cba', ['abc']],
  ])('%s with %j: %s, and hears of the cycles %j', (items, needs, order, cycles) => {
    expect(sorted(items, needs)).toEqual({ order, cycles });
  });
});
