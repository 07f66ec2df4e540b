import { describe, expect, test } from 'vitest';
import { diffPins } from '../../../src/lockfile/diff.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { changeText } from '../../../src/report/changes.js';
import { checkReport } from '../../../src/report/check.js';
import { NO_PAINT } from '../../../src/report/paint.js';
import { type LockfileVerdict, plainVerdict, type Reason } from '../../../src/verdict/verdict.js';
import { PLAINLY } from './verdicts.js';

const OLD = 'numpy==2.3.1\nsix==1.17.0\n';
const NEW = 'h5py==3.16.0\nnumpy==2.4.6\n';

test.each([
  ['', 'a==1', '+ a 1'],
  ['a==1', '', '- a 1'],
  ['a==1', 'a==2', 'a 1 → 2'],
  ["a==1 ; python_version < '3.11'\na==2 ; python_version >= '3.11'", 'a==3', 'a 1, 2 → 3'],
])('from %j to %j is %j', (before, after, expected) => {
  expect(diffPins(parseLockfile(before), parseLockfile(after)).map(changeText)).toEqual([expected]);
});

const reason = (message: string, line?: number): Reason => ({ code: 'pin', message, line, name: undefined });
const textOf = (verdicts: readonly LockfileVerdict[], quiet = false): string =>
  checkReport(verdicts, PLAINLY, quiet).text(NO_PAINT);

describe('check tells', () => {
  const verdict = (more: Partial<LockfileVerdict>): LockfileVerdict => ({
    ...plainVerdict({ project: '', target: 'base', path: 'base.txt' }, 'fresh'),
    ...more,
  });
  const stale = verdict({
    verdict: 'stale',
    path: 'svc/base.txt',
    project: 'svc',
    reasons: [reason('no pin of h5py', 3), reason('numpy is 2.3.1', 4)],
    changes: diffPins(parseLockfile(OLD), parseLockfile(NEW)),
  });
  const unknown = verdict({ verdict: 'unknown', reasons: [reason('the index is away')], next: 'try again' });

  test.each<[string, readonly LockfileVerdict[], string]>([
    ['what is fresh', [verdict({})], 'fresh    base.txt\n'],
    [
      'what is stale, why, what would change, and what mends it',
      [stale],
      'stale    svc/base.txt: line 3: no pin of h5py\n           line 4: numpy is 2.3.1\n         + h5py 3.16.0\n         numpy 2.3.1 → 2.4.6 (minor)\n         - six 1.17.0\nto mend: lockgen generate svc\n   then: git add svc/base.txt && git commit\n',
    ],
    [
      'what it could not tell, which generate may not mend',
      [unknown],
      'unknown  base.txt: the index is away\n           next: try again\n',
    ],
    [
      'the projects to mend, each once, for a shell',
      [
        verdict({ verdict: 'stale', reasons: [reason('a')] }),
        verdict({ verdict: 'stale', reasons: [reason('b')], path: 'full.txt' }),
        verdict({
          verdict: 'stale',
          reasons: [reason('c')],
          path: "it's here/base.txt",
          project: "it's here",
        }),
      ],
      `stale    base.txt: a\nstale    full.txt: b\nstale    it's here/base.txt: c\nto mend: lockgen generate . 'it'"'"'s here'\n   then: git add base.txt full.txt 'it'"'"'s here/base.txt' && git commit\n`,
    ],
    [
      'what a regeneration would not mend, with what does',
      [
        verdict({ verdict: 'stale', reasons: [reason('a')], next: 'change the policy:\n  a line more' }),
        verdict({ verdict: 'stale', reasons: [reason('b')], path: 'full.txt' }),
        verdict({ verdict: 'stale', reasons: [reason('c')], path: 'svc/full.txt', project: 'svc' }),
      ],
      `stale    base.txt: a
           next: change the policy:
             a line more
stale    full.txt: b
stale    svc/full.txt: c
to mend: lockgen generate svc
   then: git add svc/full.txt && git commit
`,
    ],
    ['nothing of nothing', [], ''],
  ])('%s', (_, verdicts, expected) => {
    expect(checkReport(verdicts, PLAINLY).text(NO_PAINT)).toBe(expected);
  });

  test('nothing but what is wrong, when it is to be quiet', () => {
    expect(textOf([verdict({}), unknown], true)).toBe(textOf([unknown]));
    expect(textOf([verdict({})], true)).toBe('');
  });

  test('no more than one can read', () => {
    const reasons = Array.from({ length: 40 }, (_, index) => reason(`reason ${index}`));
    const report = textOf([verdict({ verdict: 'stale', reasons })]);
    expect(report.split('\n').length).toBeLessThan(20);
    expect(report).toContain('… and 25 more');
  });
});
