// topic: interruptions
import { expect, test } from 'vitest';
import { expectInterrupted } from './interrupted.js';

test.concurrent('SIGINT to git alone while uv resolves: there is no commit, lockgen ends by itself and writes nothing', async () => {
  const { signal } = await expectInterrupted('SIGINT', 'git', 'resolving');
  expect(signal).toBe('SIGINT');
});

test.concurrent('SIGTERM to git alone while uv resolves: there is no commit, lockgen ends by itself and writes nothing', async () => {
  const { signal } = await expectInterrupted('SIGTERM', 'git', 'resolving');
  expect(signal).toBe('SIGTERM');
});

test.concurrent('SIGHUP to git alone while uv resolves: there is no commit, lockgen ends by itself and writes nothing', async () => {
  const { signal } = await expectInterrupted('SIGHUP', 'git', 'resolving');
  expect(signal).toBe('SIGHUP');
});

test.concurrent('SIGKILL to git alone while uv resolves: there is no commit, lockgen ends by itself and writes nothing', async () => {
  const { signal, stderr } = await expectInterrupted('SIGKILL', 'git', 'resolving');
  expect(signal).toBe('SIGKILL');
  expect(stderr).toContain('the git that makes this commit has ended; nothing was staged');
});

test.concurrent('SIGINT to git alone while lockgen writes the lockfiles: all of them are taken back, and nothing is left', async () => {
  await expectInterrupted('SIGINT', 'git', 'writing');
});

test.concurrent('SIGTERM to git alone while lockgen writes the lockfiles: all of them are taken back, and nothing is left', async () => {
  await expectInterrupted('SIGTERM', 'git', 'writing');
});

test.concurrent('SIGHUP to git alone while lockgen writes the lockfiles: all of them are taken back, and nothing is left', async () => {
  await expectInterrupted('SIGHUP', 'git', 'writing');
});

test.concurrent('SIGKILL to git alone while lockgen writes the lockfiles: all of them are taken back, and nothing is left', async () => {
  await expectInterrupted('SIGKILL', 'git', 'writing');
});
