import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { installedLockgen } from '../helpers/package.js';
import { pyproject } from '../helpers/projects.js';
import { makeRepository } from '../helpers/repository.js';
import { keepsItsPromises, type LiveProject } from './promises.js';
import { pyprojectOf } from './sdist.js';
import { twoAtATime } from './turns.js';

// The real package index, so nothing here may depend on what was released today: what the projects ask for is pinned,
// what comes out is not looked at. Of hundreds of packages there is always one whose newest release lacks a wheel, so
// the large projects are resolved as of a day.
const AS_OF = '2026-11-20T00:00:00Z';

const base = 'requirements.txt';
const full = 'requirements-full.txt';
const inTurn = twoAtATime();

/** Tells lockgen which extras of a project are its `full`, and the day. */
function withFull(text: string, extras: readonly string[], excludeNewer?: string): string {
  return `${text}
[tool.lockgen]
${excludeNewer === undefined ? '' : `exclude-newer = "${excludeNewer}"`}

[tool.lockgen.targets]
base = { output = "${base}" }
full = { output = "${full}", extras = ${JSON.stringify(extras)} }
`;
}

/** Replaces what must be there. */
function edited(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`no ${from} in\n${text}`);
  return text.replace(from, to);
}

const PREFECT = {
  name: 'prefect',
  version: '3.9.1',
  sha256: '56f091cd49a06e6c3f98eea93648208f6750361d1dd0aeb60b5faa0e9cb5c458',
};
const CHAINLIT = {
  name: 'chainlit',
  version: '2.12.0',
  sha256: '53ca71c66fd98d417039ca5fa9c68349eb8eda771b7e0235a7da531f610fe5d0',
};
const STREAMLIT = {
  name: 'streamlit',
  version: '1.67.0',
  sha256: '58159dae1199212250bfa5fbba0740996129003266c2c37d465151ef76c48f3b',
};
const BLACK = {
  name: 'black',
  version: '26.10.1',
  sha256: '5f9f83beae62437e060dafd53d7f1fc327e3d3494f74d72ee5c2b73eb90fc4e7',
};
const POETRY = {
  name: 'poetry',
  version: '2.5.1',
  sha256: '19fbd566efced512be58989a756aa1333cdc9b6aabb4fc84fd1ec9d29ee74874',
};

const projects: Readonly<Record<string, () => Promise<LiveProject>>> = {
  'Prefect, with over a hundred packages': async () => ({
    files: { 'pyproject.toml': withFull(await pyprojectOf(PREFECT), ['aws', 'dask'], AS_OF) },
    lockfiles: { [base]: 80, [full]: 100 },
    pythons: ['3.11', '3.14'],
  }),

  'Black, with a dependency in a folder': async () => ({
    files: {
      'pyproject.toml': `${withFull(edited(await pyprojectOf(BLACK), '"click>=8.0.0",', '"click>=8.0.0", "palette",'), ['jupyter', 'd'])}
[tool.uv.sources]
palette = { path = "libs/palette" }
`,
      'libs/palette/pyproject.toml': pyproject({ name: 'palette', dependencies: ['colorama'] }),
    },
    lockfiles: { [base]: 8, [full]: 30 },
    pythons: ['3.10', '3.14'],
  }),

  'Streamlit, with an extra of many': async () => ({
    files: {
      'pyproject.toml': withFull(await pyprojectOf(STREAMLIT), ['charts', 'auth', 'pdf', 'sql'], AS_OF),
    },
    lockfiles: { [base]: 25, [full]: 35 },
    pythons: ['3.11', '3.14'],
  }),

  'Poetry, with requirements in parentheses and no extra': async () => ({
    files: { 'pyproject.toml': await pyprojectOf(POETRY) },
    lockfiles: { [base]: 30 },
    pythons: ['3.10', '3.14'],
    pip: true,
  }),

  'the storage benchmark, as far as it needs no PyTorch': async () => {
    const example = await readFile(
      new URL('../../examples/mlpstorage/pyproject.toml', import.meta.url),
      'utf8',
    );
    return {
      files: {
        'pyproject.toml': edited(example, '["dlio-benchmark"]', '["h5py", "pandas", "scikit-learn"]'),
      },
      lockfiles: { [base]: 7, [full]: 15 },
      pythons: ['3.10', '3.14'],
    };
  },

  'pandas and SciPy, with a full that holds NumPy back': async () => ({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['pandas', 'scipy'],
        extras: { full: ['scikit-learn', 'numpy<2.3'] },
      }),
    },
    lockfiles: { [base]: 6, [full]: 10 },
    // NumPy 2.2 has no wheels for later ones.
    pythons: ['3.10', '3.13'],
  }),
};

// The longest first.
test.concurrent('Chainlit, whose upper bound of Python matters', async () => {
  await inTurn(async () => {
    // From Python 3.14 on, which Chainlit doesn't promise, this pandas wants a newer NumPy.
    const extra = `full = ["pandas==3.0.0 ; python_version >= '3.11'", "numpy<2.3"]`;
    const head = '[project.optional-dependencies]\n';
    const text = edited(await pyprojectOf(CHAINLIT), head, `${head}${extra}\n`);
    const chainlit = withFull(text, ['full'], AS_OF);

    const repository = await makeRepository();
    await repository.wireHook((await installedLockgen()).shim);
    await repository.stage({ 'pyproject.toml': chainlit });
    const { exitCode, stderr } = await repository.tryCommit('Start');
    expect(exitCode, stderr).toBe(1);
    const line = /environments = \["python_version < '3\.14'"\]/.exec(stderr)?.[0];
    expect(line, stderr).toBeDefined();
    expect(await repository.status()).toEqual(['A  pyproject.toml']);

    // What the message says is what mends it.
    await keepsItsPromises({
      files: { 'pyproject.toml': `${chainlit}\n[tool.uv]\n${line}\n` },
      lockfiles: { [base]: 100, [full]: 100 },
      pythons: ['3.10', '3.13'],
      sourceOnly: ['cuid', 'literalai', 'syncer'],
    });
  });
});

test.concurrent.each(Object.entries(projects))('%s', async (_name, project) => {
  await inTurn(async () => keepsItsPromises(await project()));
});
