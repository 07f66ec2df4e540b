import { expect, test } from 'vitest';
import type { LockfileValidationResult } from '../../../src/api/validation-result.js';
import { NO_PAINT, paintFor } from '../../../src/report/paint.js';
import { validationReport } from '../../../src/report/validation.js';

const result: LockfileValidationResult = {
  valid: false,
  total: 4,
  matched: 1,
  mismatched: 1,
  missing: 1,
  skipped: 1,
  path: '../r.txt',
  python: { path: '/bin/python3', version: '3.12.1' },
  results: [
    one('six', 'matched', { actual: '1', message: 'matches' }),
    one('numpy', 'mismatched', {
      actual: '2',
      valid: false,
      line: 3,
      message: '1 is pinned, 2 is installed',
    }),
    one('h5py', 'missing', { valid: false, line: 4, message: 'not installed' }),
    one('mpi4py', 'skipped', { message: 'skipped' }),
  ],
};

type One = LockfileValidationResult['results'][number];

function one(name: string, comparison: One['comparison'], more: Partial<One>): One {
  return {
    package: name,
    expected: '1',
    actual: undefined,
    valid: true,
    line: 1,
    message: '',
    comparison,
    ...more,
  };
}

const valid: LockfileValidationResult = { ...result, valid: true, results: result.results.slice(0, 1) };

test('problems, at the lines of the pins', () => {
  const problem = { severity: 'error', path: 'svc/r.txt', next: undefined };
  expect(validationReport(result, 'svc/r.txt', false).problems).toEqual([
    {
      ...problem,
      code: 'version-mismatch',
      line: 3,
      name: 'numpy',
      message: 'numpy: 1 is pinned, 2 is installed',
    },
    { ...problem, code: 'not-installed', line: 4, name: 'h5py', message: 'h5py: not installed (1)' },
  ]);
  expect(validationReport(valid, 'r.txt', false).problems).toEqual([]);
});

test('the text, in colours', () => {
  const text = validationReport(result, 'r.txt', false).text(paintFor({ FORCE_COLOR: '1' }, false));
  expect(text.split('\n')).toEqual([
    '../r.txt beside Python 3.12.1 (/bin/python3)',
    '  \u001b[31m✗\u001b[39m numpy   1 is pinned, 2 is installed',
    '  \u001b[31m✗\u001b[39m h5py    not installed (1)',
    '  - mpi4py  skipped',
    '\u001b[31mnot valid\u001b[39m: 1 of 4 packages match, 1 of another version, 1 not installed, 1 skipped',
    '',
  ]);
});

test('no text when it is to be quiet and all is well', () => {
  expect(validationReport(valid, 'r.txt', true).text(NO_PAINT)).toBe('');
  expect(validationReport(valid, 'r.txt', false).text(NO_PAINT)).toMatch(/\nvalid: /);
  expect(validationReport(result, 'r.txt', true).text(NO_PAINT)).toMatch(/\nnot valid: /);
});

test('Markdown', () => {
  expect(validationReport(result, 'svc/r.txt', false).markdown()).toBe(
    `### lockgen: what is installed doesn't match \`svc/r.txt\`

❌ Python 3.12.1: 1 of 4 packages match, 1 of another version, 1 not installed, 1 skipped

| package | pinned | installed |  |
| --- | --- | --- | --- |
| \`numpy\` | 1 | 2 | ❌ 1 is pinned, 2 is installed |
| \`h5py\` | 1 |  | ❌ not installed |
| \`mpi4py\` | 1 |  | skipped |
`,
  );
  const many = Array.from({ length: 21 }, (_, index) => one(`p${index}`, 'missing', { message: 'x' }));
  expect(validationReport({ ...result, results: many }, 'r.txt', false).markdown()).toContain(
    '\n<details><summary>21 packages</summary>\n\n| package',
  );
});
