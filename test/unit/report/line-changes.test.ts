import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineChanges, lineCount } from '../../../src/report/line-changes.js';

test.each<[string, string, string, number, number]>([
  ['nothing', 'a\nb\n', 'a\nb\n', 0, 0],
  ['lines put in', 'a\nb\nc\n', 'a\nx\ny\nb\nc\nz\n', 3, 0],
  ['a line that is there already, once more', 'a\nb\n', 'a\nb\na\n', 1, 0],
  ['lines taken out', 'a\nb\nc\n', 'b\n', 0, 2],
  ['lines in another order', 'a\nb\nc\n', 'c\na\nb\n', 1, 1],
  ['a line changed', 'a\nb\nc\n', 'a\nB\nc\n', 1, 1],
  ['all of an empty text', '', 'a\nb\n', 2, 0],
  ['the end of the last line', 'a\nb\n', 'a\nb', 1, 1],
])('%s', (_, before, after, added, removed) => {
  expect(lineChanges(before, after)).toEqual({ added, removed });
  expect(lineChanges(after, before)).toEqual({ added: removed, removed: added });
});

test('counts as the longest common subsequence has it', () => {
  const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n'), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (old, young) => {
      const common = longestCommon(old, young);
      expect(lineChanges(old.join(''), young.join(''))).toEqual({
        added: young.length - common,
        removed: old.length - common,
      });
    }),
  );
});

test('texts that have nothing in common are counted as such', () => {
  const text = (letter: string) => Array.from({ length: 30_000 }, (_, line) => `${letter}${line}\n`).join('');
  expect(lineChanges(text('a'), text('b'))).toEqual({ added: 30_000, removed: 30_000 });
});

test('a last line counts with its end and without', () => {
  expect([lineCount(''), lineCount('a'), lineCount('a\n'), lineCount('a\nb')]).toEqual([0, 1, 1, 2]);
});

function longestCommon(old: readonly string[], young: readonly string[]): number {
  const row = new Array<number>(young.length + 1).fill(0);
  for (const line of old) {
    let diagonal = 0;
    for (const [at, other] of young.entries()) {
      const above = row[at + 1] ?? 0;
      row[at + 1] = line === other ? diagonal + 1 : Math.max(above, row[at] ?? 0);
      diagonal = above;
    }
  }
  return row.at(-1) ?? 0;
}
