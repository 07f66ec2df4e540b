// topic: interruptions
import { expect, test } from 'vitest';
import { expectInterrupted } from './interrupted.js';

test.concurrent('SIGINT to the whole process group while uv resolves: there is no commit, nothing has changed and nothing is left', async () => {
  const { signal } = await expectInterrupted('SIGINT', 'all', 'resolving');
  expect(signal).toBe('SIGINT');
});

test.concurrent('SIGTERM to the whole process group while uv resolves: there is no commit, nothing has changed and nothing is left', async () => {
  const { signal } = await expectInterrupted('SIGTERM', 'all', 'resolving');
  expect(signal).toBe('SIGTERM');
});

test.concurrent('SIGHUP to the whole process group while uv resolves: there is no commit, nothing has changed and nothing is left', async () => {
  const { signal } = await expectInterrupted('SIGHUP', 'all', 'resolving');
  expect(signal).toBe('SIGHUP');
});

test.concurrent('SIGKILL to the whole process group while uv resolves: there is no commit, and the temporary folder goes with the next one', async () => {
  const { signal } = await expectInterrupted('SIGKILL', 'all', 'resolving');
  expect(signal).toBe('SIGKILL');
});

test.concurrent('SIGINT to the whole process group while lockfiles are written: all of them are taken back, and nothing is left', async () => {
  await expectInterrupted('SIGINT', 'all', 'writing');
});

test.concurrent('SIGTERM to the whole process group while lockfiles are written: all of them are taken back, and nothing is left', async () => {
  await expectInterrupted('SIGTERM', 'all', 'writing');
});

test.concurrent('SIGHUP to the whole process group while lockfiles are written: all of them are taken back, and nothing is left', async () => {
  await expectInterrupted('SIGHUP', 'all', 'writing');
});

test.concurrent('SIGKILL to the whole process group while lockfiles are written: without the lock that git left, the next commit is right and tidies up', async () => {
  await expectInterrupted('SIGKILL', 'all', 'writing');
});

test.concurrent('SIGTERM to the git that stages the lockfiles: all of them are taken back, and nothing is left', async () => {
  const { hookExit } = await expectInterrupted('SIGTERM', "lockgen's git", 'writing');
  expect(hookExit).toBe(2);
});

test.concurrent('SIGKILL to the git that stages the lockfiles: the commit is blocked, and the words name the lock that it left', async () => {
  const { hookExit, stderr, milliseconds } = await expectInterrupted('SIGKILL', "lockgen's git", 'writing');
  expect(hookExit).toBe(2);
  expect(stderr).toContain('git update-index was killed');
  expect(stderr).toMatch(/next: if no git runs any more: rm -f \S+index\.lock · then git status/);
  // The lock is waited for once.
  expect(milliseconds).toBeLessThan(11_000);
});
