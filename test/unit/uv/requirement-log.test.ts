import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMarker } from '../../../src/python/marker.js';
import { readRequirementLog } from '../../../src/uv/requirement-log.js';
import { specifiersFromRange } from '../../../src/uv/version-ranges.js';

/** Requirements as texts; those whose marker isn't known end with `?`. */
function textsOf(log: string): Record<string, readonly string[]> {
  const { packages, direct } = readRequirementLog(log);
  const texts = (all: typeof direct) =>
    all.map(({ text, markerKnown }) => `${text}${markerKnown ? '' : '?'}`).sort();
  return {
    project: texts(direct),
    ...Object.fromEntries(
      [...packages].flatMap(([key, versions]) =>
        [...versions].map(([version, all]) => [`${key} ${version}`, texts(all)] as const),
      ),
    ),
  };
}

// The logs of a project that requires app-kit, other and forked, whose metadata says, in this order: Exact==2.0,
// skips!=1.5, compatible~=1.4, star==1.*, above>1.0, upto<=2, no-star!=1.*, many>=1,!=1.2,!=1.3.*,<3, before<2.dev0,
// any, lib[fast,safe]>=1 (Windows), forked<2 and >=2 by Python, plain[more]; other has plain[more] on Linux alone.
test.each(['0.9.8', '0.13.9'])('what uv %s logs of a universal resolution with forks', (version) => {
  const log = readFileSync(new URL(`../../fixtures/uv-log/${version}.txt`, import.meta.url), 'utf8');
  const nothing = ['above', 'any', 'exact', 'many', 'no-star', 'skips', 'upto'].map((name) => [
    `${name} 2.0`,
    [],
  ]);
  expect(textsOf(log)).toEqual({
    project: ['app-kit>=0.5', "forked ; python_full_version < '3.13'", 'other'],
    'app-kit 1.0': [
      'above>1.0',
      'any',
      'before<2.dev0',
      'compatible~=1.4',
      'exact==2.0',
      "forked<2 ; python_full_version < '3.12'",
      "forked>=2 ; python_full_version >= '3.12'",
      "lib[fast,safe]>=1 ; os_name == 'nt' or sys_platform == 'win32'",
      'many>=1,<3,!=1.2,!=1.3.*',
      'no-star!=1.*',
      'plain[more]?',
      'skips!=1.5',
      'star==1.*',
      'upto<=2',
    ],
    'lib 1.0': ["any>=1 ; extra == 'fast'", "exact ; extra == 'safe'"],
    'other 1.0': ['plain[more]?'],
    'plain 1.0': [
      "any>=1.1 ; python_full_version < '3.12' and extra == 'more'",
      "skips ; (sys_platform == 'darwin' or sys_platform == 'win32') and extra == 'more'",
    ],
    ...Object.fromEntries(nothing),
    'before 1.4.5': [],
    'compatible 1.4.5': [],
    'star 1.4.5': [],
    'forked 1.4.5': [],
    'forked 2.0': [],
  });
});

describe('lines', () => {
  const transitive = (what: string) => `DEBUG Adding transitive dependency for a==1.0: ${what}`;

  test.each<[string, readonly string[]]>([
    ['b*', ['b']],
    ['B.c>=1.dev0, <2.dev0', ['b-c==1.*']],
    ['b>=1, <2.dev0 | >3', ['b >=1, <2.dev0 | >3']],
    ["b{python_full_version < '3.12'}>=1", ["b>=1 ; python_full_version < '3.12'"]],
    ['b{nonsense}>=1', ['b>=1?']],
    ['b[x]>=1', ['b[x]>=1?']],
    ['b∅', []],
    ['a==1.0', []],
    ['', []],
    ['???', []],
  ])('a requirement %j', (what, expected) => {
    expect(textsOf(`DEBUG Selecting: a==1.0 [preference] (a)\n${transitive(what)}`)['a 1.0']).toEqual(
      expected,
    );
  });

  test('what it selected and found nothing for requires nothing, and what it never selected is not known', () => {
    expect(textsOf('DEBUG Selecting: a==1.0+cpu [compatible] (a.whl)\nDEBUG something new: b==2.0')).toEqual({
      project: [],
      'a 1.0+cpu': [],
    });
  });

  test('any text is read, and every marker that is known can be parsed', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        ...[
          'DEBUG Adding transitive dependency for a==1: ',
          'DEBUG Selecting: a==1 ',
          'b[x]',
          '{',
          "os_name == 'x'",
        ],
        ...[
          '}',
          '>=1',
          ' | ',
          ', <2',
          '+',
          '.dev0',
          '\n',
          'DEBUG Searching for a compatible version of b[x]',
        ],
      ),
    );
    const log = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(log, (text) => {
        for (const one of readRequirementLog(text).direct)
          if (one.marker !== undefined) expect(parseMarker(one.text.split(' ; ')[1] ?? '')).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });

  test('a long line takes no long time', () => {
    const long = transitive(`b[${'x'.repeat(1_000_000)}`);
    const before = performance.now();
    readRequirementLog(
      [long, transitive(`b{${'{'.repeat(1_000_000)}`), `DEBUG Selecting: ${'a-'.repeat(500_000)}`].join('\n'),
    );
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

test.each([
  ['*', ''],
  ['==1.0', '==1.0'],
  ['>=1.0, <1.0+', '==1.0'],
  ['<1.5 | >=1.5+', '!=1.5'],
  ['<1.dev0 | >=2.dev0', '!=1.*'],
  ['>=1.dev0, <2.dev0', '==1.*'],
  ['>=1!1.9.dev0, <1!1.10.dev0', '==1!1.9.*'],
  ['>=1.4, <2.dev0', '~=1.4'],
  ['>=1.4.2, <1.5.dev0', '~=1.4.2'],
  ['>=1.4.2, <2.dev0', '>=1.4.2,<2.dev0'],
  ['>=2.2rc1, <3.dev0', '~=2.2rc1'],
  ['<=2+', '<=2'],
  ['>1.0', '>1.0'],
  ['>=1, <1.2 | >=1.2+, <1.3.dev0 | >=1.4.dev0, <3', '>=1,<3,!=1.2,!=1.3.*'],
  ['>=1, <2 | >=3', undefined],
  ['∅', undefined],
  ['>=1 <2', undefined],
  ['', undefined],
])('the range %j is %j', (range, expected) => {
  expect(specifiersFromRange(range)).toBe(expected);
});
