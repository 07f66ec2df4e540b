import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ofShard, parseShard, type Sharded } from '../../../src/project/shard.js';

/** Projects that read these others' lockfiles, by folder. */
function projects(reads: Readonly<Record<string, readonly string[]>>): readonly Sharded[] {
  return Object.entries(reads).map(([folder, of]) => ({
    folder,
    config: { targets: [{ output: 'requirements.txt' }] },
    inputs: { files: of.map((other) => `${other}/requirements.txt`) },
  }));
}
const folders = (all: readonly Sharded[]): string => all.map(({ folder }) => folder).join(' ');

test.each([
  ['1/1', { index: 1, count: 1 }],
  ['2/4', { index: 2, count: 4 }],
  ['10/10', { index: 10, count: 10 }],
])('%s is a shard', (text, shard) => {
  expect(parseShard(text)).toEqual(shard);
});

test.each(['', '1', '0/4', '5/4', '1/0', '-1/4', '1/4/2', ' 1/4', '1.5/4', 'a/b', '1/4x'])(
  '%j is none',
  (text) => {
    expect(() => parseShard(text)).toThrow(/names no part of a whole/);
  },
);

describe('what is in a shard', () => {
  const free = projects({ a: [], b: [], c: [], d: [], e: [] });

  test('every n-th, by folder, in the order that they were in', () => {
    const turned = [...free].reverse();
    expect([1, 2].map((index) => folders(ofShard(turned, turned, { index, count: 2 })))).toEqual([
      'e c a',
      'd b',
    ]);
  });

  test('nothing, where there are more shards than projects', () => {
    expect(ofShard(free, free, { index: 6, count: 6 })).toEqual([]);
  });

  test('those that read one another, through others as well, chosen or not', () => {
    const all = projects({ a: [], b: ['c'], c: ['d'], d: [], e: [] });
    const chosen = all.filter(({ folder }) => folder !== 'c');
    const parts = [1, 2, 3].map((index) => folders(ofShard(chosen, all, { index, count: 3 })));
    expect(parts).toEqual(['b d', 'a', 'e']);
  });

  test('much the same number in each, whatever stays together', () => {
    const all = projects({ a: [], b: ['c'], c: ['d'], d: [], e: [], f: [], g: [] });
    const parts = [1, 2, 3].map((index) => folders(ofShard(all, all, { index, count: 3 })));
    expect(parts).toEqual(['b c d', 'a f', 'e g']);
  });

  test('a project that reads itself, or a circle, is one part', () => {
    const all = projects({ a: ['a', 'b'], b: ['c'], c: ['a'] });
    expect(folders(ofShard(all, all, { index: 1, count: 2 }))).toBe('a b c');
  });

  test('whatever reads whatever: each is in one shard, with all that it reads', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 12 });
    const worlds = names.chain((all) =>
      fc.record({
        reads: fc.tuple(...all.map(() => fc.array(fc.constantFrom(...all), { maxLength: 2 }))),
        all: fc.constant(all),
        count: fc.integer({ min: 1, max: 6 }),
      }),
    );
    fc.assert(
      fc.property(worlds, ({ reads, all, count }) => {
        const found = projects(Object.fromEntries(all.map((name, at) => [name, reads[at] ?? []])));
        const parts = Array.from({ length: count }, (_, at) =>
          ofShard(found, found, { index: at + 1, count }),
        );
        expect(
          parts
            .flat()
            .map(({ folder }) => folder)
            .sort(),
        ).toEqual([...all].sort());
        for (const part of parts) {
          const there = new Set(part.map(({ folder }) => folder));
          for (const { inputs } of part)
            for (const path of inputs.files) expect(there.has(path.split('/')[0] ?? '')).toBe(true);
        }
      }),
    );
  });
});
