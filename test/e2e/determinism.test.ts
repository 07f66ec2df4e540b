import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { PASSING } from '../../src/uv/variables.js';
import { openTerminal } from '../git/situations/terminal.js';
import { isolatedEnvironment, realPython, withPath } from '../helpers/environment.js';
import { startHttpIndex } from '../helpers/http-index.js';
import { STANDARD_PACKAGES } from '../helpers/local-index.js';
import { type InstalledLockgen, installedLockgen } from '../helpers/package.js';
import { pyproject } from '../helpers/projects.js';
import { makeRepository, openRepository, type TestRepository } from '../helpers/repository.js';
import { type RunResult, run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { copyFolder } from '../helpers/template.js';
import { startTorchIndex } from '../helpers/torch-index.js';

// The same commit, made in places that differ in all that a machine can differ in. The lockfiles in it are compared
// byte by byte: forks, hashes, PyTorch, a local package, a cut-off and comments are all in them.

const LOCKFILES = ['requirements.txt', 'requirements-full.txt'] as const;

const project = (...dependencies: readonly string[]): string =>
  pyproject({
    dependencies: ['beta', 'mu', 'ours', ...dependencies],
    extras: { full: ['theta[fast]', 'omega<2.5', 'torch'] },
    more: [
      '[tool.lockgen]\nuv-version = "0.13.9"',
      '[tool.lockgen.targets.base]\noutput = "requirements.txt"',
      '[tool.lockgen.targets.full]\noutput = "requirements-full.txt"\nextras = ["full"]',
      '[tool.uv.sources]\nours = { path = "lib/ours" }',
    ].join('\n\n'),
  });

const FILES = {
  'pyproject.toml': project(),
  'lib/ours/pyproject.toml': pyproject({ name: 'ours', dependencies: ['delta<2'] }),
};

interface Machine {
  readonly root: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

let installed: InstalledLockgen;
let reach: NodeJS.ProcessEnv;
let start: TestRepository;
let expected: readonly string[];

beforeAll(async () => {
  installed = await installedLockgen();
  const [http, torch] = await Promise.all([
    startHttpIndex(STANDARD_PACKAGES),
    startTorchIndex(join(await scratchFolder(), 'torch')),
  ]);
  reach = { ...http.env, ...torch.env };
  start = await makeRepository({ env: reach });
  await start.wireHook(installed.shim);
  await start.stage(FILES);
  await start.commit('Start');
  expected = await committed(await machine(), commit);
  expect(expected[1]).toContain('torch==2.8.0+cpu ; ');
  expect(expected[0]).toContain('./lib/ours');
  expect(expected[0]).toContain('iota==');
});

/** The repository on another machine: its own folder, home and caches. */
async function machine(folder = 'repository', more: NodeJS.ProcessEnv = {}): Promise<Machine> {
  const scratch = await scratchFolder();
  const [root, home] = [join(scratch, folder), join(scratch, 'home')];
  await mkdir(dirname(root), { recursive: true });
  await copyFolder(start.root, root);
  return { root, home, env: isolatedEnvironment(home, { ...reach, ...more }) };
}

type Commit = (machine: Machine) => Promise<Pick<RunResult, 'exitCode' | 'stderr'>>;

/** Runs `git commit` by way of another program, which is given its words. */
const by =
  (...words: readonly [string, ...string[]]): Commit =>
  async ({ root, env }) =>
    await run(words[0], [...words.slice(1), 'git', 'commit', '-m', 'Change'], { cwd: root, env });

const commit: Commit = by('env');

/** The lockfiles of a commit that is made there. */
async function committed(there: Machine, how: Commit): Promise<readonly string[]> {
  const repository = openRepository(there.root, there.home, there.env);
  await repository.stage({ 'pyproject.toml': project('iota') });
  const { exitCode, stderr } = await how(there);
  expect(exitCode, stderr).toBe(0);
  const texts = await Promise.all(LOCKFILES.map((name) => repository.show(`HEAD:${name}`)));
  expect(await Promise.all(LOCKFILES.map((name) => repository.read(name)))).toEqual(texts);
  return texts;
}

test.concurrent('another path, with spaces and letters of another script', async () => {
  expect(await committed(await machine('другой путь/it\'s "here"'), commit)).toEqual(expected);
});

test.concurrent('another user, with another home', async () => {
  const there = await machine('repository', { USER: 'somebody', LOGNAME: 'somebody' });
  const namespace = ['unshare', '--user', '--map-user=4711', '--map-group=4711'] as const;
  // Where namespaces are not allowed, the name and the home are what can be another's.
  const may = await run(namespace[0], [...namespace.slice(1), 'true']).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
  expect(await committed(there, may ? by(...namespace) : commit)).toEqual(expected);
});

test.concurrent('another locale and another time zone', async () => {
  const there = await machine('repository', {
    LC_ALL: 'tr_TR.UTF-8',
    LANG: 'tr_TR.UTF-8',
    LANGUAGE: 'tr',
    TZ: 'Pacific/Kiritimati',
  });
  expect(await committed(there, commit)).toEqual(expected);
});

test.concurrent('another umask', async () => {
  const there = await machine();
  expect(await committed(there, by('sh', '-c', 'umask 077 && exec "$@"', 'sh'))).toEqual(expected);
});

test.concurrent('another Python on PATH', async () => {
  const folder = join(await scratchFolder(), 'bin');
  await mkdir(folder);
  const other = await otherPython();
  for (const name of ['python3', 'python']) await symlink(other, join(folder, name));
  const there = await machine();
  const env = withPath(there.env, folder);
  const version = async (from: NodeJS.ProcessEnv): Promise<string> =>
    (await runOk('python3', ['--version'], { env: from })).stdout;
  expect(await version(env)).not.toBe(await version(there.env));
  expect(await committed({ ...there, env }, commit)).toEqual(expected);
});

test.concurrent('a terminal', async () => {
  const inTerminal: Commit = async ({ root, home, env }) => {
    const terminal = openTerminal(openRepository(root, home, env), ['git', 'commit', '-m', 'Change'], {});
    const { exitCode, text } = await terminal.ended();
    return { exitCode: exitCode ?? 1, stderr: text };
  };
  expect(await committed(await machine(), inTerminal)).toEqual(expected);
});

test.concurrent("the user's uv.toml, and the system's", async () => {
  const there = await machine();
  const text = [
    'resolution = "lowest"',
    'prerelease = "allow"',
    'fork-strategy = "fewest"',
    'exclude-newer = "2001-01-01T00:00:00Z"',
    'constraint-dependencies = ["alpha<2"]',
    'override-dependencies = ["delta==1.0.0"]',
    '[pip]',
    'no-header = true',
    'no-annotate = true',
    'generate-hashes = true',
    'emit-index-url = true',
    'torch-backend = "cu128"',
    'upgrade = true',
  ].join('\n');
  for (const folder of ['.config', '.config-of-the-system']) {
    await mkdir(join(there.home, folder, 'uv'), { recursive: true });
    await writeFile(join(there.home, folder, 'uv', 'uv.toml'), text);
  }
  const heard: Commit = async (at) => {
    const result = await commit(at);
    expect(result.stderr).toContain('resolution of uv.toml');
    expect(result.stderr).toContain('pip.no-header of uv.toml');
    return result;
  };
  expect(await committed(there, heard)).toEqual(expected);
});

test.concurrent("the user's variables for uv, pip, Python and git", async () => {
  const there = await machine('repository', {
    UV_RESOLUTION: 'lowest',
    UV_PRERELEASE: 'allow',
    UV_FORK_STRATEGY: 'fewest',
    UV_EXCLUDE_NEWER: '2001-01-01',
    UV_CONSTRAINT: '/nowhere.txt',
    UV_OVERRIDE: '/nowhere.txt',
    UV_TORCH_BACKEND: 'cu128',
    UV_CUSTOM_COMPILE_COMMAND: 'make lock',
    UV_NO_CONFIG: '1',
    UV_PYTHON: '3.8',
    UV_UPGRADE: '1',
    UV_NO_HASHES: '1',
    UV_NO_BINARY: '1',
    UV_CONFIG_FILE: '/nowhere.toml',
    PIP_CONSTRAINT: '/nowhere.txt',
    PYTHONPATH: '/nowhere',
    PYTHONHOME: '/nowhere',
    VIRTUAL_ENV: '/nowhere',
    CONDA_PREFIX: '/nowhere',
    FORCE_COLOR: '3',
    COLUMNS: '20',
    RUST_LOG: 'trace',
  });
  let words = '';
  const heard: Commit = async (at) => {
    const result = await commit(at);
    words = result.stderr;
    return result;
  };
  expect(await committed(there, heard)).toEqual(expected);
  const left =
    /^lockgen: not given to uv, since it could change lockfiles on this machine alone: (.*)$/m.exec(words);
  expect(left?.[1]?.split(', ')).toEqual(
    Object.keys(there.env)
      .filter((name) => name.startsWith('UV_') && !PASSING.has(name))
      .sort(),
  );
});

test.concurrent("an empty cache of uv's", async () => {
  const cache = join(await scratchFolder(), 'cache');
  const there = await machine('repository', { UV_CACHE_DIR: cache });
  expect(await committed(there, commit)).toEqual(expected);
  expect(existsSync(cache)).toBe(true);
});

test.concurrent('the wanted uv on PATH instead of the managed one', async () => {
  const { sharedUv } = await import('../helpers/uv.js');
  const there = await machine();
  const env = isolatedEnvironment(there.home, reach, {
    path: [dirname(await sharedUv())],
    managedUv: false,
  });
  expect(await committed({ ...there, env }, commit)).toEqual(expected);
});

/**
 * A Python 3 of another version than the one that tests run with.
 *
 * @throws Error where there is none, and uv can't get one
 */
async function otherPython(): Promise<string> {
  const usual = realPython();
  const versionOf = (path: string): string | undefined => {
    try {
      const text = execFileSync(path, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return text.trim();
    } catch {
      return undefined;
    }
  };
  // Beside the one that is used, and where pyenv's shims lead.
  const managers = [
    join(dirname(usual), '..', '..'),
    ...(process.env.PATH ?? '')
      .split(delimiter)
      .filter((folder) => basename(folder) === 'shims')
      .map((folder) => join(folder, '..', 'versions')),
  ].filter((folder) => existsSync(folder));
  const candidates = [
    ...managers.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, 'bin', 'python3'))),
    ...['3.9', '3.10', '3.12', '3.13', '3.14'].map((version) => `/usr/bin/python${version}`),
  ];
  const serves = (path: string): boolean => {
    const version = versionOf(path);
    return version !== undefined && /^3\.(?:[89]|\d\d)$/.test(version) && version !== versionOf(usual);
  };
  const found = candidates.find(serves);
  if (found !== undefined) return found;
  const { sharedUv } = await import('../helpers/uv.js');
  const folder = join(await scratchFolder(), 'pythons');
  const wanted = versionOf(usual) === '3.12' ? '3.13' : '3.12';
  await runOk(await sharedUv(), ['python', 'install', wanted, '--install-dir', folder]);
  const [name = ''] = readdirSync(folder).filter((one) => one.startsWith('cpython-'));
  return join(folder, name, 'bin', 'python3');
}
