import { describe, expect, it } from 'vitest';
import { compareUv, MINIMUM_UV, PINNED_UV, parseUvVersion } from '../../../src/uv/version.js';

describe('compareUv', () => {
  it.each([
    ['0.9.8', '0.9.8', 0],
    ['0.9.10', '0.9.8', 1],
    ['0.10.0', '0.9.30', 1],
    ['1.0.0', '0.99.99', 1],
    ['0.9.7', '0.9.8', -1],
    ['0.9', '0.9.0', 0],
    ['0.10.0-rc.1', '0.10.0', -1],
    ['0.10.0-rc.2', '0.10.0-rc.1', 1],
  ])('%s against %s: %d', (a, b, sign) => {
    expect(Math.sign(compareUv(a, b))).toBe(sign);
    expect(Math.sign(compareUv(b, a))).toBe(sign === 0 ? 0 : -sign);
  });

  it('puts the pinned uv at or above the oldest that can serve', () => {
    expect(compareUv(PINNED_UV, MINIMUM_UV)).toBeGreaterThanOrEqual(0);
  });
});

describe('parseUvVersion', () => {
  it.each([
    ['uv 0.13.9 (x86_64-unknown-linux-gnu)\n', '0.13.9'],
    ['uv 0.9.8\n', '0.9.8'],
    ['uv 0.9.8 (85c5d3228 2025-11-07)\r\n', '0.9.8'],
    ['uv 0.10.0-rc.1 (abc)\n', '0.10.0-rc.1'],
    ['uvloop 0.9.8\n', undefined],
    ['uv: command not found\n', undefined],
    ['uv 0.9\n', undefined],
    ['', undefined],
  ])('%j', (text, version) => {
    expect(parseUvVersion(text)).toBe(version);
  });
});
