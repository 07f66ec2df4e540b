// topic: repositories

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { blocked, type Hooked, inWorkTree } from '../../helpers/hooked.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { edit, expectCommits, expectCommitted, started } from './kept.js';

/** A clone of a started repository, with the hook. */
async function cloned(origin: Hooked, ...args: readonly string[]): Promise<Hooked> {
  const { root, git } = origin.repository;
  await git('config', 'uploadpack.allowFilter', 'true');
  await git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const copy = join(await scratchFolder(), 'clone');
  await git('clone', '--quiet', ...args, pathToFileURL(root).href, copy);
  const clone = inWorkTree(origin, copy);
  await clone.repository.wireHook(origin.installed.shim);
  return clone;
}

async function missing({ repository }: Hooked): Promise<string[]> {
  const objects = await repository.git('rev-list', '--objects', '--all', '--missing=print');
  return objects.split('\n').filter((line) => line.startsWith('?'));
}

test.concurrent('a partial clone (`--filter=blob:none`): the lockfiles are in the commit', async () => {
  const origin = await started();
  await edit(origin, 'alpha>=1.1');
  await origin.repository.commit('Newer', { args: ['-a'] });
  const clone = await cloned(origin, '--filter=blob:none');
  expect(await missing(clone)).not.toEqual([]);
  await expectCommits(clone);
});

/** A partial clone whose lockfiles are neither in the work tree nor in the repository. */
async function withoutLockfiles(origin: Hooked): Promise<Hooked> {
  const clone = await cloned(origin, '--filter=blob:none', '--no-checkout');
  await clone.repository.git('sparse-checkout', 'set', '--no-cone', '/pyproject.toml', '/notes.md');
  await clone.repository.git('checkout', '--quiet', 'main');
  for (const name of ['requirements.txt', 'requirements-full.txt']) {
    expect(await missing(clone)).toContain(`?${await clone.repository.id(`HEAD:${name}`)}`);
  }
  return clone;
}

test.concurrent('a partial clone in which the old lockfiles are missing: they are fetched, and their pins are kept', async () => {
  const origin = await started();
  await edit(origin, 'alpha<2');
  await origin.repository.commit('Older', { args: ['-a'] });
  const clone = await withoutLockfiles(origin);
  const { repository } = clone;
  await edit(clone, 'alpha>=1');
  const { stderr } = await repository.commit('Change', { args: ['-a'] });
  expect(await repository.changed(), stderr).toEqual(['pyproject.toml']);
  expect(await clone.pins('requirements.txt')).toEqual(['alpha==1.1.0']);
  await edit(clone, 'alpha<1.1');
  await repository.commit('Path', { args: ['--', 'pyproject.toml'] });
  await expectCommitted(clone, '1.0.0');
  expect(await repository.status()).toEqual([]);
});

test.concurrent("a partial clone whose origin is gone: the commit is blocked with git's words, and changes nothing", async () => {
  const clone = await withoutLockfiles(await started());
  const { repository } = clone;
  await edit(clone, 'alpha<2');
  await repository.git('config', 'remote.origin.url', 'file:///nowhere/at/all');
  const words = await blocked(clone, () => repository.tryCommit('Change', { args: ['-a'] }));
  expect(words).toContain("'/nowhere/at/all' does not appear to be a git repository");
});

test.concurrent('a shallow clone: the lockfiles are in the commit', async () => {
  const origin = await started();
  await edit(origin, 'alpha>=1.1');
  await origin.repository.commit('Newer', { args: ['-a'] });
  const clone = await cloned(origin, '--depth=1');
  expect((await clone.repository.git('rev-list', '--count', 'HEAD')).trim()).toBe('1');
  await expectCommits(clone);
});
