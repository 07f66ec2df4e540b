// topic: repositories
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inWorkTree } from '../../helpers/hooked.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { expectCommits, started } from './kept.js';

test.concurrent('a git folder elsewhere (`--separate-git-dir`): the lockfiles are in the commit', async () => {
  const world = await started();
  const folder = join(await scratchFolder(), 'the git folder');
  await world.repository.git('init', '--quiet', `--separate-git-dir=${folder}`);
  expect(await world.repository.read('.git')).toBe(`gitdir: ${folder}\n`);
  await expectCommits(world);
});

test.concurrent('a bare repository with a work tree beside it (`git --git-dir --work-tree`): the lockfiles are in the commit', async () => {
  const world = await started();
  const folder = join(await scratchFolder(), 'dotfiles.git');
  await rename(world.repository.path('.git'), folder);
  await world.repository.run('git', ['config', 'core.bare', 'true'], { cwd: folder });
  const { root, env } = world.repository;
  await expectCommits(inWorkTree(world, root, { ...env, GIT_DIR: folder, GIT_WORK_TREE: root }));
});

test.concurrent('a bare repository with `core.worktree` set: the lockfiles are in the commit', async () => {
  const world = await started();
  const folder = join(await scratchFolder(), 'dotfiles.git');
  await rename(world.repository.path('.git'), folder);
  const { root, env, run } = world.repository;
  await run('git', ['config', 'core.worktree', root], { cwd: folder });
  const other = inWorkTree(world, root, { ...env, GIT_DIR: folder });
  await expectCommits(other);
});
