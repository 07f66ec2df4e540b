import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRepository, type TestRepository } from '../helpers/repository.js';

const SHIM = join(import.meta.dirname, '../../hooks/pre-commit');

/** A repository with a package in it whose program only says that it was started. */
async function repositoryWithPackage(): Promise<TestRepository> {
  const repository = await makeRepository({ files: { '.gitignore': '/node_modules/\n' } });
  await repository.write(
    'node_modules/lockgen/dist/cli.cjs',
    'console.log("started", ...process.argv.slice(2));',
  );
  await mkdir(repository.path('node_modules/lockgen/hooks'));
  await mkdir(repository.path('node_modules/.bin'));
  await repository.run('cp', [SHIM, 'node_modules/lockgen/hooks/pre-commit']);
  await symlink('../lockgen/hooks/pre-commit', repository.path('node_modules/.bin/lockgen-hook'));
  return repository;
}

const hook = (repository: TestRepository, env: NodeJS.ProcessEnv = {}) =>
  repository.run('node_modules/.bin/lockgen-hook', ['argument'], { env: { ...repository.env, ...env } });

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

  it('is skipped by LOCKGEN=0, and says so in one line', async () => {
    const repository = await repositoryWithPackage();
    await repository.stage({ 'pyproject.toml': 'x\n' });
    const result = await hook(repository, { LOCKGEN: '0' });
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    expect(result.stderr).toMatch(/^lockgen: skipped.*\n$/);
  });

  it('blocks where node is missing, with five lines', async () => {
    const repository = await repositoryWithPackage();
    await repository.stage({ 'pyproject.toml': 'x\n' });
    const tools = join(repository.home, 'tools');
    await mkdir(tools);
    const git = (await repository.run('sh', ['-c', 'command -v git'])).stdout.trim();
    await symlink(git, join(tools, 'git'));
    const result = await hook(repository, { PATH: tools });
    expect(result.exitCode).toBe(2);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(5);
    expect(result.stderr).toContain('node was not found');
  });

  it('works as a copy in .git/hooks, and blocks where lockgen is not installed', async () => {
    const repository = await repositoryWithPackage();
    await repository.wireHook(SHIM, { as: 'copy' });
    await repository.stage({ 'pyproject.toml': 'x\n' });
    expect((await repository.commit('Add')).stderr).toContain('started hook');
    await repository.remove('node_modules');
    await repository.stage({ 'pyproject.toml': 'y\n' });
    const result = await repository.tryCommit('Change');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('npm install --save-dev lockgen');
  });

  it('lets node report where git fails', async () => {
    const repository = await repositoryWithPackage();
    await repository.write('broken', 'no index');
    expect(await hook(repository, { GIT_INDEX_FILE: 'broken' })).toMatchObject({
      stdout: 'started hook argument\n',
    });
  });
});
