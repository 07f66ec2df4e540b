import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { blocked, hooked } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { makeLibrary } from './library.js';

describe('without [project]', () => {
  const POETRY = '[tool.poetry]\nname = "sample"\nversion = "1"\n[tool.poetry.dependencies]\nalpha = "^1"\n';

  test.concurrent('it is left alone', async () => {
    const { repository, lockgen } = await hooked();
    await repository.stage({ 'pyproject.toml': POETRY });
    const { stderr } = await repository.commit('Poetry');
    expect(stderr).not.toContain('blocked');
    expect(await repository.files()).toEqual(['pyproject.toml']);
    expect(await lockgen(['status'])).toMatchObject({
      exitCode: 0,
      stdout: 'not managed  .  pyproject.toml has no [project] table\n',
    });
    const made = await lockgen(['generate']);
    expect(made.exitCode).toBe(2);
    expect(made.stderr).toContain('pyproject.toml has no [project] table, so there is nothing to lock');
  });

  test.concurrent('of Poetry, one line says so for all that a commit changes', async () => {
    const { commit, repository } = await hooked();
    const tools = '[tool.poetry-dynamic-versioning]\nenable = true\n[tool.poetry.scripts]\na = "b:c"\n';
    expect(await commit({ 'pyproject.toml': POETRY, 'tools/pyproject.toml': tools })).toBe(
      'lockgen: pyproject.toml is not managed, since there is no [project] in it (PEP 621; Poetry 2 reads it); see npx lockgen status\n',
    );
    const nameless = '[tool.poetry]\npackage-mode = false\ndependencies.alpha = "^1"\n';
    expect(await commit({ 'pyproject.toml': `${POETRY}beta = "^1"\n`, 'a/pyproject.toml': nameless })).toBe(
      'lockgen: a/pyproject.toml and pyproject.toml are not managed, since there is no [project] in them (PEP 621; Poetry 2 reads it); see npx lockgen status\n',
    );
    expect(await commit({ 'notes.txt': 'notes\n' })).toBe('');
    await repository.stage({ 'pyproject.toml': '[tool.poetry\n' });
    expect((await repository.commit('Bad TOML')).stderr).toBe('');
  });

  test.concurrent('it is an error where it is named', async () => {
    const { repository } = await hooked();
    await repository.stage({ 'svc/pyproject.toml': POETRY, '.lockgenrc': 'projects: [svc]\n' });
    expect(await blocked({ repository }, () => repository.tryCommit('Poetry'))).toContain(
      'svc/pyproject.toml has no [project] table, and projects in .lockgenrc names it',
    );
  });
});

describe('a uv.lock beside it', () => {
  const LOCK = 'version = 1\nrequires-python = ">=3.10"\n';
  const NOTE = "lockgen's lockfiles are resolved from pyproject.toml, not exported from uv.lock";

  test.concurrent('is told of once, by the hook, and by status', async () => {
    const world = await hooked();
    const first = await world.commit({
      'pyproject.toml': pyproject({ dependencies: ['alpha<2'] }),
      'uv.lock': LOCK,
    });
    expect(first.split(NOTE)).toHaveLength(2);
    expect(first).toContain('docs/projects.md has how both are kept alike');
    expect(await world.commit({ 'uv.lock': `${LOCK}# more\n` })).not.toContain(NOTE);
    expect(await world.commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) })).not.toContain(
      NOTE,
    );
    expect((await world.lockgen(['generate', '--upgrade'])).stdout).not.toContain(NOTE);
    expect((await world.lockgen(['check'])).stdout).not.toContain(NOTE);
    expect((await world.lockgen(['status'])).stdout.split(NOTE)).toHaveLength(2);
    await world.repository.remove('requirements.txt');
    expect((await world.lockgen(['generate'])).stdout.split(NOTE)).toHaveLength(2);
  });

  test.concurrent('and lockfiles are kept alike by its pins as constraints', async () => {
    const world = await hooked();
    const { repository, lockgen } = world;
    const more = '[tool.lockgen.targets.base]\noutput = "requirements.txt"\nconstraints = ["uv-pins.txt"]';
    await repository.write('pyproject.toml', pyproject({ dependencies: ['gamma'], more }));
    const page = await readFile(new URL('../../docs/projects.md', import.meta.url), 'utf8');
    const exported = /^uv (export .*)$/m.exec(page)?.[1]?.split(' ') ?? [];
    const alike = async (...args: readonly string[]): Promise<void> => {
      for (const words of [['lock', ...args], exported]) {
        const { exitCode, stderr } = await lockgen(['uv', ...words]);
        expect(exitCode, stderr).toBe(0);
      }
      await repository.git('add', 'pyproject.toml', 'uv.lock', 'uv-pins.txt');
      await repository.commit('Lock');
    };
    await alike('--upgrade-package', 'alpha==1.0.0');
    expect(await world.pins('requirements.txt')).toContain('alpha==1.0.0');
    await alike('--upgrade');
    const { version = '' } =
      /^name = "alpha"\nversion = "(?<version>.*)"$/m.exec(await repository.read('uv.lock'))?.groups ?? {};
    expect(version).not.toBe('1.0.0');
    expect(await world.pins('requirements.txt')).toContain(`alpha==${version}`);
    expect((await lockgen(['check'])).exitCode).toBe(0);
  });

  test.concurrent('of a workspace is told of as well', async () => {
    const world = await hooked();
    const said = await world.commit({
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["app"]\n',
      'app/pyproject.toml': pyproject({ dependencies: ['alpha'], more: '[tool.lockgen]' }),
      'uv.lock': LOCK,
    });
    expect(said).toContain(NOTE);
  });
});

describe('a hand-written requirements.txt', () => {
  const WRITTEN = `# ours
--extra-index-url https://user:s3cret@host.example/simple
-r base.txt
alpha==1.0.0  # keep
Delta~=1.0
iota==1.0.0 --hash=sha256:${'0'.repeat(64)}
Kappa_Core
theta[fast]>=1
`;

  test.concurrent('is adopted: its pins are kept, and what nothing explains is listed', async () => {
    const { repository, lockgen, pins } = await hooked();
    await repository.stage({
      'pyproject.toml': pyproject({ dependencies: ['gamma'], extras: { full: ['iota'] } }),
      'requirements.txt': WRITTEN,
      'base.txt': '',
    });
    const refused = await blocked({ repository }, () => repository.tryCommit('Adopt'));
    expect(refused).toContain('npx lockgen generate --adopt');
    const { stdout, exitCode } = await lockgen(['generate', '--adopt']);
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toContain(
      "note: requirements.txt had what pyproject.toml doesn't explain, and has it no more: -r base.txt, Kappa_Core, theta; add what is needed to its dependencies\n" +
        "note: requirements.txt had lines that its lockfile hasn't: --extra-index-url (where packages come from: extra-index-url under [tool.uv.pip])\n",
    );
    expect(stdout).not.toContain('s3cret');
    await repository.git('add', '--all');
    await repository.commit('Adopt');
    expect(await pins('requirements.txt')).toContain('alpha==1.0.0');
    expect(await lockgen(['check'])).toMatchObject({ exitCode: 0 });
    expect((await lockgen(['generate', '--adopt'])).stdout).not.toContain('explain');
  });

  test.concurrent('that pyproject.toml explains is adopted without a word', async () => {
    const { repository, lockgen } = await hooked();
    await repository.stage({
      'pyproject.toml': pyproject({ dependencies: ['alpha', 'delta'] }),
      'requirements.txt': 'alpha==1.0.0\ndelta\n',
    });
    await repository.git('commit', '--quiet', '--no-verify', '-m', 'By hand');
    const { stdout } = await lockgen(['generate', '--adopt']);
    expect(stdout).not.toContain('note:');
    expect(await repository.read('requirements.txt')).toContain('alpha==1.0.0');
  });
});

describe('a path dependency outside of the repository is refused: a commit cannot carry it', () => {
  test.concurrent.each([
    ['a path above it', 'lib', '{ path = "../lib" }', '"../lib"'],
    ['an absolute path', 'lib', '{ path = "/srv/lib" }', '"/srv/lib"'],
    ['a URL of a source', 'lib', '{ url = "file:///srv/lib.whl" }', '"file:///srv/lib.whl"'],
    ['a URL of a requirement', 'lib @ file:///srv/lib', undefined, '"file:///srv/lib"'],
    ['a URL with a host', 'lib @ file://localhost/srv/lib', undefined, '"file://localhost/srv/lib"'],
    ['an absolute path of a requirement', 'lib @ /srv/lib', undefined, '"/srv/lib"'],
    [
      'above the root, by a variable',
      `lib @ file://\${PROJECT_ROOT}/../lib`,
      undefined,
      'PROJECT_ROOT}/../lib"',
    ],
  ])('%s', async (_what, dependency, source, named) => {
    const { repository, lockgen } = await hooked();
    const more = source === undefined ? {} : { more: `[tool.uv.sources]\nlib = ${source}` };
    await repository.stage({ 'pyproject.toml': pyproject({ dependencies: [dependency], ...more }) });
    const said = await blocked({ repository }, () => repository.tryCommit('Outside'));
    expect(said).toMatch(/pyproject\.toml:\d+: the path dependency ".*" lies outside the repository/);
    expect(said).toContain(named);
    expect(said).toContain("a commit can't carry it");
    expect((await lockgen(['generate'])).exitCode).toBe(1);
  });
});

test.concurrent('a git repository at a path of this machine is told of once, when it comes into a lockfile', async () => {
  const { url } = await makeLibrary('lib', ['alpha<2']);
  const { repository, commit, lockgen } = await hooked();
  const place = url.slice('git+'.length);
  const note = `note: lib (${place}) names a git repository of this machine alone: whoever lacks that path can't install it; name a URL that others reach\n`;
  const project = (more: readonly string[] = []): string =>
    pyproject({
      dependencies: ['lib', ...more],
      extras: { full: ['iota'] },
      more: `[tool.uv.sources]\nlib = { git = "${place}", branch = "main" }`,
    });
  const first = await commit({ 'pyproject.toml': project() });
  expect(first.split(note)).toHaveLength(2);
  expect(await repository.read('requirements.txt')).toContain(`lib @ ${url}@`);
  expect(await commit({ 'pyproject.toml': project(['delta']) })).not.toContain('this machine');
  expect((await lockgen(['check', '--no-cache'])).stdout).not.toContain('this machine');
  await repository.remove('requirements.txt');
  expect((await lockgen(['generate'])).stdout.split(note)).toHaveLength(2);
});

test.concurrent('setuptools takes no -r in a file of dependencies, which is said before a build fails', async () => {
  const { repository } = await hooked();
  await repository.stage({
    'pyproject.toml':
      '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.10"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = "deps/all.in" }\n',
    'deps/all.in': 'alpha\n-r more.in\n',
    'deps/more.in': 'delta\n',
  });
  expect(await blocked({ repository }, () => repository.tryCommit('Nested'))).toContain(
    'deps/all.in takes in more.in, but setuptools takes requirements alone from a file',
  );
});
