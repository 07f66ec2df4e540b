import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { situationsOf } from '../../../src/lockfile/situations.js';
import { environmentGrid, type PromisedRange } from '../../../src/python/environments.js';
import { evaluateMarker, type Marker, parseMarker } from '../../../src/python/marker.js';

const RANGE: PromisedRange = {
  requiresPython: '>=3.10',
  floor: '3.10',
  platforms: ['linux', 'macos', 'windows'],
};

const setOf = (texts: readonly string[]): (Marker | undefined)[] =>
  texts.map((text) => (text === '' ? undefined : parseMarker(text)));

/** Each combination of answers that a set has on a grid of its own. */
function answersAlone(texts: readonly string[]): Set<string> {
  const set = setOf(texts);
  const grid = environmentGrid(
    set.flatMap((marker) => marker ?? []),
    RANGE,
  );
  return new Set(grid.map((one) => String(set.map((marker) => evaluateMarker(marker, one)))));
}

const marker = fc.constantFrom(
  '',
  "python_version < '3.12'",
  "python_full_version >= '3.11.4'",
  "'3.13' > python_version and sys_platform == 'linux'",
  "sys_platform != 'win32' or python_version >= '3.14'",
  "platform_machine == 'arm64'",
  "implementation_name == 'pypy' and platform_machine in 'x86_64 aarch64'",
  "platform_release >= '5.4'",
);

describe('situationsOf', () => {
  it('gives each set what a grid of its own gives, with an environment for each', () => {
    const sets = fc.array(fc.array(marker, { maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(sets, (texts) => {
        const found = situationsOf(texts.map(setOf), RANGE, '3.10');
        expect(found).toHaveLength(texts.length);
        for (const [index, situations] of found.entries()) {
          const set = setOf(texts[index] ?? []);
          expect(new Set(situations.map(({ truths }) => String(truths)))).toEqual(
            answersAlone(texts[index] ?? []),
          );
          for (const { environment, truths } of situations) {
            expect(truths).toEqual(set.map((one) => evaluateMarker(one, environment)));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('leaves out older Pythons', () => {
    const set = setOf(["python_version < '3.12'"]);
    const truths = (oldest: string): boolean[][] =>
      situationsOf([set], RANGE, oldest).flatMap((found) => found.map((one) => [...one.truths]));
    expect(truths('3.11')).toEqual([[true], [false]]);
    expect(truths('3.12')).toEqual([[false]]);
    expect(truths('any')).toEqual([[true], [false]]);
  });

  it('is silent about what alone has too many environments, and about nothing else', () => {
    const many = (variable: string, count: number, from: number): string =>
      Array.from({ length: count }, (_, index) => `${variable} == '${from + index}'`).join(' or ');
    const heavy = (count: number, from = 0): string[] =>
      ['platform_release', 'platform_version', 'implementation_version'].map((one) => many(one, count, from));
    const sets = [heavy(12), heavy(12, 1000), heavy(60), ["python_version < '3.12'"]].map(setOf);
    const counts = situationsOf(sets, RANGE, '3.10').map((situations) => situations.length);
    expect(counts).toEqual([8, 8, 0, 2]);
  });
});
