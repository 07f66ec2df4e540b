import { expect, test } from 'vitest';
import { asksForHistory } from '../../../src/project/build-history.js';
import { parseToml } from '../../../src/project/manifest.js';

const asks = async (toml: string, texts: Readonly<Record<string, string>> = {}): Promise<boolean> =>
  await asksForHistory(
    { document: parseToml(toml, 'pyproject.toml'), folder: 'svc' },
    {
      paths: new Set(Object.keys(texts)),
      read: async (path) => texts[path],
      describe: async () => 'absent',
      isOnDisk: async () => false,
      prefetch: async () => {},
    },
  );

test.each([
  ['["hatchling", "hatch-vcs"]', true],
  ['["setuptools>=61", "setuptools_scm[toml]>=8"]', true],
  ['["Setuptools.SCM ; python_version > \'3\'"]', true],
  ['["setuptools", "wheel"]', false],
  ['["hatch-vcs-like"]', false],
  ['[]', false],
])('build-system.requires = %s', async (requires, asked) => {
  expect(await asks(`[build-system]\nrequires = ${requires}`)).toBe(asked);
});

test('pdm-backend', async () => {
  expect(await asks('[tool.pdm.version]\nsource = "scm"')).toBe(true);
  expect(await asks('[tool.pdm.version]\nsource = "file"')).toBe(false);
});

test('setup.py and setup.cfg', async () => {
  expect(await asks('', { 'svc/setup.py': "setup(setup_requires=['pbr'], pbr=True)" })).toBe(true);
  expect(await asks('', { 'svc/setup.cfg': '[options]\nsetup_requires = setuptools_scm' })).toBe(true);
  expect(await asks('', { 'svc/setup.py': 'setup()', 'setup.py': 'import pbr' })).toBe(false);
});
