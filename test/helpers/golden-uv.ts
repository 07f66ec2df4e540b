import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { uvEnvironment } from '../../src/uv/environment.js';
import type { Uv } from '../../src/uv/find.js';
import { runUv } from '../../src/uv/run.js';
import { makeIndex } from './local-index.js';
import { pyproject } from './projects.js';
import { runOk } from './run.js';

/** What uv is asked in one place. */
interface Question {
  readonly manifest: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** On top of lockgen's own. `INDEX` in a value stands for the address of an index over HTTP. */
  readonly env?: Readonly<Record<string, string>>;
}

const local = (build: string): Record<string, string> => ({
  'lib/pyproject.toml': `[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n\n${pyproject({ name: 'lib', dependencies: ['delta'] })}${build}`,
  'lib/backend.py': 'import sys\nsys.exit("the back-end is broken")\n',
});
const source = '\n[tool.uv.sources]\nlib = { path = "lib" }\n';
const overHttp = (status: string): Record<string, string> => ({
  UV_DEFAULT_INDEX: `INDEX/${status}/simple`,
  UV_FIND_LINKS: '',
});

/** What lockfiles and failures of a uv are kept of. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  base: { manifest: pyproject({ dependencies: ['gamma', 'alpha'] }) },
  full: {
    manifest: pyproject({ dependencies: ['gamma'], extras: { full: ['theta[all]', 'eta'] } }),
    args: ['--extra=full'],
  },
  hashes: { manifest: pyproject({ dependencies: ['kappa.core', 'alpha'] }), args: ['--generate-hashes'] },
  forks: { manifest: pyproject({ dependencies: ['beta', 'mu', 'sigma'] }) },
  extras: { manifest: pyproject({ dependencies: ['theta[fast]'] }) },
  annotations: {
    manifest: pyproject({ dependencies: ['alpha', 'beta', 'gamma', 'theta'] }),
    files: { 'limits.txt': 'alpha<2\n' },
    args: ['--constraints=limits.txt'],
  },
  git: { manifest: pyproject({ dependencies: ['lib @ git+file://REPOSITORY'] }) },
  path: { manifest: pyproject({ dependencies: ['lib'], more: source }), files: local('') },
  'fails-unsatisfiable': { manifest: pyproject({ dependencies: ['epsilon', 'zeta'] }) },
  'fails-401': { manifest: pyproject({ dependencies: ['alpha'] }), env: overHttp('401') },
  'fails-404': { manifest: pyproject({ dependencies: ['alpha'] }), env: overHttp('404') },
  'fails-dns': {
    manifest: pyproject({ dependencies: ['alpha'] }),
    env: { UV_DEFAULT_INDEX: 'http://no-such-host.invalid/simple', UV_FIND_LINKS: '', UV_HTTP_RETRIES: '0' },
  },
  'fails-offline': {
    manifest: pyproject({ dependencies: ['alpha'] }),
    env: { ...overHttp('404'), UV_OFFLINE: '1' },
  },
  'fails-toml': { manifest: `${pyproject()}[project\n` },
  'fails-extra': { manifest: pyproject(), args: ['--extra=nothing'] },
  'fails-build': {
    manifest: pyproject({ dependencies: ['lib'], more: source }),
    files: Object.fromEntries(
      Object.entries(local('')).map(([path, text]) => [
        path,
        text
          .replace('[project]\n', '[project]\ndynamic = ["optional-dependencies"]\n')
          .replace(/dependencies = \[[^\]]*\]\n/, '')
          .replace('"optional-dependencies"', '"dependencies"'),
      ]),
    ),
  },
  'fails-no-python': {
    manifest: pyproject({ dependencies: ['alpha'] }),
    env: { PATH: '/nowhere', UV_PYTHON_INSTALL_DIR: '/nowhere', UV_PYTHON_SEARCH_PATH: '/nowhere' },
  },
};

/**
 * What a uv says to all these questions, with nothing of the machine's in it: a lockfile, or what it wrote to stderr.
 *
 * @param base the environment of this run
 * @param python a real interpreter
 */
export async function goldenAnswers(
  uv: Uv,
  base: NodeJS.ProcessEnv,
  python: string,
): Promise<ReadonlyMap<string, string>> {
  const root = await mkdtemp(join(await realpath(tmpdir()), 'lockgen-golden-'));
  const server = createServer((request, response) => {
    response.writeHead(Number(/^\/(\d+)\//.exec(request.url ?? '')?.[1] ?? 404)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const index = await makeIndex(join(root, 'index'));
    const repository = join(root, 'repository');
    await gitRepository(repository, base);
    const answers = new Map<string, string>();
    // Of the hosts here, none is behind a proxy.
    const direct = Object.fromEntries(Object.entries(base).filter(([name]) => !/_proxy$/i.test(name)));
    for (const [name, question] of Object.entries(QUESTIONS)) {
      const cwd = join(root, name);
      const manifest = question.manifest.replace('REPOSITORY', repository);
      for (const [path, text] of Object.entries({
        ...question.files,
        'pyproject.toml': manifest,
        '../uv.toml': '',
      })) {
        await mkdir(dirname(join(cwd, path)), { recursive: true });
        await writeFile(join(cwd, path), text);
      }
      const { env } = uvEnvironment({
        env: { ...direct, ...index.env, UV_CACHE_DIR: join(root, 'cache', name) },
        configFolder: join(root, 'config'),
        pythonPath: python,
        offline: false,
        noBuild: false,
      });
      for (const [key, value] of Object.entries(question.env ?? {})) {
        env[key] = value.replace('INDEX', `http://127.0.0.1:${port}`);
      }
      const output = ['--output-file=requirements.txt', 'pyproject.toml'];
      const args = [
        'pip',
        'compile',
        '--universal',
        '--python-version=3.10',
        ...(question.args ?? []),
        ...output,
      ];
      const { exitCode, stderr } = await runUv(uv, args, { cwd, env });
      const text = exitCode === 0 ? await readFile(join(cwd, 'requirements.txt'), 'utf8') : stderr;
      answers.set(name, anonymous(text, root, port));
    }
    return answers;
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** A package whose commit is the same each time. */
async function gitRepository(folder: string, base: NodeJS.ProcessEnv): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, 'pyproject.toml'), pyproject({ name: 'lib', dependencies: ['delta'] }));
  const env = {
    ...base,
    GIT_AUTHOR_DATE: '2001-01-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2001-01-01T00:00:00Z',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'core.autocrlf=false'];
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '.'],
    ['commit', '-q', '-m', 'one'],
  ]) {
    await runOk('git', [...who, ...args], { cwd: folder, env });
  }
}

function anonymous(text: string, root: string, port: number): string {
  return text
    .replaceAll(root, '/golden')
    .replaceAll(`127.0.0.1:${port}`, '127.0.0.1:8765')
    .replace(/\.tmp[A-Za-z0-9]{6}\b/g, '.tmpAAAAAA')
    .replace(/^(?:Using CPython|warning: The requested Python version) .*\n/gm, '')
    .replace(/(failed to lookup address information): .*/g, '$1: Name or service not known')
    .replace(/python3\.\d+/g, 'python3.11');
}
