// topic: repositories
import { expect, test } from 'vitest';
import { standing } from '../../helpers/wired.js';
import { edit, expectCommit, started } from './kept.js';

// What git's own tests use to have a repository look like somebody else's.
const ANOTHER_OWNER = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };

test.concurrent("somebody else's repository (`safe.directory`): git refuses the commit in its own words, and nothing changes", async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('add', await edit(world, 'alpha<2'));
  const before = await standing(repository);
  const { exitCode, stderr } = await repository.tryCommit('Change', { env: ANOTHER_OWNER });
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('detected dubious ownership');
  expect(await standing(repository)).toBe(before);
});

test.concurrent("somebody else's repository in which a tool starts the hook: git's words pass through, and nothing changes", async () => {
  const world = await started();
  const { repository, installed } = world;
  await repository.git('add', await edit(world, 'alpha<2'));
  const before = await standing(repository);
  for (const [program, args] of [
    [installed.shim, []],
    [installed.bin, ['hook']],
    [installed.bin, ['check']],
    [installed.bin, ['generate']],
  ] as const) {
    const { exitCode, stderr } = await repository.run(program, args, {
      env: { ...repository.env, ...ANOTHER_OWNER },
    });
    expect(exitCode, `${program} ${args.join(' ')}`).toBe(2);
    expect(stderr).toContain('detected dubious ownership');
    expect(stderr).toContain('git config --global --add safe.directory');
    expect(await standing(repository)).toBe(before);
  }
});

test.concurrent("somebody else's repository that the user trusts (`safe.directory` set): the lockfiles are in the commit", async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('config', '--global', '--add', 'safe.directory', repository.root);
  Object.assign(repository.env, ANOTHER_OWNER);
  await expectCommit(world);
});
