import { expect, test } from 'vitest';
import { checkReport } from '../../../../src/report/check.js';
import { NO_PAINT } from '../../../../src/report/paint.js';
import { rendered } from '../../../../src/report/render.js';
import type { LockfileVerdict } from '../../../../src/verdict/verdict.js';
import { readSarif } from '../../../helpers/report-schemas.js';
import { ODD_PATHS, PLAINLY, reasonOf, verdictOf } from '../verdicts.js';

const sarif = (verdicts: readonly LockfileVerdict[]) =>
  readSarif(rendered(checkReport(verdicts, PLAINLY), 'sarif', NO_PAINT));

test('the schema refuses what is no log', () => {
  expect(() => readSarif('{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}')).toThrow(/required/);
});

test('a run without results where all is fresh', () => {
  expect(sarif([])).toMatchObject({ tool: { driver: { name: 'lockgen', rules: [] } }, results: [] });
});

test('a rule for each code, a result for each problem', () => {
  const run = sarif([
    verdictOf({
      verdict: 'stale',
      reasons: [
        reasonOf('a is 1', { code: 'outside-specifier', name: 'a', line: 7 }),
        reasonOf('b is 1', { code: 'outside-specifier', name: 'b', line: 9 }),
      ],
      notices: ['c was yanked'],
    }),
    verdictOf({ path: 'x.txt', verdict: 'unknown', reasons: [reasonOf('away', { code: 'network' })] }),
  ]);
  const text = { text: 'A pin is outside of what a requirement allows.' };
  expect(run.tool.driver.rules).toMatchObject([
    { id: 'outside-specifier', shortDescription: text, defaultConfiguration: { level: 'error' } },
    { id: 'notice', defaultConfiguration: { level: 'note' } },
    { id: 'network', defaultConfiguration: { level: 'warning' } },
  ]);
  const mark = expect.stringMatching(/^[0-9a-f]{32}$/);
  expect(run.results).toMatchObject([
    {
      ruleId: 'outside-specifier',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'a is 1\nnext: lockgen generate .' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'requirements.txt', uriBaseId: '%SRCROOT%' },
            region: { startLine: 7 },
          },
        },
      ],
      partialFingerprints: { 'lockgenProblem/v1': mark },
    },
    { ruleId: 'outside-specifier', ruleIndex: 0 },
    { ruleId: 'notice', ruleIndex: 1, level: 'note' },
    { ruleId: 'network', ruleIndex: 2, level: 'warning' },
  ]);
});

test.each(ODD_PATHS.filter((path) => path !== 'C:/x.txt'))('the path %j as a URI reference', (path) => {
  const run = sarif([verdictOf({ verdict: 'stale', path, reasons: [reasonOf('x')] })]);
  const { uri, uriBaseId } = run.results[0].locations[0].physicalLocation.artifactLocation;
  expect(uriBaseId).toBe('%SRCROOT%');
  expect(uri).toMatch(/^[\w./%~!'()*-]+$/);
  const base = new URL('file:///repository/');
  expect(decodeURIComponent(new URL(uri, base).pathname)).toBe(`/repository/${path}`);
});

test.each([
  ['/home/a b/r.txt', 'file:///home/a%20b/r.txt'],
  ['C:/a/r.txt', 'file:///C%3A/a/r.txt'],
  ['a\ud800.txt', 'a%EF%BF%BD.txt'],
])('the path %j is %s', (path, expected) => {
  const run = sarif([verdictOf({ verdict: 'stale', path, reasons: [reasonOf('x')] })]);
  expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(expected);
});
