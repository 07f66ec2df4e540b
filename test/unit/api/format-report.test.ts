import { expect, it } from 'vitest';
import { formatValidationReport } from '../../../src/api/format-report.js';

const python = { path: '/usr/bin/python3', version: '3.12.1' };
const matches = {
  expected: '1',
  actual: '1',
  valid: true,
  message: 'matches',
  comparison: 'matched',
  line: 1,
} as const;

it('names what does not match, and counts', () => {
  const text = formatValidationReport({
    path: 'requirements.txt',
    python,
    valid: false,
    total: 4,
    matched: 1,
    mismatched: 1,
    missing: 1,
    skipped: 1,
    results: [
      { package: 'six', ...matches },
      {
        package: 'numpy',
        expected: '2',
        actual: '1',
        valid: false,
        message: '2 is pinned, 1 is installed',
        comparison: 'mismatched',
        line: 2,
      },
      {
        package: 'h5py',
        expected: '3.16.0',
        actual: undefined,
        valid: false,
        message: 'not installed',
        comparison: 'missing',
        line: 3,
      },
      {
        package: 'mpi4py',
        expected: '4',
        actual: undefined,
        valid: true,
        message: 'skipped',
        comparison: 'skipped',
        line: 4,
      },
    ],
  });
  expect(text).toBe(
    [
      'requirements.txt beside Python 3.12.1 (/usr/bin/python3)',
      '  ✗ numpy   2 is pinned, 1 is installed',
      '  ✗ h5py    not installed (3.16.0)',
      '  - mpi4py  skipped',
      'not valid: 1 of 4 packages match, 1 of another version, 1 not installed, 1 skipped',
      '',
    ].join('\n'),
  );
});

it('is two lines where all is well', () => {
  const text = formatValidationReport({
    path: 'r.txt',
    python,
    valid: true,
    total: 1,
    matched: 1,
    mismatched: 0,
    missing: 0,
    skipped: 0,
    results: [{ package: 'six', ...matches }],
  });
  expect(text).toBe('r.txt beside Python 3.12.1 (/usr/bin/python3)\nvalid: 1 of 1 package match\n');
});
