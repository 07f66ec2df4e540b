// topic: interruptions
import { expect, test } from 'vitest';
import { expectInterrupted } from './interrupted.js';

test.concurrent('SIGINT to lockgen while uv resolves: the commit is blocked, nothing has changed and nothing is left', async () => {
  const { hookExit, stderr } = await expectInterrupted('SIGINT', 'lockgen', 'resolving');
  expect(hookExit).toBe(130);
  expect(stderr).toContain('lockgen: interrupted; nothing was written');
});

test.concurrent('SIGTERM to lockgen while uv resolves: the commit is blocked, nothing has changed and nothing is left', async () => {
  const { hookExit } = await expectInterrupted('SIGTERM', 'lockgen', 'resolving');
  expect(hookExit).toBe(130);
});

test.concurrent('SIGHUP to lockgen while uv resolves: the commit is blocked, nothing has changed and nothing is left', async () => {
  const { hookExit } = await expectInterrupted('SIGHUP', 'lockgen', 'resolving');
  expect(hookExit).toBe(130);
});

test.concurrent('SIGKILL to lockgen while uv resolves: the commit is blocked, and its temporary folder goes with the next one', async () => {
  const { hookExit } = await expectInterrupted('SIGKILL', 'lockgen', 'resolving');
  expect(hookExit).toBe(128 + 9);
});

test.concurrent('SIGINT to lockgen while it writes the lockfiles: all of them are taken back, and nothing is left', async () => {
  const { hookExit } = await expectInterrupted('SIGINT', 'lockgen', 'writing');
  expect(hookExit).toBe(130);
});

test.concurrent('SIGTERM to lockgen while it writes the lockfiles: all of them are taken back, and nothing is left', async () => {
  const { hookExit } = await expectInterrupted('SIGTERM', 'lockgen', 'writing');
  expect(hookExit).toBe(130);
});

test.concurrent('SIGHUP to lockgen while it writes the lockfiles: all of them are taken back, and nothing is left', async () => {
  const { hookExit } = await expectInterrupted('SIGHUP', 'lockgen', 'writing');
  expect(hookExit).toBe(130);
});

test.concurrent('SIGKILL to lockgen while it writes the lockfiles: the next commit knows the new ones for its own, and tidies up', async () => {
  const { hookExit } = await expectInterrupted('SIGKILL', 'lockgen', 'writing');
  expect(hookExit).toBe(128 + 9);
});
