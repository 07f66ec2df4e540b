import { expect, it } from 'vitest';
import { type AskedPairs, pairsFor } from '../../../src/installable/pairs.js';
import type { PromisedRange } from '../../../src/python/environments.js';
import { parseMarker } from '../../../src/python/marker.js';
import { NEWEST_PYTHON } from '../../../src/python/python-releases.js';
import { target } from '../resolve/target.js';

const NEWEST = `${NEWEST_PYTHON.major}.${NEWEST_PYTHON.minor}`;
const ALL = ['linux', 'macos', 'windows'] as const;
const PROMISE: AskedPairs = { pythons: undefined, platforms: undefined };

const range = (requiresPython: string, floor: string, more: Partial<PromisedRange> = {}): PromisedRange => ({
  requiresPython,
  floor,
  platforms: ALL,
  ...more,
});

const pairs = (promise: PromisedRange, asked = PROMISE, more: Parameters<typeof target>[1] = {}): string[] =>
  pairsFor(target('base', more), promise, asked).map(({ python, platform }) => `${python} ${platform}`);

it.each([
  ['>=3.10', '3.10', ['3.10', NEWEST]],
  ['>=3.10,<3.14', '3.10', ['3.10', '3.13']],
  ['>=3.10,<=3.12.4', '3.10', ['3.10', '3.12.4']],
  ['>=3.8.1', '3.8.1', ['3.8.1', NEWEST]],
  ['>=3.10,!=3.10.*', '3.11', ['3.11', NEWEST]],
  ['==3.12.*', '3.12', ['3.12']],
  ['>=3.9', '3.11', ['3.11', NEWEST]],
  ['>=3.99', '3.99', ['3.99']],
])('requires-python %s from %s on is proved on its lowest and newest Python', (requires, floor, pythons) => {
  const expected = pythons.map((python) => `${python} linux`);
  expect(pairs(range(requires, floor), PROMISE, { platforms: ['linux'] })).toEqual(expected);
});

it('each of the promised platforms', () => {
  expect(pairs(range('==3.12.*', '3.12'))).toEqual(['3.12 linux', '3.12 macos', '3.12 windows']);
  expect(pairs(range('==3.12.*', '3.12'), PROMISE, { platforms: ['macos'] })).toEqual(['3.12 macos']);
});

it('not where [tool.uv] environments promises nothing', () => {
  const environments = ["sys_platform == 'linux'", "sys_platform == 'win32' and python_version < '3.12'"];
  expect(
    pairs(range('>=3.10,<3.14', '3.10', { environments: environments.map((text) => parseMarker(text)) })),
  ).toEqual(['3.10 linux', '3.13 linux', '3.10 windows', '3.11 windows']);
});

it('those that are asked for, without Pythons that nobody promised', () => {
  const asked = { pythons: ['3.9', '3.11', '3.12.3', '3.14', '3.14.1'], platforms: ['aarch64-apple-darwin'] };
  expect(pairs(range('>=3.10,<3.14', '3.10'), asked)).toEqual([
    '3.11 aarch64-apple-darwin',
    '3.12.3 aarch64-apple-darwin',
  ]);
  expect(pairs(range('>=3.10', '3.10'), { pythons: ['3.8'], platforms: undefined })).toEqual([]);
});

it('a lockfile for one environment is proved there alone', () => {
  const one = { universal: false, pythonPlatform: 'x86_64-manylinux_2_28', pythonVersion: '3.12' };
  expect(pairs(range('>=3.10', '3.10'), { pythons: ['3.11'], platforms: ['windows'] }, one)).toEqual([
    '3.12 x86_64-manylinux_2_28',
  ]);
});
