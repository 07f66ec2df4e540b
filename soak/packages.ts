import { SCIENCE_PACKAGES } from '../test/e2e/resolve-science.js';
import { type PackageOptions, STANDARD_PACKAGES } from '../test/helpers/local-index.js';

/** A sequence installs on every platform, and from wheels alone. */
const LEFT_OUT: ReadonlySet<string> = new Set(['eta', 'xi', 'kappa.core']);

/**
 * What is on the index when a sequence begins: several releases of most packages; forks by Python (beta, omega, numpy)
 * and by platform (mu); packages that exclude each other (epsilon, zeta); extras (theta); one that no newest Python
 * can have (pi).
 */
export const PACKAGES: readonly PackageOptions[] = [
  ...STANDARD_PACKAGES.filter(({ name }) => !LEFT_OUT.has(name)),
  { name: 'gamma', version: '1.1.0', requires: ['beta', 'delta>=1', 'iota'] },
  { name: 'kappa.core', version: '3.1.0' },
  ...SCIENCE_PACKAGES,
];

/** What may be released while a sequence runs. */
export const RELEASES: readonly PackageOptions[] = [
  { name: 'alpha', version: '1.2.0' },
  { name: 'alpha', version: '3.0.0' },
  { name: 'beta', version: '2.1.0', requires: ['alpha>=1.1'], requiresPython: '>=3.11' },
  { name: 'beta', version: '1.1.0', requires: ['alpha>=1.1'] },
  { name: 'gamma', version: '1.2.0', requires: ['beta', 'delta>=1.5'] },
  { name: 'delta', version: '1.6.0' },
  { name: 'delta', version: '2.1.0' },
  { name: 'iota', version: '2.1.0', requires: ['alpha>=1'] },
  { name: 'omega', version: '2.6.0', requiresPython: '>=3.12' },
  { name: 'zeta', version: '1.1.0', requires: ['delta>=1.6'] },
  { name: 'numpy', version: '2.2.7', requiresPython: '>=3.10' },
  { name: 'pandas', version: '2.3.4', requiresPython: '>=3.9', requires: ['numpy>=2', 'tzdata'] },
];

/** The ways in which a project may require each package. */
export const REQUIREMENTS: readonly (readonly [name: string, ...texts: string[]])[] = [
  [
    'alpha',
    'alpha',
    'alpha<2',
    'alpha>=1.1',
    'alpha>=2',
    'alpha==1.0.0',
    "alpha<2 ; sys_platform == 'win32'",
  ],
  ['beta', 'beta', 'beta<2', 'beta>=1', "beta>=2 ; python_version >= '3.11'"],
  ['gamma', 'gamma', 'gamma<1.1', 'gamma>=1.1'],
  ['delta', 'delta', 'delta<2', 'delta>=1.5', 'delta>=2', "delta<2 ; python_version < '3.12'", 'delta>=2.1'],
  ['epsilon', 'epsilon'],
  ['zeta', 'zeta'],
  ['theta', 'theta', 'theta[fast]', 'theta[all]'],
  ['iota', 'iota', 'iota<2', 'iota>=2'],
  ['mu', 'mu'],
  ['sigma', 'sigma'],
  ['omega', 'omega', 'omega<2.3', 'omega>=2.4', "omega>=2.5 ; python_version >= '3.12'"],
  ['pi', 'pi'],
  ['numpy', 'numpy', 'numpy<2.3', "numpy>=2.3 ; python_version >= '3.11'"],
  ['pandas', 'pandas', 'pandas<2.3.3'],
  ['scipy', 'scipy', 'scipy<1.16'],
  ['scikit-learn', 'scikit-learn'],
];

/** What `requires-python` may be. */
export const PYTHONS = ['>=3.10', '>=3.11', '>=3.12', '>=3.10,<3.14', '>=3.9', '>=3.11,<3.13'] as const;

/** What a requirement's text names, without extras, specifiers and markers. */
export function nameOf(requirement: string): string {
  return /^[\w.-]+/.exec(requirement)?.[0] ?? '';
}
