// topic: repositories

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Hooked, inWorkTree } from '../../helpers/hooked.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { edit, expectBlocked, expectCommits, expectCommitted, started } from './kept.js';

async function linked(world: Hooked, branch: string): Promise<Hooked> {
  const root = join(await scratchFolder(), branch);
  await world.repository.git('worktree', 'add', '--quiet', '-b', branch, root);
  return inWorkTree(world, root);
}

test.concurrent('a linked worktree: the common hook commits the lockfiles of its own index, and the main work tree is left alone', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write('notes.md', 'main\n');
  const before = await repository.status();
  const side = await linked(world, 'side');
  await expectCommits(side);
  await expectBlocked(side);
  expect(await repository.status()).toEqual(before);
  expect(await world.pins('requirements.txt', 'main')).toEqual(['alpha==2.0.0']);
});

test.concurrent('a linked worktree that was added from a linked worktree: it commits its own lockfiles', async () => {
  const world = await started();
  const first = await linked(world, 'first');
  const second = await linked(first, 'second');
  await expectCommits(second);
  expect(await first.repository.status()).toEqual([]);
});

test.concurrent('two linked worktrees that commit at the same moment: each commit has the lockfiles of its own project', async () => {
  const world = await started();
  const [left, right] = [await linked(world, 'left'), await linked(world, 'right')];
  await edit(left, 'alpha<2');
  await edit(right, 'alpha<1.1');
  await Promise.all([left, right].map(({ repository }) => repository.commit('Both', { args: ['-a'] })));
  await expectCommitted(left, '1.1.0');
  await expectCommitted(right, '1.0.0');
  for (const { repository } of [left, right, world]) expect(await repository.status()).toEqual([]);
});
