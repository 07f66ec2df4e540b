import { describe, expect, test } from 'vitest';
import { diffPins } from '../../../src/lockfile/diff.js';
import { diffRows } from '../../../src/lockfile/diff-rows.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { changeText, paintedChange } from '../../../src/report/changes.js';
import { checkReport } from '../../../src/report/check.js';
import { diffReport } from '../../../src/report/diff.js';
import { NO_PAINT } from '../../../src/report/paint.js';
import { rendered } from '../../../src/report/render.js';
import { FORMATS, type Report } from '../../../src/report/report.js';
import { readGitlab, readReport, readSarif } from '../../helpers/report-schemas.js';
import { ODD_PATHS, PLAINLY, verdictOf } from './verdicts.js';

const changes = (before: string, after: string) => diffPins(parseLockfile(before), parseLockfile(after));

describe('one change in words, alone and in what check prints', () => {
  test.each([
    ['', 'six==1.16.0\n', '+ six 1.16.0', '+ six 1.16.0'],
    ['six==1.16.0\n', '', '- six 1.16.0', '- six 1.16.0'],
    ["six==1 ; os_name == 'nt'\nsix==2 ; os_name != 'nt'\n", '', '- six 1, 2', '- six 1, 2'],
    ['six==1.16.0\n', 'six==1.17.0\n', 'six 1.16.0 → 1.17.0', 'six 1.16.0 → 1.17.0 (minor)'],
    [
      'six==1\n',
      "six==1 ; os_name == 'nt'\n",
      "six 1 → 1 ; os_name == 'nt'",
      "six 1 → 1 ; os_name == 'nt' (changed)",
    ],
    [
      'six==1\n',
      'six @ https://x.example/six.zip\n',
      'six 1 → https://x.example/six.zip',
      'six 1 → https://x.example/six.zip (changed)',
    ],
  ])('from %j to %j: %s', (before, after, text, painted) => {
    const all = changes(before, after);
    expect(all.map(changeText)).toEqual([text]);
    expect(all.map((change) => paintedChange(change, NO_PAINT))).toEqual([painted]);
    const markdown = checkReport([verdictOf({ verdict: 'stale', changes: all })], PLAINLY).markdown();
    expect(markdown).not.toMatch(/\| other \|/);
  });
});

const report = (before: string, after: string, quiet = false): Report =>
  diffReport(
    diffRows([{ path: 'r.txt', before, after }]),
    { from: 'HEAD', to: 'the index' },
    ['r.txt'],
    quiet,
  );

test('a package that is gone has its version in every format', () => {
  for (const format of FORMATS)
    expect(rendered(report('six==1.16.0\n', ''), format, NO_PAINT)).toContain('1.16.0');
});

describe('no difference', () => {
  const none = report('six==1\n', 'six==1  # the same\n');

  test('is said in one line, and in Markdown', () => {
    expect(rendered(none, 'text', NO_PAINT)).toBe('no difference between HEAD and the index\n');
    expect(rendered(none, 'github', NO_PAINT)).toBe('no difference between HEAD and the index\n');
    expect(rendered(none, 'markdown', NO_PAINT)).toMatch(/`HEAD` to `the index`\n\nNo difference\.\n$/);
  });

  test('is an empty report for machines', () => {
    expect(readReport(rendered(none, 'json', NO_PAINT))).toMatchObject({ lockfiles: ['r.txt'], changes: [] });
    expect(readGitlab(rendered(none, 'gitlab', NO_PAINT))).toEqual([]);
    readSarif(rendered(none, 'sarif', NO_PAINT));
  });

  test('of no lockfile at all is no difference between lockfiles', () => {
    const empty = diffReport([], { from: 'HEAD', to: 'the index' }, []);
    expect(empty.text(NO_PAINT)).toBe('no lockfile in HEAD or in the index\n');
    expect(empty.markdown()).toMatch(/\nThere is no lockfile in either\.\n$/);
  });

  test('is nothing that has to be known, where it is to be quiet', () => {
    expect(report('six==1\n', 'six==1\n', true).text(NO_PAINT)).toBe('');
    expect(report('six==1\n', 'six==2\n', true).text(NO_PAINT)).toBe('six  1  →  2  major\n');
  });
});

/** Reports in which a file, and what it has, is called so. */
const ODD: readonly (readonly [string, (name: string) => Report])[] = [
  [
    'diff',
    (name) =>
      diffReport(
        diffRows([
          {
            path: name,
            before: 'a==1\nb==1\n',
            after: `a==2\nc @ https://x.example/${name.split(/\s/)[0]}\n`,
          },
        ]),
        { from: name, to: name },
        [name, 'other.txt'],
      ),
  ],
  ['diff without a difference', (name) => diffReport([], { from: name, to: name }, [name])],
  [
    "check's changes",
    (name) =>
      checkReport(
        [
          verdictOf({
            path: name,
            verdict: 'stale',
            changes: [
              { name, kind: 'changed', before: ['1'], after: [name], size: 'other' },
              { name, kind: 'removed', before: [name], after: [], size: undefined },
            ],
          }),
        ],
        PLAINLY,
      ),
  ],
];

describe.each(ODD)('%s', (_command, reportOf) => {
  test.each(ODD_PATHS)('with the name %j', (name) => {
    const odd = reportOf(name);
    const plain = reportOf('plain.txt');
    for (const text of [(one: Report) => one.text(NO_PAINT), (one: Report) => one.markdown()]) {
      expect(text(odd).split('\n')).toHaveLength(text(plain).split('\n').length);
      expect(text(odd).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    }
    readReport(rendered(odd, 'json', NO_PAINT));
    readGitlab(rendered(odd, 'gitlab', NO_PAINT));
    readSarif(rendered(odd, 'sarif', NO_PAINT));
  });
});

describe('a credential in a URL is in no report', () => {
  test.each([
    ['foo @ https://me:secret@x.example/foo-1.zip\n', 'foo @ https://me:secret@x.example/foo-2.zip\n'],
    ['foo @ https://me:secret@x.example/foo.zip\n', 'foo @ https://me:secret2@x.example/foo.zip\n'],
    ['', 'https://me:secret@x.example/foo.zip\n'],
    ['-e git+https://me:secret@x.example/foo\n', ''],
  ])('from %j to %j', (before, after) => {
    const told = report(before, after);
    for (const format of FORMATS) {
      const text = rendered(told, format, NO_PAINT);
      expect(text).toContain('x.example/foo');
      expect(text).not.toContain('secret');
    }
    const { changes: data } = readReport(rendered(told, 'json', NO_PAINT));
    expect(data).toMatchObject([
      { lockfiles: [after === '' ? { path: 'r.txt' } : { path: 'r.txt', line: 1 }] },
    ]);
  });
});
