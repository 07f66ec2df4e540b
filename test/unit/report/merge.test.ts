import { expect, test } from 'vitest';
import { mergeConflict } from '../../../src/report/merge.js';

test('a conflict names what both sides changed, and what settles it', () => {
  expect(mergeConflict('svc/requirements.txt', ['numpy', 'the header'])).toBe(
    `lockgen: both sides changed numpy, the header in svc/requirements.txt
  next: settle pyproject.toml where it is in conflict, then lockgen resolve
`,
  );
});

test('many conflicts are counted', () => {
  expect(mergeConflict('a.txt', [...'abcdefgh'])).toContain('changed a, b, c, d, e, f and 2 more in a.txt\n');
});

test("a text that is no resolver's has git's own conflicts", () => {
  expect(mergeConflict('a.txt', [])).toBe(
    "lockgen: a.txt can't be merged package by package: git merged its lines, and left a conflict\n",
  );
});
