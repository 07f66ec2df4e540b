import { copyFile, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callsLockgen } from '../../src/setup/wiring/hook-script.js';
import { findNodeWithin, windowPath } from '../helpers/node-folders.js';
import { makeRepository, openRepository, type TestRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

const HOOKS = join(import.meta.dirname, '../../hooks');
const SHIM = join(HOOKS, 'pre-commit');

/** A repository with a package in it whose program only says that it was started. */
async function repositoryWithPackage(): Promise<TestRepository> {
  const repository = await makeRepository({ files: { '.gitignore': '/node_modules/\n' } });
  await repository.write(
    'node_modules/lockgen/dist/cli.cjs',
    'console.log("started", ...process.argv.slice(2));',
  );
  await mkdir(repository.path('node_modules/lockgen/hooks'));
  await mkdir(repository.path('node_modules/.bin'));
  for (const name of ['pre-commit', 'pre-merge-commit'])
    await copyFile(join(HOOKS, name), repository.path(`node_modules/lockgen/hooks/${name}`));
  await repository.write(
    'node_modules/lockgen/hooks/find-node',
    await findNodeWithin(join(repository.home, 'system')),
  );
  await symlink('../lockgen/hooks/pre-commit', repository.path('node_modules/.bin/lockgen-hook'));
  return repository;
}

const hook = (repository: TestRepository, env: NodeJS.ProcessEnv = {}) =>
  repository.run('node_modules/.bin/lockgen-hook', ['argument'], { env: { ...repository.env, ...env } });

const mergeHook = (repository: TestRepository, env: NodeJS.ProcessEnv = {}) =>
  repository.run('sh', ['node_modules/lockgen/hooks/pre-merge-commit'], {
    env: { ...repository.env, ...env },
  });

const INTERESTING = [
  'pyproject.toml',
  'sub dir/pyproject.toml',
  'q"uote/pyproject.toml',
  'new\nline/setup.py',
  'é/requirements.txt',
  'é/hatch_build.py',
  'setup.py',
  'sub/setup.py',
  'hatch_build.py',
  '.lockgenrc',
  '.lockgenrc.yaml',
  'package.json',
  'setup.cfg',
  'requirements.in',
  'a/uv.lock',
  'vendor/x-1.0-py3-none-any.whl',
  'é/x-1.0.tar.gz',
  'x-1.0.zip',
  'é/x-1.0.zip',
  'é/x-1.0-py3-none-any.whl',
  'x-1.0.tar.gz',
];
const OTHERS = [
  'README.md',
  'toml',
  'x.tomlx',
  'setup.pyx',
  'mysetup.py',
  'x.whl.py',
  'x.gz',
  'xzip',
  'x.tar.gz.asc',
  'sub/package.json',
  'sub/.lockgenrc',
  'é/x.py',
  'a.toml/x',
  'ends in ".toml/x',
];

describe('the shim', () => {
  it('starts node for a staged name that could matter', async () => {
    const repository = await repositoryWithPackage();
    for (const name of INTERESTING) {
      await repository.stage({ 'first.py': '', [name]: 'x\n', 'zz.py': '' });
      expect(await hook(repository), name).toMatchObject({ exitCode: 0, stdout: 'started hook argument\n' });
      await repository.git('rm', '-rqf', '--cached', '.');
      await repository.git('reset', '-q');
    }
  });

  it('starts nothing for any other, or for none', async () => {
    const repository = await repositoryWithPackage();
    const quiet = { exitCode: 0, stdout: '', stderr: '' };
    expect(await hook(repository)).toMatchObject(quiet);
    await repository.stage(Object.fromEntries(OTHERS.map((name) => [name, 'x\n'])));
    expect(await hook(repository)).toMatchObject(quiet);
    await repository.git('config', 'core.quotePath', 'false');
    expect(await hook(repository)).toMatchObject(quiet);
  });

  it('starts node for a deleted and a moved file', async () => {
    const repository = await repositoryWithPackage();
    await repository.stage({ 'pyproject.toml': 'long enough to be found\n' });
    await repository.commit('Add');
    await repository.git('mv', 'pyproject.toml', 'elsewhere');
    expect(await hook(repository)).toMatchObject({ stdout: 'started hook argument\n' });
  });

  it.each([
    [{ LOCKGEN: '0' }, 'LOCKGEN=0'],
    [{ SKIP: 'lockgen' }, 'SKIP=lockgen'],
    [{ SKIP: 'ruff,lockgen' }, 'SKIP=lockgen'],
    [{ SKIP: 'lockgen , ruff' }, 'SKIP=lockgen'],
    [{ HUSKY: '0' }, 'HUSKY=0'],
  ])('is skipped by %o, and says so in one line', async (env, said) => {
    const repository = await repositoryWithPackage();
    await repository.stage({ 'pyproject.toml': 'x\n' });
    const words = `lockgen: skipped, because ${said} is set; the lockfiles of this commit are not checked\n`;
    expect(await hook(repository, env)).toMatchObject({ exitCode: 0, stdout: '', stderr: words });
    expect(await mergeHook(repository, env)).toMatchObject({ exitCode: 0, stdout: '', stderr: words });
  });

  it.each([
    { LOCKGEN: '1' },
    { LOCKGEN: '' },
    { SKIP: '' },
    { SKIP: 'lockgen-check' },
    { SKIP: 'my-lockgen,lockgen2' },
    { HUSKY: '1' },
  ])('is not skipped by %o', async (env) => {
    const repository = await repositoryWithPackage();
    await repository.stage({ 'pyproject.toml': 'x\n' });
    expect(await hook(repository, env)).toMatchObject({ stdout: 'started hook argument\n', stderr: '' });
  });

  it('blocks where node is found nowhere, with five lines, and within a second', async () => {
    const repository = await repositoryWithPackage();
    await repository.stage({ 'pyproject.toml': 'x\n' });
    const env = { HOME: repository.home, PATH: await windowPath(repository.env) };
    const again = () => repository.run('node_modules/.bin/lockgen-hook', [], { env });
    const result = await again();
    // The machine may be busy with other tests.
    const times = [result, await again(), await again()].map(({ milliseconds }) => milliseconds);
    expect(result.exitCode).toBe(2);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(5);
    expect(result.stderr).toContain('no node from 20.19 on was found');
    expect(Math.min(...times)).toBeLessThan(1000);
    // As it says.
    const [command = ''] = /git config lockgen\.node .+$/m.exec(result.stderr) ?? [];
    await repository.run('sh', ['-c', command]);
    expect(await repository.run('node_modules/.bin/lockgen-hook', ['argument'], { env })).toMatchObject({
      stdout: 'started hook argument\n',
      stderr: '',
    });
  });

  it('works as a copy in .git/hooks, and blocks where lockgen is not installed', async () => {
    const repository = await repositoryWithPackage();
    await repository.wireHook(SHIM, { as: 'copy' });
    await repository.stage({ 'pyproject.toml': 'x\n' });
    expect((await repository.commit('Add')).stderr).toContain('started hook');
    await repository.remove('node_modules');
    await repository.stage({ 'notes.md': '' });
    expect((await repository.commit('Other')).stderr).not.toContain('lockgen');
    await repository.stage({ 'pyproject.toml': 'y\n' });
    const result = await repository.tryCommit('Change');
    expect(result.exitCode).toBe(1);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(5);
    expect(result.stderr).toContain('npm ci');
  });

  it.each(['pre-commit', 'pre-merge-commit'])(
    'as a copy of %s is known for lockgen’s by lockgen init',
    async (name) => {
      expect(callsLockgen(await readFile(join(HOOKS, name), 'utf8'))).toBe(true);
    },
  );

  it('as a copy leaves everything to the package, which may be newer', async () => {
    const repository = await repositoryWithPackage();
    await repository.wireHook(SHIM, { as: 'copy' });
    await repository.write('node_modules/lockgen/hooks/pre-commit', 'echo newer >&2\n');
    await repository.stage({ 'notes.md': '' });
    expect((await repository.commit('Other')).stderr).toContain('newer');
  });

  it.each(['pre-commit', 'pre-merge-commit'])(
    'a copy of %s takes no program of the repository’s own for lockgen’s',
    async (name) => {
      const repository = await repositoryWithPackage();
      await repository.remove('node_modules');
      const program = 'console.log("not lockgen")';
      await repository.stage({
        'pyproject.toml': 'x\n',
        'dist/cli.cjs': program,
        'hooks/pre-commit': program,
      });
      await repository.write(`.githooks/${name}`, await readFile(join(HOOKS, name), 'utf8'));
      const result = await repository.run('sh', [`.githooks/${name}`]);
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain('its program was not found');
    },
  );

  it('as a copy uses the main work tree’s lockgen in a linked worktree that has none', async () => {
    const repository = await repositoryWithPackage();
    for (const name of ['pre-commit', 'pre-merge-commit'])
      await repository.wireHook(join(HOOKS, name), { name, as: 'copy' });
    const root = join(await scratchFolder(), 'linked');
    await repository.git('worktree', 'add', '--quiet', '-b', 'linked', root);
    const linked = openRepository(root, repository.home, repository.env);
    await linked.stage({ 'pyproject.toml': 'x\n' });
    expect((await linked.commit('Add')).stderr).toContain('started hook');
    await linked.git('switch', '--quiet', '--create', 'other', 'HEAD~1');
    await linked.stage({ 'notes.md': '' });
    await linked.commit('Other');
    expect((await linked.tryGit('merge', '--no-ff', '-m', 'Merge', 'linked')).stderr).toContain(
      'started hook',
    );
    // Its own goes before that.
    await linked.write('node_modules/lockgen/dist/cli.cjs', 'console.log("its own")');
    await linked.write('node_modules/lockgen/hooks/pre-commit', 'echo its own >&2');
    await linked.stage({ 'pyproject.toml': 'y\n' });
    expect((await linked.commit('Change')).stderr).toContain('its own');
  });

  it('lets node report where git fails', async () => {
    const repository = await repositoryWithPackage();
    await repository.write('broken', 'no index');
    expect(await hook(repository, { GIT_INDEX_FILE: 'broken' })).toMatchObject({
      stdout: 'started hook argument\n',
    });
  });
});
