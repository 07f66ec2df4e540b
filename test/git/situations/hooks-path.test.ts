// topic: repositories
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'vitest';
import type { Hooked } from '../../helpers/hooked.js';
import { expectBlocked, expectCommits, started } from './kept.js';

/** Moves the hook from `.git/hooks` to a folder of its own. */
async function hookIn(world: Hooked, folder: string): Promise<void> {
  const { repository } = world;
  await mkdir(folder, { recursive: true });
  await copyFile(repository.path('.git/hooks/pre-commit'), join(folder, 'pre-commit'));
  await rm(repository.path('.git/hooks/pre-commit'));
}

test.concurrent('`core.hooksPath` of the repository, a folder in it: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  await hookIn(world, repository.path('tools/hooks'));
  await repository.git('config', 'core.hooksPath', 'tools/hooks');
  await repository.git('add', 'tools');
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'Hooks');
  await expectCommits(world);
  await expectBlocked(world);
});

test.concurrent('`core.hooksPath` of the user, for all repositories: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  const folder = join(repository.home, 'my hooks');
  await hookIn(world, folder);
  await repository.git('config', '--global', 'core.hooksPath', folder);
  await expectCommits(world);
});

test.concurrent('`core.hooksPath` of the user, with a ~ in it: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  await hookIn(world, join(repository.home, 'hooks'));
  await repository.git('config', '--global', 'core.hooksPath', '~/hooks');
  await expectCommits(world);
});

test.concurrent("`core.hooksPath` that points into the installed package: the package's own hook runs", async () => {
  const world = await started();
  const { repository, installed } = world;
  await rm(repository.path('.git/hooks/pre-commit'));
  await repository.git('config', 'core.hooksPath', join(installed.folder, 'hooks'));
  await expectCommits(world);
});

test.concurrent('`core.hooksPath` in the environment (`GIT_CONFIG_COUNT`): the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  const folder = join(repository.home, 'hooks');
  await hookIn(world, folder);
  Object.assign(repository.env, {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: folder,
  });
  await expectCommits(world);
});
