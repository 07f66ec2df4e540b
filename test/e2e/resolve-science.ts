import type { PackageOptions } from '../helpers/local-index.js';

/**
 * As pandas, SciPy, NumPy and scikit-learn require each other: NumPy drops a Python with each release, and the newest
 * pandas wants a newer NumPy from Python 3.14 on, so that a NumPy held back splits pandas there.
 */
export const SCIENCE_PACKAGES: readonly PackageOptions[] = [
  { name: 'numpy', version: '2.2.6', requiresPython: '>=3.10' },
  { name: 'numpy', version: '2.3.4', requiresPython: '>=3.11' },
  { name: 'numpy', version: '2.5.5', requiresPython: '>=3.12' },
  {
    name: 'pandas',
    version: '2.3.0',
    requiresPython: '>=3.9',
    requires: [
      "numpy>=1.22.4 ; python_version < '3.11'",
      "numpy>=1.23.2 ; python_version == '3.11'",
      "numpy>=1.26.0 ; python_version >= '3.12'",
      'tzdata>=2022.7',
    ],
  },
  {
    name: 'pandas',
    version: '2.3.3',
    requiresPython: '>=3.9',
    requires: [
      "numpy>=1.22.4 ; python_version < '3.11'",
      "numpy>=1.23.2 ; python_version == '3.11'",
      "numpy>=1.26.0 ; python_version >= '3.12' and python_version < '3.14'",
      "numpy>=2.3.3 ; python_version >= '3.14'",
      'tzdata>=2022.7',
    ],
  },
  { name: 'scipy', version: '1.15.3', requiresPython: '>=3.10', requires: ['numpy>=1.23.5,<2.5'] },
  { name: 'scipy', version: '1.16.3', requiresPython: '>=3.11', requires: ['numpy>=1.25.2,<2.6'] },
  {
    name: 'scikit-learn',
    version: '1.7.2',
    requiresPython: '>=3.10',
    requires: ['numpy>=1.22.0', 'scipy>=1.8.0', 'joblib>=1.2.0', 'threadpoolctl>=3.1.0'],
  },
  { name: 'joblib', version: '1.5.2' },
  { name: 'threadpoolctl', version: '3.6.0' },
  { name: 'tzdata', version: '2025.2' },
];
