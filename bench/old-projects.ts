import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLockfile } from '../src/lockfile/parse.js';
import { pyproject } from '../test/helpers/projects.js';
import { runOk } from '../test/helpers/run.js';

/** The moment as of which lockfiles are made: two years before they were first checked. */
export const LONG_AGO = '2024-11-28T00:00:00Z';

/** What a real project of a kind asks for. */
export interface OldProject {
  readonly requiresPython: string;
  readonly base: readonly string[];
  readonly full: readonly string[];
  /** Default false. */
  readonly hashes?: boolean;
  /** More of its `pyproject.toml`. */
  readonly more?: string;
}

/** Ten sets of requirements as real projects have them. */
export const OLD_PROJECTS = {
  'a web application with Flask': {
    requiresPython: '>=3.9',
    base: ['flask>=3', 'flask-sqlalchemy', 'flask-login', 'flask-migrate', 'gunicorn', 'psycopg2-binary'],
    full: ['pytest', 'pytest-cov', 'factory-boy', 'sentry-sdk[flask]'],
  },
  'science with pandas and scikit-learn': {
    requiresPython: '>=3.10',
    base: ['pandas>=2', 'scikit-learn', 'matplotlib', 'pyarrow'],
    full: ['seaborn', 'statsmodels', 'xgboost', 'numba', 'numpy<2.1'],
  },
  'a service with FastAPI': {
    requiresPython: '>=3.9',
    base: ['fastapi[standard]', 'sqlalchemy[asyncio]>=2', 'asyncpg', 'pydantic-settings', 'redis'],
    full: ['celery[redis]', 'httpx[http2]', 'pytest-asyncio', 'opentelemetry-sdk'],
    hashes: true,
  },
  'a site with Django': {
    requiresPython: '>=3.8',
    base: ['django>=4.2,<5', 'djangorestframework', 'django-filter', 'celery', 'whitenoise', 'pillow'],
    full: ['django-debug-toolbar', 'pytest-django', 'django-stubs'],
  },
  notebooks: {
    requiresPython: '>=3.9',
    base: ['jupyter', 'ipywidgets', 'nbconvert'],
    full: ['jupyterlab-git', 'voila', 'papermill', 'nbdime'],
  },
  'a command-line tool that asks the web': {
    requiresPython: '>=3.8',
    base: ['requests[socks]', 'click', 'rich', 'tenacity', 'beautifulsoup4', 'lxml', 'platformdirs'],
    full: ['responses', 'requests-mock', 'keyring', 'aiohttp'],
    hashes: true,
  },
  'documentation with Sphinx': {
    requiresPython: '>=3.9',
    base: ['sphinx', 'furo', 'myst-parser'],
    full: ['sphinx-design', 'sphinx-autodoc-typehints', 'nbsphinx', 'sphinxcontrib-mermaid'],
  },
  'a library and its tools': {
    requiresPython: '>=3.9',
    base: ['attrs', "typing-extensions>=4.7 ; python_version < '3.11'", "tomli ; python_version < '3.11'"],
    full: ['black', 'mypy', 'ruff', 'pytest', 'hypothesis', 'pre-commit', 'tox', 'pylint'],
  },
  'jobs on AWS': {
    requiresPython: '>=3.9',
    base: ['boto3', 's3fs', 'aws-lambda-powertools[all]'],
    full: ['moto[s3,dynamodb]', 'awscli', 'boto3-stubs[essential]'],
  },
  'the storage benchmark': {
    requiresPython: '>=3.10',
    base: ['psutil>=5.9', 'pyarrow', 'pyyaml>=6.0', 'packaging>=21.0', 'rich>=13.0'],
    full: ['dlio-benchmark'],
    // The CPU-only index gives no upload times, and so has no past.
    more: '[tool.uv]\nexclude-dependencies = ["nvidia-dali-cuda110"]\n\n[tool.lockgen]\ntorch-backend = "none"\n',
  },
} as const satisfies Readonly<Record<string, OldProject>>;

/** The text of such a project's `pyproject.toml`. */
function manifestOf({ requiresPython, base, full, hashes, more }: OldProject): string {
  const lockgen = hashes === true ? '[tool.lockgen]\ngenerate-hashes = true\n' : '';
  return pyproject({ requiresPython, dependencies: base, extras: { full }, more: `${more ?? ''}${lockgen}` });
}

/**
 * Writes a project into a folder, with the lockfiles that plain uv made of it long ago, by the commands that lockgen
 * writes into headers. The date is given by the environment, so that they don't tell of it.
 *
 * @returns how many packages each lockfile pins
 */
export async function lockedLongAgo(
  project: OldProject,
  folder: string,
  { uv, env }: { readonly uv: string; readonly env: NodeJS.ProcessEnv },
): Promise<Readonly<Record<'base' | 'full', number>>> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'pyproject.toml'), manifestOf(project));
  const compile = async (output: string, more: readonly string[]): Promise<number> => {
    const floor = `--python-version=${project.requiresPython.replace('>=', '')}`;
    const hashes = project.hashes === true ? ['--generate-hashes'] : [];
    await runOk(
      uv,
      [
        'pip',
        'compile',
        '--universal',
        floor,
        ...more,
        ...hashes,
        `--output-file=${output}`,
        'pyproject.toml',
      ],
      { cwd: folder, env: { ...env, UV_EXCLUDE_NEWER: LONG_AGO, UV_PYTHON_DOWNLOADS: 'never' } },
    );
    return parseLockfile(await readFile(join(folder, output), 'utf8')).pins.length;
  };
  const full = await compile('requirements-full.txt', ['--extra=full']);
  return { base: await compile('requirements.txt', ['--constraints=requirements-full.txt']), full };
}
