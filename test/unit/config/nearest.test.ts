import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../src/config/nearest.js';

test.each([
  ['', '', 0],
  ['agree', 'agree', 0],
  ['agre', 'agree', 1],
  ['aggree', 'agree', 1],
  ['agera', 'agree', 2],
  ['argee', 'agree', 1],
  ['abc', '', 3],
])('from %j to %j it takes %i edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits);
});

test('the distance is the same both ways, and none only between equals', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
    }),
  );
});

const KEYS = ['generateHashes', 'universal', 'extras', 'agree', 'cpu'];
test.each([
  ['generate_hashes', 'generateHashes'],
  ['GenerateHash', 'generateHashes'],
  ['univeral', 'universal'],
  ['extra', 'extras'],
  ['cpuu', 'cpu'],
  ['gen', 'generateHashes'],
  ['ge', undefined],
  ['cux1', undefined],
  ['something', undefined],
])('%s means %s', (word, meant) => {
  expect(nearest(word, KEYS)).toBe(meant);
});
