import { expect, test } from 'vitest';
import { checkReport } from '../../../../src/report/check.js';
import { NO_PAINT } from '../../../../src/report/paint.js';
import { rendered } from '../../../../src/report/render.js';
import type { LockfileVerdict } from '../../../../src/verdict/verdict.js';
import { readGitlab } from '../../../helpers/report-schemas.js';
import { ODD_PATHS, PLAINLY, reasonOf, verdictOf } from '../verdicts.js';

const gitlab = (verdicts: readonly LockfileVerdict[]) =>
  readGitlab(rendered(checkReport(verdicts, PLAINLY), 'gitlab', NO_PAINT));

const stale = (more: Partial<LockfileVerdict>) => verdictOf({ verdict: 'stale', ...more });

test('a list of nothing where all is fresh', () => {
  expect(gitlab([])).toEqual([]);
  expect(gitlab([verdictOf()])).toEqual([]);
});

test('what GitLab asks for of each problem', () => {
  const verdicts = [
    stale({ reasons: [reasonOf('no pin of six', { code: 'missing-pin', name: 'six' })] }),
    verdictOf({
      path: 'b.txt',
      verdict: 'unknown',
      reasons: [reasonOf('away', { code: 'network', line: 4 })],
    }),
    verdictOf({ path: 'c.txt', notices: ['six 1.0 was yanked'] }),
  ];
  const fingerprint = expect.stringMatching(/^[0-9a-f]{32}$/);
  expect(gitlab(verdicts)).toEqual([
    {
      description: 'no pin of six (next: lockgen generate .)',
      check_name: 'lockgen/missing-pin',
      fingerprint,
      severity: 'major',
      location: { path: 'requirements.txt', lines: { begin: 1 } },
    },
    {
      description: 'away',
      check_name: 'lockgen/network',
      fingerprint,
      severity: 'minor',
      location: { path: 'b.txt', lines: { begin: 4 } },
    },
    {
      description: 'six 1.0 was yanked',
      check_name: 'lockgen/notice',
      fingerprint,
      severity: 'info',
      location: { path: 'c.txt', lines: { begin: 1 } },
    },
  ]);
});

test.each(ODD_PATHS)('the path %j', (path) => {
  expect(gitlab([stale({ path, reasons: [reasonOf('x')] })])).toMatchObject([{ location: { path } }]);
});

test('a fingerprint stays where a line is moved or a version changes, and no two are the same', () => {
  const marks = (verdicts: readonly LockfileVerdict[]) =>
    gitlab(verdicts).map(({ fingerprint }) => fingerprint);
  const before = marks([
    stale({ reasons: [reasonOf('a is 1', { name: 'a', line: 3 }), reasonOf('b', { name: 'b' })] }),
  ]);
  const after = marks([
    stale({ reasons: [reasonOf('a is 2', { name: 'a', line: 5 }), reasonOf('b', { name: 'b' })] }),
  ]);
  expect(after).toEqual(before);
  const others = marks([
    stale({ reasons: [reasonOf('a is 1', { name: 'a' }), reasonOf('a is 1', { name: 'a' })] }),
    stale({ path: 'b.txt', reasons: [reasonOf('a is 1', { name: 'a' })] }),
    stale({ path: 'c.txt', reasons: [reasonOf('x'), reasonOf('y'), reasonOf('x', { code: 'hash' })] }),
  ]);
  expect(new Set(others).size).toBe(6);
  expect(others[0]).toBe(before[0]);
});
