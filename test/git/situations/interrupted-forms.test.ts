// topic: interruptions
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { stateOf } from '../../kill/state.js';
import { expectPins } from './expect.js';
import { whileWriting } from './held.js';
import { expectInterrupted, interruptible, NEW_PIN } from './interrupted.js';
import { manifest, pinned } from './started.js';
import { send, startCommit } from './under-way.js';

test.concurrent('SIGINT to the whole process group under git commit -a while uv resolves: there is no commit, nothing has changed and nothing is left', async () => {
  const { signal } = await expectInterrupted('SIGINT', 'all', 'resolving', 'commit -a');
  expect(signal).toBe('SIGINT');
});

test.concurrent('SIGINT to the whole process group under git commit -a while lockfiles are written: all of them are taken back, and nothing is left', async () => {
  await expectInterrupted('SIGINT', 'all', 'writing', 'commit -a');
});

test.concurrent('SIGKILL to the whole process group under git commit -a while lockfiles are written: the next commit knows the new ones for its own', async () => {
  await expectInterrupted('SIGKILL', 'all', 'writing', 'commit -a');
});

test.concurrent('SIGKILL to lockgen under git commit -a while it writes the lockfiles: the next commit knows the new ones for its own', async () => {
  const { hookExit } = await expectInterrupted('SIGKILL', 'lockgen', 'writing', 'commit -a');
  expect(hookExit).toBe(128 + 9);
});

test.concurrent('SIGKILL to git alone under git commit -a while lockgen writes the lockfiles: all of them are taken back, and the words name the lock that git left', async () => {
  const { stderr } = await expectInterrupted('SIGKILL', 'git', 'writing', 'commit -a');
  expect(stderr).toMatch(/next: if no git runs any more: rm -f \S+index\.lock · then commit again/);
});

test.concurrent('SIGINT to the whole process group under git commit PATH while uv resolves: there is no commit, nothing has changed and nothing is left', async () => {
  const { signal } = await expectInterrupted('SIGINT', 'all', 'resolving', 'commit PATH');
  expect(signal).toBe('SIGINT');
});

test.concurrent('SIGINT to the whole process group under git commit PATH while lockfiles are written: all of them are taken back, and nothing is left', async () => {
  await expectInterrupted('SIGINT', 'all', 'writing', 'commit PATH');
});

test.concurrent('SIGKILL to the whole process group under git commit PATH while lockfiles are written: the next commit knows the new ones for its own', async () => {
  await expectInterrupted('SIGKILL', 'all', 'writing', 'commit PATH');
});

test.concurrent('SIGKILL to lockgen under git commit PATH while it writes the lockfiles: the next commit knows the new ones for its own', async () => {
  const { hookExit } = await expectInterrupted('SIGKILL', 'lockgen', 'writing', 'commit PATH');
  expect(hookExit).toBe(128 + 9);
});

test.concurrent('SIGKILL to git alone under git commit PATH while lockgen writes the lockfiles: all of them are taken back, and the words name the locks that git left', async () => {
  const { stderr } = await expectInterrupted('SIGKILL', 'git', 'writing', 'commit PATH');
  expect(stderr).toMatch(/next: if no git runs any more: rm -f \S+\.lock \S+\.lock · then commit again/);
});

test.concurrent("SIGKILL to the whole process group under git commit PATH while lockfiles are written, then another edit: the lockfiles that it left are nobody's edits, and the commit is right", async () => {
  const world = await interruptible('commit PATH');
  const { repository } = world;
  const held = await whileWriting(repository, NEW_PIN);
  const commit = startCommit(world, held.env, ['-m', 'Change', 'pyproject.toml']);
  await held.reached();
  const dead = await send('SIGKILL', 'all', commit.group);
  await dead();
  await held.letGo();
  await commit.ended();
  expect(await repository.read('requirements.txt')).toContain(NEW_PIN);
  for (const lock of (await stateOf(repository.root)).locks) await rm(repository.path(`.git/${lock}`));
  await repository.write('pyproject.toml', manifest({ alpha: 'alpha<1.1' }));
  await repository.commit('Another', { args: ['pyproject.toml'] });
  await expectPins(world, pinned({ alpha: '1.0.0' }));
});
