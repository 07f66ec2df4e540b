import { expect, test } from 'vitest';
import { compareVersions, firstVersion } from '../../../src/doctor/plain-version.js';

test.each([
  ['git version 2.39.5', '2.39.5'],
  ['git version 2.50.1 (Apple Git-155)', '2.50.1'],
  ['git version 2.44.0.windows.1', '2.44.0'],
  ['v20.19.0\n', '20.19.0'],
  ['nothing', undefined],
])('%j names %s', (text, version) => {
  expect(firstVersion(text)).toBe(version);
});

test.each([
  ['2.39.5', '2.39.0', 1],
  ['2.9', '2.24', -1],
  ['20.19', '20.19.0', 0],
  ['', '1.0', -1],
])('%j beside %j: %d', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
  expect(Math.sign(compareVersions(b, a))).toBe(-sign || 0);
});
