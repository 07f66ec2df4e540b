import { newManifest } from './manifest.js';
import type { Start } from './steps.js';

const ROOT = {
  name: 'sample',
  base: ['alpha', 'gamma'],
  full: ['theta[fast]', 'zeta'],
  python: '>=3.10',
};
const CONSTRAINED = `[tool.lockgen.targets.base]
output = "requirements.txt"
constraints = ["constraints.txt"]

[tool.lockgen.targets.full]
output = "requirements-full.txt"
extras = ["full"]
constraints = ["constraints.txt"]`;

/** What the repository of a sequence has in its first commit. */
export const STARTS: Readonly<Record<Start, Readonly<Record<string, string>>>> = {
  root: { 'README.md': 'Sample\n', 'pyproject.toml': newManifest(ROOT) },
  'root-and-svc': {
    'README.md': 'Sample\n',
    'pyproject.toml': newManifest(ROOT),
    'svc/pyproject.toml': newManifest({
      name: 'svc',
      base: ['delta', 'mu'],
      full: ['omega<2.5'],
      python: '>=3.11',
      more: '[tool.lockgen]',
    }),
  },
  constraints: {
    'README.md': 'Sample\n',
    'constraints.txt': 'delta<3\n',
    'pyproject.toml': newManifest({ ...ROOT, more: CONSTRAINED }),
  },
  readme: { 'README.md': 'Sample\n' },
  unborn: {},
};

/** The file that a new project begins with. */
export function firstManifest(folder: string): string {
  return newManifest({
    name: folder === '' ? 'sample' : folder,
    base: ['alpha'],
    full: ['iota'],
    python: '>=3.10',
    ...(folder === '' ? {} : { more: '[tool.lockgen]' }),
  });
}
