import { expect, it } from 'vitest';
import { durationText, millisecondsOf } from '../../../src/config/durations.js';
import { effectiveConfig } from '../../../src/config/effective.js';
import { flagOptions } from '../../../src/config/flags.js';
import { readRootConfig } from '../../../src/config/root.js';

it.each([
  [120, 120_000],
  [0.5, 500],
  ['90', 90_000],
  ['120 s', 120_000],
  ['2 min', 120_000],
  ['2MIN', 120_000],
  ['1 hour', 3_600_000],
  ['-1', undefined],
  ['', undefined],
  ['1e3', undefined],
  ['2 days', undefined],
  ['P1D', undefined],
])('%j is %s ms', (value, expected) => {
  expect(millisecondsOf(value)).toBe(expected);
});

it.each([
  [120_000, '120 s'],
  [500, '0.5 s'],
  [300_000, '5 min'],
  [90_000, '90 s'],
])('%i ms are said as %s', (value, expected) => {
  expect(durationText(value)).toBe(expected);
});

const declared = { place: 'pyproject.toml', extras: [], groups: [] };
const root = async (text: string) =>
  await readRootConfig((path) => (path === '.lockgenrc' ? text : undefined));

it('holds from the flag, then from the root file, then by default', async () => {
  const file = await root('timeout: 5 min\nonUnavailable: warn\n');
  const flags = flagOptions({ timeout: '7' });
  expect(effectiveConfig({}, declared).run).toEqual({ timeout: 120_000, onUnavailable: 'block' });
  expect(effectiveConfig({ root: file }, declared).run).toEqual({ timeout: 300_000, onUnavailable: 'warn' });
  const both = effectiveConfig({ root: file, flags }, declared);
  expect(both.run).toEqual({ timeout: 7000, onUnavailable: 'warn' });
  expect([both.origins.get('timeout'), both.origins.get('onUnavailable')]).toEqual(['flag', '.lockgenrc']);
});

it.each(['timeout: 0', 'timeout: 25 h', 'timeout: soon', 'timeout: true', 'onUnavailable: pass'])(
  'refuses %s',
  async (text) => {
    await expect(root(text)).rejects.toThrow(/is not allowed; allowed: /);
  },
);
