// topic: interruptions
import { expect, test } from 'vitest';
import { expectInterrupted } from './interrupted.js';

/** The commit is blocked in words that say what happened, to which lockfile, and what to do. */
async function expectBlockedInWords(signal: NodeJS.Signals): Promise<void> {
  const { hookExit, exitCode, stderr } = await expectInterrupted(signal, 'uv', 'resolving');
  expect([hookExit, exitCode]).toEqual([2, 1]);
  expect(stderr).toMatch(
    /^lockgen: commit blocked: uv was killed while it resolved requirements(-full)?\.txt$/m,
  );
  expect(stderr).toMatch(/^lockgen: next: try again/m);
}

test.concurrent('SIGINT to uv alone: the commit is blocked in words that name it, nothing has changed and nothing is left', async () => {
  await expectBlockedInWords('SIGINT');
});

test.concurrent('SIGTERM to uv alone: the commit is blocked in words that name it, nothing has changed and nothing is left', async () => {
  await expectBlockedInWords('SIGTERM');
});

test.concurrent('SIGHUP to uv alone: the commit is blocked in words that name it, nothing has changed and nothing is left', async () => {
  await expectBlockedInWords('SIGHUP');
});

test.concurrent('SIGKILL to uv alone (as when memory is short): the commit is blocked in words that name it, nothing has changed and nothing is left', async () => {
  await expectBlockedInWords('SIGKILL');
});
