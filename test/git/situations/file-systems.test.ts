// topic: repositories
import { chmod, lstat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { blocked, type Hooked } from '../../helpers/hooked.js';
import { edit, expectCommits, expectCommitted, started } from './kept.js';

async function configured(name: string, value: string): Promise<Hooked> {
  const world = await started();
  await world.repository.git('config', name, value);
  return world;
}

const MODES = ['requirements-full.txt', 'requirements.txt'];

test.concurrent('`core.fileMode=false` on a file system where every file can be run: the lockfiles stay plain files in the commit', async () => {
  const world = await configured('core.fileMode', 'false');
  const { repository } = world;
  for (const path of [...MODES, 'pyproject.toml', 'notes.md']) await chmod(repository.path(path), 0o777);
  await expectCommits(world);
  expect(await repository.git('ls-tree', '-r', 'HEAD')).not.toContain('100755');
});

test.concurrent('`core.fileMode=false` and a lockfile that is executable in git: it stays so', async () => {
  const world = await configured('core.fileMode', 'false');
  const { repository } = world;
  await repository.git('update-index', '--chmod=+x', 'requirements.txt');
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'Executable');
  await expectCommits(world);
  expect(await repository.git('ls-tree', 'HEAD', 'requirements.txt')).toMatch(/^100755 /);
});

test.concurrent('`core.symlinks=false`: the lockfiles are in the commit', async () => {
  await expectCommits(await configured('core.symlinks', 'false'));
});

test.concurrent('`core.symlinks=false` and a lockfile that is a link in git: the commit is blocked, and the file that stands for it stays', async () => {
  const world = await configured('core.symlinks', 'false');
  const { repository } = world;
  const made = await repository.run('git', ['hash-object', '-w', '--stdin'], { input: 'other.txt' });
  await repository.git('update-index', '--cacheinfo', `120000,${made.stdout.trim()},requirements.txt`);
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'A link');
  await repository.git('checkout', '--force', '--', 'requirements.txt');
  expect(await repository.read('requirements.txt')).toBe('other.txt');
  const path = await edit(world, 'alpha<2');
  await repository.git('add', path);
  const words = await blocked(world, () => repository.tryCommit('Change'));
  expect(words).toContain('requirements.txt is a symbolic link, not a file');
  expect(await repository.read('requirements.txt')).toBe('other.txt');
});

test.concurrent('`core.ignoreCase=true`: the lockfiles are in the commit', async () => {
  await expectCommits(await configured('core.ignoreCase', 'true'));
});

test.concurrent('`core.ignoreCase=true` and a file whose name differs from a lockfile only by case: both stay', async () => {
  const world = await configured('core.ignoreCase', 'true');
  const { repository } = world;
  const made = await repository.run('git', ['hash-object', '-w', '--stdin'], { input: 'mine\n' });
  await repository.git(
    'update-index',
    '--add',
    '--cacheinfo',
    `100644,${made.stdout.trim()},Requirements.txt`,
  );
  await repository.write('Requirements.txt', 'mine\n');
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'Another');
  await expectCommits(world);
  expect(await repository.read('Requirements.txt')).toBe('mine\n');
  expect(await repository.show('HEAD:Requirements.txt')).toBe('mine\n');
});

test.concurrent('`core.precomposeUnicode=false` and `core.protectNTFS`, `core.protectHFS` on: the lockfiles are in the commit', async () => {
  const world = await configured('core.precomposeUnicode', 'false');
  await world.repository.git('config', 'core.protectNTFS', 'true');
  await world.repository.git('config', 'core.protectHFS', 'true');
  await expectCommits(world);
});

test.concurrent('`core.sharedRepository=group`: the objects and the index stay open to the group, and the lockfiles keep their permissions', async () => {
  const world = await configured('core.sharedRepository', 'group');
  const { repository } = world;
  for (const path of MODES) await chmod(repository.path(path), 0o664);
  await expectCommits(world);
  const mode = async (path: string): Promise<number> => (await lstat(repository.path(path))).mode & 0o777;
  expect((await mode('.git/index')) & 0o060).toBe(0o060);
  for (const path of MODES) {
    expect(await mode(path)).toBe(0o664);
    const oid = await repository.id(`HEAD:${path}`);
    expect((await mode(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`)) & 0o040).toBe(0o040);
  }
});

test.concurrent('`core.checkStat=minimal` and `core.trustctime=false`: the lockfiles are in the commit, and seen as unchanged', async () => {
  const world = await configured('core.checkStat', 'minimal');
  await world.repository.git('config', 'core.trustctime', 'false');
  await expectCommits(world);
});

test.concurrent('a repository that is reached by a symbolic link: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  const link = `${repository.root}-link`;
  await repository.run('ln', ['-s', repository.root, link]);
  await edit(world, 'alpha<2');
  const { exitCode, stderr } = await repository.run('git', ['commit', '-a', '-m', 'By a link'], {
    cwd: link,
    env: { ...repository.env, PWD: link },
  });
  expect(exitCode, stderr).toBe(0);
  await expectCommitted(world, '1.1.0');
  expect(await repository.status()).toEqual([]);
});
