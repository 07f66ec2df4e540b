import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { statedBy } from '../../../../src/setup/migrations/compile-options.js';

const page = readFileSync(new URL('../../../../docs/migrating.md', import.meta.url), 'utf8');

/** The rows of the page's table: the options, and what they become. */
const rows = (/^## What options become\n(.*?)^## /ms.exec(page)?.[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Option'))
  .map((line) => {
    const [given = '', become = ''] = line.slice(2, -2).split(' | ');
    return [given, become] as const;
  });

const codes = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** Options that the table names without a value. */
const VALUES: Readonly<Record<string, string>> = {
  '--uploaded-prior-to': '2026-01-01T00:00:00Z',
  '--index-url': 'https://one.example.org/simple',
  '--extra-index-url': 'https://two.example.org/simple',
  '--find-links': 'wheels',
  '--resolver': 'backtracking',
  '--annotation-style': 'line',
  '--trusted-host': 'x',
  '--cert': 'x',
  '--client-cert': 'x',
  '--pip-args': 'x',
};

const words = (cell: string): readonly string[] =>
  codes(cell)
    .flatMap((code) => code.split(' '))
    .map((word) => (VALUES[word] === undefined ? word : `${word}=${VALUES[word]}`));

describe('docs/migrating.md says what options become', () => {
  test('in a table with a row for each kind', () => {
    expect(rows).toHaveLength(15);
  });

  test.each(rows)('%s: %s', (given, become) => {
    const tool = /of uv|torch-backend/.test(given) ? 'uv' : 'pip-compile';
    const { extras, allExtras, groups, constraints, options, places, notes } = statedBy(tool, words(given));
    if (become.startsWith('nothing')) expect({ options, notes }).toEqual({ options: {}, notes: [] });
    else if (become.startsWith('said')) {
      expect(options).toEqual({});
      expect(notes).toHaveLength(words(given).length);
    } else if (become.includes('[tool.uv.pip]')) {
      expect(places).toEqual({
        indexUrl: VALUES['--index-url'],
        extraIndexUrls: [VALUES['--extra-index-url']],
        findLinks: ['wheels'],
      });
    } else if (become.endsWith('of a target')) {
      const found = { extras, groups, constraints };
      const [key = ''] = codes(become);
      if (key === 'output') expect({ options, notes }).toEqual({ options: {}, notes: [] });
      else expect(found).toMatchObject({ [key]: [/=(\S+)`/.exec(given)?.[1]] });
      expect(allExtras).toBe(given.includes('--all-extras'));
    } else if (given.startsWith('others')) expect(options).toEqual({ uvArgs: ['--resolution=lowest'] });
    else {
      const stated: object = Object.assign(
        {},
        ...codes(become)
          .filter((code) => code.includes(': '))
          .map((code): unknown => parse(code)),
      );
      expect(options).toEqual(stated);
    }
  });
});

test.each<[string, readonly string[], object]>([
  ['-p is --pre to pip-compile', ['-p'], { options: { uvArgs: ['--prerelease=allow'] } }],
  ['short options that only say how it runs', ['-qU', '-v'], { options: {}, notes: [] }],
  ['several extras in one word', ['--extra=a,b', '--extra', 'c'], { extras: ['a', 'b', 'c'] }],
  [
    'a password stays out',
    ['--index-url=https://me:secret@one.example.org/simple'],
    {
      places: { indexUrl: 'https://one.example.org/simple' },
      notes: [expect.stringContaining('one.example.org')],
    },
  ],
  ['an option that nobody knows', ['--sing=secret'], { options: {}, notes: ["--sing isn't taken over"] }],
])('%s', (_, given, expected) => {
  const stated = statedBy('pip-compile', given);
  expect(stated).toMatchObject(expected);
  expect(JSON.stringify({ ...stated, given: undefined })).not.toContain('secret');
});

test('uv’s own options are taken where they can be, and said where they can’t', () => {
  expect(
    statedBy('uv', [
      '--no-sources',
      '--directory=x',
      '--group=pyproject.toml:dev',
      '--index-strategy',
      'unsafe-best-match',
    ]),
  ).toMatchObject({
    groups: ['dev'],
    options: { uvArgs: ['--no-sources', '--index-strategy=unsafe-best-match'] },
    notes: ["--directory isn't taken over"],
  });
});
