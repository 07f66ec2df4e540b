import { describe, expect, test } from 'vitest';
import { diffPins } from '../../../../src/lockfile/diff.js';
import { parseLockfile } from '../../../../src/lockfile/parse.js';
import { checkReport } from '../../../../src/report/check.js';
import { NO_PAINT } from '../../../../src/report/paint.js';
import { rendered } from '../../../../src/report/render.js';
import { validationReport } from '../../../../src/report/validation.js';
import type { LockfileVerdict } from '../../../../src/verdict/verdict.js';
import { readReport } from '../../../helpers/report-schemas.js';
import { ODD_PATHS, PLAINLY, reasonOf, verdictOf } from '../verdicts.js';

const json = (verdicts: readonly LockfileVerdict[]) =>
  readReport(rendered(checkReport(verdicts, PLAINLY), 'json', NO_PAINT));

describe('check', () => {
  test('all that there is to say of a lockfile', () => {
    const verdict = verdictOf({
      project: 'svc',
      path: 'svc/requirements.txt',
      verdict: 'stale',
      reasons: [
        reasonOf('a is 1', { code: 'outside-specifier', name: 'a', line: 3 }),
        reasonOf('b is missing'),
      ],
      cause: 'somebody edited it',
      changes: diffPins(parseLockfile('a==1\nb==1\n'), parseLockfile('a==2\nc==1\n')),
      notices: ['d was yanked'],
      next: 'look at it',
      detail: ['No solution found'],
    });
    expect(json([verdict])).toEqual({
      schemaVersion: 1,
      command: 'check',
      verdict: 'stale',
      lockfiles: [
        {
          project: 'svc',
          target: 'base',
          path: 'svc/requirements.txt',
          verdict: 'stale',
          reasons: [
            { code: 'outside-specifier', message: 'a is 1', line: 3, name: 'a' },
            { code: 'pin', message: 'b is missing' },
          ],
          cause: 'somebody edited it',
          changes: [
            { name: 'a', kind: 'changed', before: ['1'], after: ['2'], size: 'major' },
            { name: 'b', kind: 'removed', before: ['1'], after: [] },
            { name: 'c', kind: 'added', before: [], after: ['1'] },
          ],
          notices: ['d was yanked'],
          next: 'look at it',
          detail: ['No solution found'],
        },
      ],
    });
  });

  test.each<[LockfileVerdict['verdict'], readonly LockfileVerdict['verdict'][]]>([
    ['fresh', []],
    ['fresh', ['fresh']],
    ['unknown', ['fresh', 'unknown']],
    ['stale', ['unknown', 'stale', 'fresh']],
  ])('is %s for %j', (expected, verdicts) => {
    const report = json(verdicts.map((verdict) => verdictOf({ verdict })));
    expect(report).toMatchObject({ verdict: expected });
    expect(report.mend !== undefined).toBe(expected === 'stale');
  });

  test.each(ODD_PATHS)('the path %j', (path) => {
    expect(json([verdictOf({ path, project: path })])).toMatchObject({
      lockfiles: [{ path, project: path }],
    });
  });
});

test('validate', () => {
  const one = { package: 'a', expected: '1', line: 2, message: 'x' };
  const result = {
    valid: false,
    total: 2,
    matched: 0,
    mismatched: 1,
    missing: 1,
    skipped: 0,
    path: 'r.txt',
    python: { path: '/python', version: '3.12.1' },
    results: [
      { ...one, comparison: 'mismatched', actual: '2', valid: false },
      { ...one, comparison: 'missing', actual: undefined, valid: true },
    ],
  } as const;
  expect(readReport(rendered(validationReport(result, 'svc/r.txt', false), 'json', NO_PAINT))).toEqual({
    schemaVersion: 1,
    command: 'validate',
    path: 'svc/r.txt',
    valid: false,
    python: { path: '/python', version: '3.12.1' },
    total: 2,
    matched: 0,
    mismatched: 1,
    missing: 1,
    skipped: 0,
    packages: [
      {
        name: 'a',
        line: 2,
        comparison: 'mismatched',
        valid: false,
        expected: '1',
        actual: '2',
        message: 'x',
      },
      { name: 'a', line: 2, comparison: 'missing', valid: true, expected: '1', message: 'x' },
    ],
  });
});

test('the helper refuses a field that the schema does not name', () => {
  const report = { ...json([verdictOf()]), more: 1 };
  expect(() => readReport(JSON.stringify(report))).toThrow(/additionalProperties/);
});
