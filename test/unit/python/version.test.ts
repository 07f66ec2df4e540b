import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  isSpecifierSet,
  isVersion,
  normalizeName,
  satisfies,
} from '../../../src/python/version.js';
import fixture from '../../fixtures/python/versions.json' with { type: 'json' };

describe('as `packaging` has it', () => {
  it('normalizes names', () => {
    expect(fixture.names.map(([name = '']) => [name, normalizeName(name)])).toEqual(fixture.names);
  });

  it('knows versions', () => {
    expect(fixture.versions.filter((text) => !isVersion(text))).toEqual([]);
    expect(fixture.invalidVersions.filter(isVersion)).toEqual([]);
  });

  it('orders versions', () => {
    const sign = (a: string, b: string) => ['<', '=', '>'][Math.sign(compareVersions(a, b)) + 1];
    const order = fixture.versions.map((a) => fixture.versions.map((b) => sign(a, b)).join(''));
    expect(order).toEqual(fixture.order);
  });

  it.each(fixture.specifiers)('takes by `%s` the right versions', (specifiers, all, finals) => {
    const wrong = (expected: string, options: { prereleases?: boolean }) =>
      fixture.versions.filter((v, i) => satisfies(v, specifiers, options) !== (expected[i] === '1'));
    expect(wrong(all ?? '', {})).toEqual([]);
    expect(wrong(finals ?? '', { prereleases: false })).toEqual([]);
  });

  it('knows sets of specifiers', () => {
    expect(fixture.specifiers.filter(([text]) => !isSpecifierSet(text ?? ''))).toEqual([]);
    expect(fixture.invalidSpecifiers.filter(isSpecifierSet)).toEqual([]);
  });
});

it('refuses what is no version and no specifier', () => {
  expect(() => compareVersions('1.0', 'latest')).toThrow(new RangeError('`latest` is no version (PEP 440)'));
  expect(() => satisfies('1.0', '=>1')).toThrow(new RangeError('`=>1` is no version specifier (PEP 440)'));
});

it('takes any text by `===`, and by nothing else', () => {
  expect(satisfies('Weird-1', '===weird-1')).toBe(true);
  expect(satisfies('weird-1', '!=1.0')).toBe(false);
});

it('is one order: each version is in exactly one of `<`, `==` and `>` of a final release', () => {
  const number = fc.integer({ min: 0, max: 3 });
  const release = fc.array(number, { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join('.'));
  fc.assert(
    fc.property(release, release, (version, bound) => {
      const answers = ['<', '==', '>'].filter((operator) => satisfies(version, `${operator}${bound}`));
      expect(answers).toHaveLength(1);
    }),
  );
});
