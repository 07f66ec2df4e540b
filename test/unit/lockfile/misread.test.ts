import { describe, expect, it } from 'vitest';
import { compareByMeaning } from '../../../src/lockfile/compare.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';

const HASH = `--hash=sha256:${'a'.repeat(64)}`;
const OTHER = `--hash=sha256:${'b'.repeat(64)}`;
const PAGE = 'https://pages.example/';

/** The texts that pip 26 and uv 0.13 read alike. */
const READ_BY_BOTH: readonly string[] = [
  `click==1 \\\n    ${HASH} \\\n    ${OTHER}\n    # via x\nsix==1\n`,
  `click==1\\\n    ${HASH}\n`,
  `click==1 \\\n    ${HASH} \\\n\n    # via x\nsix==1\n`,
  `click==1 \\\r\n    ${HASH}\r\n`,
  `click==1 \\\n\\\n    ${HASH}\n`,
  `click==1 \\\n    \\\n    ${HASH}\n`,
  `click==1 ${HASH} \\\n    # via x\nsix==1\n`,
  'click==1 \\\n    # via x\nsix==1\n',
  '\\\nclick==1\n',
  'click==1\n\\\n',
  'click==1\n \\\nsix==1\n',
  `\\\n--find-links ${PAGE}\nclick==1\n`,
  `click==1 ${HASH}\t${OTHER}\n`,
  `click==1 --hash\tsha256:${'a'.repeat(64)}\n`,
  `click==1 \\\n    ${HASH} \\\n\t${OTHER}\n`,
  'click==1\t; sys_platform == "linux"\n',
  'click\t==1\t# x\n',
  '\tclick==1\n\t# x\n',
  `--find-links\t${PAGE}\n`,
  `--find-links ${PAGE}\n`,
  `--find-links=${PAGE}\n`,
  `-f ${PAGE}\n`,
  `-f  ${PAGE}\n`,
  '--no-index\t\n',
  '-e ./lib\n-e\t./lib2\n--editable ./lib3\n--editable=./lib4\n',
  'click==1 #\u00a0x\n    #\u00a0x\ufeff\n',
  '\ufeffclick==1\n',
  '\ufeff\nclick==1\n',
  // A comment by itself isn't joined with what follows.
  '# c \\\nclick==1\n',
  'click==1\n    # via x \\\nsix==1\n',
  '#x\\\nsix==1\n',
  'click==1  # c \\\n    # via x\nsix==1\n',
  'click==1  # c \\\n\nsix==1\n',
  'click==1  # c \\\n   \nsix==1\n',
  'click==1  # c \\ \nsix==1\n',
  'click==1  # c \\',
  '# coding: utf-8\nclick==1\n',
  '# -*- coding: UTF8 -*-\nclick==1\n',
  '# vim: set fileencoding=utf_8 :\nclick==1\n',
  '# coding: utf-8-sig\nclick==1\n',
  '# coding:utf8 coding:utf-7\nclick==1\n',
  '# coding: utf-8\n# coding: utf-7\nclick==1\n',
  '# x\n# y\n# coding: utf-7\nclick==1\n',
  ' # coding: utf-7\nclick==1\n',
  'click==1 # coding: utf-7\n',
  '\ufeff# coding: utf-7\nclick==1\n',
  '# encodings: all\nclick==1\n',
];

/** The texts that pip or uv, or both, refuse or read as something else; and the line that is to blame. */
const MISREAD: readonly (readonly [text: string, line: number, message: string])[] = [
  ...[
    '# coding: utf-7',
    '# -*- coding: raw_unicode_escape -*-',
    '# vim: set fileencoding=utf-16 :',
    '#coding:latin-1',
    '#coding:utf-8-unix',
    '# coding: utf8-sig',
    '# coding:\u00a0utf-8 coding: utf-7',
  ].flatMap((comment) => [
    [`${comment}\nclick==1\n`, 1, 'pip takes the bytes'] as const,
    [`click==1\n${comment}\r\n`, 2, 'pip takes the bytes'] as const,
  ]),
  ['click==1  # c \\\nsix==1\n', 1, 'pip takes the next line'],
  ['click==1 #\\\r\nsix==1\r\n', 1, 'pip takes the next line'],
  ['click==1  # c \\\n\\\nsix==1\n', 1, 'pip takes the next line'],
  [`click==1 \\\n    ${HASH} # c \\\nsix==1\n`, 2, 'pip takes the next line'],
  [`--find-links ${PAGE} # c\\\nsix==1\n`, 1, 'pip takes the next line'],
  ['click==1 \\ \nsix==1\n', 1, 'no installer can read'],
  ['click==1 \\\t\n', 1, 'no installer can read'],
  [`click==1 \\ \n    ${HASH}\n`, 1, 'no installer can read'],
  [`click==1 \\\n    ${HASH} \\ \n    ${OTHER}\n`, 2, 'no installer can read'],
  [`--find-links \\ \n${PAGE}\n`, 1, 'no installer can read'],
  [`--find-links \\\n${PAGE}\n`, 1, 'not every installer'],
  [`--find-links\\\n${PAGE}\n`, 1, 'not every installer'],
  [`--find-links ${PAGE} \\\nclick==1\n`, 1, 'not every installer'],
  ['--no-binary x \\\n --only-binary y\n', 1, 'not every installer'],
  ['click==1\ufffd\n', 1, 'no installer can read the bytes'],
  ['click==1 # \ufffd\n', 1, 'no installer can read the bytes'],
  ['# \ufffd\nclick==1\n', 1, 'no installer can read the bytes'],
  ['# x\n\ufeff# y\n', 2, 'not every installer'],
  ['click==1\ufeff\n', 1, 'not every installer'],
  ['click==1\ufeff# x\n', 1, 'not every installer'],
  ['click==1\n    \ufeff\n', 2, 'not every installer'],
  ['\ufeff\ufeffclick==1\n', 1, 'not every installer'],
  [`click==1\t${HASH}\n`, 1, 'not every installer'],
  [`click==1 \\\n\t${HASH}\n`, 1, 'not every installer'],
  [`click @ ${PAGE}click-1-py3-none-any.whl\t${HASH}\n`, 1, 'not every installer'],
  [`click==1\\\n${HASH}\n`, 1, 'no installer can read'],
  [`--find-links\u00a0${PAGE}\n`, 1, 'not every installer'],
  [`--find-links ${PAGE}\u00a0\n`, 1, 'not every installer'],
  ['\u00a0# x\n', 1, 'not every installer'],
  ['click==1\u00a0# x\n', 1, 'not every installer'],
  ['click==1 \u00a0 # x\n', 1, 'not every installer'],
  ['\u00a0\nclick==1\n', 1, 'not every installer'],
  ['./lib\u00a0; sys_platform == "linux"\n', 1, 'not every installer'],
  ['./lib\x1f# x\n', 1, 'not every installer'],
  ['click\\\n==1\n', 1, 'not every installer'],
  ['click \\\n ==1\n', 1, 'not every installer'],
  ['click==\\\n1\n', 1, 'not every installer'],
  ['cli\\\nck==1\n', 1, 'not every installer'],
  ['click==1 ; \\\n sys_platform == "linux"\n', 1, 'not every installer'],
  ['click==1 \\\n\nsix==1\n', 1, 'not every installer'],
  ['click==1 \\\n', 1, 'not every installer'],
  ['click==1 \\', 1, 'not every installer'],
  ['click==1\n\\', 2, 'not every installer'],
  ['-e \\\n./lib\n', 1, 'not every installer'],
  [`-f${PAGE}\n`, 1, 'not every installer'],
  [`-f=${PAGE}\n`, 1, 'not every installer'],
  [`-i${PAGE}\n`, 1, 'not every installer'],
  ['-rbase.in\n', 1, 'not every installer'],
  ['-e./lib\n', 1, 'not every installer'],
  ['-e=./lib\n', 1, 'not every installer'],
];

const RANGE = { requiresPython: '>=3.10', floor: '3.10', platforms: ['linux' as const] };

describe('a text that installers', () => {
  it.each(READ_BY_BOTH)('read alike: %j', (text) => {
    expect(parseLockfile(text).problems).toEqual([]);
  });

  it.each(MISREAD)('do not read alike: %j', (text, line, message) => {
    const differences = compareByMeaning(parseLockfile(text), parseLockfile(''), RANGE);
    expect(differences.filter(({ kind }) => kind === 'unreadable')).toMatchObject([
      { line, message: expect.stringContaining(message) },
    ]);
  });

  it.each(MISREAD)('do not read alike is no fault where the resolver writes it: %j', (text) => {
    const differences = compareByMeaning(parseLockfile(text), parseLockfile(text), RANGE);
    expect(differences).toEqual([]);
  });
});

it.each([
  ['backslashes', '\\\n'],
  ['spaces that are none', '\u00a0'],
  ['hyphens', '-'],
  ['spaces behind a comment', 'a==1 # \\\n    '],
  ['lines of one entry', 'a==1 \\\n'],
  ['hashes of one entry', `    ${HASH} \\\n`],
])('takes time by the length alone for many %s', (_, part) => {
  const time = (text: string): number => {
    const start = performance.now();
    parseLockfile(text);
    return performance.now() - start;
  };
  const count = Math.ceil(1_000_000 / part.length);
  expect(time(part.repeat(count))).toBeLessThan(5_000);
});
