// topic: repositories
import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { blocked, type Hooked, inWorkTree } from '../../helpers/hooked.js';
import { edit, expectCommits, started } from './kept.js';

/** A superproject with lockgen's project, and a copy of another repository as its submodule. */
async function withSubmodule(path: string): Promise<{ outer: Hooked; inner: Hooked }> {
  const [outer, source] = await Promise.all([started(), started()]);
  await outer.repository.git('submodule', '--quiet', 'add', '--force', source.repository.root, path);
  const inner = inWorkTree(outer, outer.repository.path(path));
  return { outer, inner };
}

test.concurrent('a commit inside of a submodule: its lockfiles are in it, and the superproject sees only a new commit', async () => {
  const { outer, inner } = await withSubmodule('lib');
  await outer.repository.commit('Add');
  await inner.repository.wireHook(outer.installed.shim);
  await expectCommits(inner);
  await inner.repository.git('reset', '--quiet', '--hard');
  expect(await outer.repository.status()).toEqual([' M lib']);
  await edit(outer, 'alpha<2');
  await outer.repository.commit('Both', { args: ['-a'] });
  expect(await outer.repository.changed()).toEqual([
    'lib',
    'pyproject.toml',
    'requirements-full.txt',
    'requirements.txt',
  ]);
  expect(await outer.pins('requirements.txt')).toEqual(['alpha==1.1.0']);
  expect(await outer.repository.status()).toEqual([]);
});

test.concurrent("a submodule at a lockfile's place: the commit is blocked, and the submodule stays", async () => {
  const outer = await started();
  const { repository } = outer;
  const source = await started();
  await repository.git('rm', '--quiet', 'requirements.txt');
  await repository.git('submodule', '--quiet', 'add', source.repository.root, 'requirements.txt');
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'A submodule');
  await edit(outer, 'alpha<2');
  const words = await blocked(outer, () => repository.tryCommit('Change', { args: ['-a'] }));
  expect(words).toContain('requirements.txt is a submodule, not a file');
});

test.concurrent("a submodule at a lockfile's place that is not checked out: the commit is blocked, and its folder stays empty", async () => {
  const outer = await started();
  const { repository } = outer;
  await repository.git('rm', '--quiet', 'requirements.txt');
  const head = await repository.id();
  await repository.git('update-index', '--add', '--cacheinfo', `160000,${head},requirements.txt`);
  await mkdir(repository.path('requirements.txt'));
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'A submodule');
  await edit(outer, 'alpha<2');
  const words = await blocked(outer, () => repository.tryCommit('Change', { args: ['-a'] }));
  expect(words).toContain('requirements.txt is a submodule, not a file');
});
