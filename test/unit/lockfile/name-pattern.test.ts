import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { nameMatches } from '../../../src/lockfile/name-pattern.js';

test.each([
  ['nvidia-*', 'nvidia-cublas', true],
  ['nvidia-*', 'nvidia', false],
  ['*', 'six', true],
  ['*-cpu', 'torch-cpu', true],
  ['*-cpu', 'torch-cpu-x', false],
  ['s?x', 'six', true],
  ['s?x', 'sx', false],
  ['six', 'six', true],
  ['six', 'sixer', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
])('%s and %s: %s', (pattern, name, matches) => {
  expect(nameMatches(pattern, name)).toBe(matches);
});

test('as patterns of paths have it', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*', '?'), minLength: 1, maxLength: 6 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(pattern, name, (some, text) => {
      fc.pre(/^[ab*?]/.test(some) && !some.includes('**') && /^[ab]/.test(text));
      expect(nameMatches(some, text)).toBe(picomatch(some)(text));
    }),
    { numRuns: 500 },
  );
});

test('no pattern takes long', () => {
  expect(nameMatches(`${'*a'.repeat(2000)}b`, 'a'.repeat(5000))).toBe(false);
});
