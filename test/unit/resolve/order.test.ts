import { describe, expect, test } from 'vitest';
import type { TargetConfig } from '../../../src/config/options.js';
import { contains, families, inLayers, targetsFor } from '../../../src/resolve/order.js';
import { target } from './target.js';

test.each([
  [{}, {}, true],
  [{ extras: ['full'] }, {}, true],
  [{}, { extras: ['full'] }, false],
  [{ extras: ['a', 'B_c'] }, { extras: ['b-C'] }, true],
  [{ extras: ['a'], groups: ['dev'] }, { extras: ['a'] }, true],
  [{ extras: ['a'] }, { groups: ['a'] }, false],
])('%j contains %j: %s', (wide, narrow, expected) => {
  expect(contains(target('wide', wide), target('narrow', narrow))).toBe(expected);
});

/** `full > base`: compiled first, then the rest; a union that isn't written stands in brackets. */
function plan(
  targets: readonly TargetConfig[],
  conflicting: (a: TargetConfig, b: TargetConfig) => boolean = () => false,
): string[] {
  return families(targets, conflicting).map(({ widest, written, narrower }) =>
    [written ? widest.name : `(${widest.name})`, ...narrower.map((one) => one.name)].join(' > '),
  );
}

const base = target('base');
const full = target('full', { extras: ['full'] });
const dev = target('dev', { groups: ['dev'] });
const all = target('all', { extras: ['full'], groups: ['dev'] });

describe('targets are resolved', () => {
  test.each<[string, readonly TargetConfig[], readonly string[]]>([
    ['alone', [base], ['base']],
    ['the widest first', [base, full], ['full > base']],
    ['the widest first, whatever the order', [full, base], ['full > base']],
    ['the wider ones before the narrower', [base, dev, all], ['all > dev > base']],
    [
      'by their union, where none is the widest',
      [base, full, dev],
      ['(base + full + dev) > full > dev > base'],
    ],
    ['apart, with other options', [base, target('hashed', { generateHashes: true })], ['base', 'hashed']],
    [
      'apart, with other constraints',
      [base, target('limited', { constraints: ['c.txt'] })],
      ['base', 'limited'],
    ],
    ['apart, for other platforms', [base, target('linux', { platforms: ['linux'] })], ['base', 'linux']],
    ['apart, where one says so', [base, { ...full, agree: false }], ['base', 'full']],
    [
      'apart, where both say so',
      [
        { ...base, agree: false },
        { ...full, agree: false },
      ],
      ['base', 'full'],
    ],
    [
      'apart, but for those that agree',
      [
        base,
        target('hashed', { generateHashes: true }),
        full,
        target('also', { generateHashes: true, groups: ['dev'] }),
      ],
      ['full > base', 'also > hashed'],
    ],
    ['together, with equal extras', [full, target('same', { extras: ['full'] })], ['full > same']],
  ])('%s', (_, targets, expected) => {
    expect(plan(targets)).toEqual(expected);
  });

  test('apart, where they conflict', () => {
    const pair = (a: TargetConfig, b: TargetConfig) => [a.name, b.name].sort().join() === 'dev,full';
    expect(plan([base, full, dev], pair)).toEqual(['full > base', 'dev']);
  });

  test('none, where there are none', () => {
    expect(families([], () => false)).toEqual([]);
  });
});

test('a union has all that its targets have, and an output of its own', () => {
  const [family] = families(
    [
      target('a', { extras: ['x', 'y'], output: 'locks/a.txt' }),
      target('b', { extras: ['y'], groups: ['g'] }),
    ],
    () => false,
  );
  expect(family?.widest).toMatchObject({ extras: ['x', 'y'], groups: ['g'] });
  expect(family?.widest.output).not.toBe('locks/a.txt');
  expect(family?.widest.output).not.toContain('/');
});

describe('where lockfiles constrain others by the configuration', () => {
  const layered = [
    target('dev', { groups: ['dev'], constraints: ['base.txt'] }),
    base,
    full,
    target('lint', { groups: ['lint'], constraints: ['dev.txt'] }),
    target('other', { generateHashes: true }),
  ];
  const layers = new Map([
    ['dev', ['base']],
    ['lint', ['dev']],
  ]);
  const grouped = families(layered, () => false);

  test('their families come first', () => {
    expect(inLayers(grouped, layers).map(({ widest }) => widest.name)).toEqual([
      'full',
      'dev',
      'lint',
      'other',
    ]);
  });

  test('and none can come first where they need each other', () => {
    const ring = new Map([...layers, ['full', ['lint']]]);
    expect(() => inLayers(grouped, ring)).toThrow(RangeError);
  });

  test.each<[string, string, readonly string[]]>([
    ['full', 'all', ['full', 'base', 'dev', 'lint']],
    ['base', 'all', ['base', 'dev', 'lint']],
    ['dev', 'all', ['dev', 'lint']],
    ['lint', 'all', ['lint']],
    ['other', 'all', ['other']],
    ['lint', 'none', ['lint', 'dev', 'full', 'base']],
    ['lint', 'base', ['lint', 'dev']],
    ['base', 'none', ['full', 'base', 'dev', 'lint']],
  ])('%s, while %s are there, takes %j', (only, there, expected) => {
    const isThere = (name: string): boolean => there === 'all' || there === name;
    expect([...targetsFor(only, grouped, layers, isThere)].sort()).toEqual([...expected].sort());
  });

  test('one of a union takes the others along', () => {
    const union = families([full, dev], () => false);
    expect([...targetsFor('dev', union, new Map(), () => true)].sort()).toEqual(['dev', 'full']);
  });
});
