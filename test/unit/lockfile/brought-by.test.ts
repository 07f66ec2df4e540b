import { expect, test } from 'vitest';
import { waysInto } from '../../../src/lockfile/brought-by.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { fixture } from './fixture.js';

const way = (text: string, key: string): string => {
  const { root, packages } = waysInto(parseLockfile(text))(key);
  return [root ?? '?', ...packages].join(' → ');
};
const P = 'proj (pyproject.toml)';

test.each<[string, string, string, string]>([
  ['a direct requirement', `a==1\n    # via ${P}\n`, 'a', `${P} → a`],
  [
    'the shortest of several',
    `a==1\n    # via\n    #   b\n    #   d\nb==1\n    # via c\nc==1\n    # via ${P}\nd==1\n    # via ${P}\n`,
    'a',
    `${P} → d → a`,
  ],
  [
    'the first of two that are equally short',
    `a==1\n    # via\n    #   b\n    #   c\nb==1\n    # via ${P}\nc==1\n    # via ${P}\n`,
    'a',
    `${P} → b → a`,
  ],
  [
    'names in any spelling, and with extras',
    `nvidia-x==1\n    # via Foo.Bar[gpu]\nfoo_bar==1\n    # via ${P}\n`,
    'nvidia-x',
    `${P} → foo-bar → nvidia-x`,
  ],
  [
    'a constraints file asks for nothing',
    `a==1\n    # via\n    #   -c full.txt\n    #   ${P}\n`,
    'a',
    `${P} → a`,
  ],
  ['requirements of a file', 'a==1\n    # via -r base.in\n', 'a', '-r base.in → a'],
  [
    'a package in a circle',
    `a==1\n    # via b\nb==1\n    # via\n    #   a\n    #   ${P}\n`,
    'a',
    `${P} → b → a`,
  ],
  ['a circle that leads nowhere', 'a==1\n    # via b\nb==1\n    # via a\n', 'a', '? → a'],
  ['no comments at all', 'a==1\nb==2\n', 'a', '? → a'],
  ['a package that is not in the file', 'a==1\n    # via gone\n', 'a', 'gone → a'],
  [
    'comments in the line',
    `a==1                    # via b\nb==1                    # via ${P}\n`,
    'a',
    `${P} → b → a`,
  ],
  [
    'a fork of which another pin is the one that is asked for',
    `a==1 ; os_name == 'nt'\n    # via b\na==2 ; os_name != 'nt'\n    # via ${P}\nb==1\n    # via ${P}\n`,
    'a',
    `${P} → a`,
  ],
])('%s', (_, text, key, expected) => {
  expect(way(text, key)).toBe(expected);
});

test('of a lockfile that uv wrote', () => {
  expect(way(fixture('forks-unconstrained.txt'), 'idna')).toBe('proj (pyproject.toml) → anyio → idna');
});

test('a long chain costs no more than it is long, however many ask', () => {
  const size = 5_000;
  const chain = Array.from({ length: size }, (_, at) => `p${at}==1\n    # via p${at + 1}\n`).join('');
  const started = performance.now();
  const wayOf = waysInto(parseLockfile(`${chain}p${size}==1\n    # via ${P}\n`));
  expect(wayOf('p0').packages).toHaveLength(size + 1);
  expect(wayOf('p0').packages.slice(0, 2)).toEqual([`p${size}`, `p${size - 1}`]);
  expect(performance.now() - started).toBeLessThan(2_000);
});
