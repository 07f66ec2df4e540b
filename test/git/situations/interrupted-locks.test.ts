// topic: interruptions
import { existsSync } from 'node:fs';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Hooked, inWorkTree, temporaryFiles } from '../../helpers/hooked.js';
import { standing } from '../../helpers/wired.js';
import { expectLocked, expectPins, expectWorkAtHand } from './expect.js';
import { heldFilter, whileResolving } from './held.js';
import { expectAsBefore, interruptible } from './interrupted.js';
import { EDIT, EDITED, manifest, started } from './started.js';
import { startCommit, type UnderWay } from './under-way.js';

const BYTES = 'of another program\n';

/** Another program's lock. */
async function lock(path: string): Promise<void> {
  await writeFile(path, BYTES, { flag: 'wx' });
}

/** A commit during whose resolution another program does something. */
async function meanwhile(world: Hooked, happens: () => Promise<void>): Promise<UnderWay> {
  const held = await whileResolving();
  const commit = startCommit(world, held.env);
  await held.reached();
  await happens();
  await held.letGo();
  return commit;
}

/** The commit is blocked in the end, in words that name the lock; everything is as it was, the lock included. */
async function expectBlockedBy(world: Hooked, path: string): Promise<void> {
  const before = await standing(world.repository);
  const commit = await meanwhile(world, () => lock(path));
  const started = performance.now();
  const ended = await commit.ended();
  expect(performance.now() - started).toBeGreaterThan(2_000);
  expect([ended.hookExit, ended.exitCode], ended.stderr).toEqual([2, 1]);
  expect(ended.stderr).toContain(`lockgen: commit blocked: another program holds ${path}\n`);
  expect(ended.stderr).toContain(
    'next: try again when it has ended; if no git runs any more, remove that file',
  );
  expect(await readFile(path, 'utf8')).toBe(BYTES);
  expect(await standing(world.repository)).toBe(before);
  expect(await temporaryFiles(world.repository)).toEqual([]);
}

/** The next commit removes locks as a user would, and is right. */
const THEN = { killed: true, hookDied: false } as const;

test.concurrent("another program's index.lock that goes after a moment: the commit waits for it, and has its lockfiles", async () => {
  const world = await interruptible();
  const path = world.repository.path('.git/index.lock');
  const commit = await meanwhile(world, () => lock(path));
  await commit.refused(3);
  await rm(path);
  const { exitCode, stderr } = await commit.ended();
  expect(exitCode, stderr).toBe(0);
  await expectPins(world, EDITED);
  await expectWorkAtHand(world);
});

test.concurrent("another program's index.lock that stays: the commit is blocked after seconds in words that name it, and nothing has changed", async () => {
  const world = await interruptible();
  await expectBlockedBy(world, world.repository.path('.git/index.lock'));
  await expectAsBefore(world, THEN);
});

test.concurrent('an index.lock that is a year old: the commit is blocked all the same, and lockgen does not remove it', async () => {
  const world = await interruptible();
  const path = world.repository.path('.git/index.lock');
  const commit = await meanwhile(world, async () => {
    await lock(path);
    const aYearAgo = new Date(Date.now() - 365 * 86_400_000);
    await utimes(path, aYearAgo, aYearAgo);
  });
  const { hookExit, stderr } = await commit.ended();
  expect(hookExit, stderr).toBe(2);
  expect(await readFile(path, 'utf8')).toBe(BYTES);
  await expectAsBefore(world, THEN);
});

test.concurrent('a git add of another terminal that takes its time: the commit waits for it, and has its lockfiles', async () => {
  const world = await interruptible();
  const { repository } = world;
  const adding = await heldFilter(repository, 'slow.txt', 'true');
  let added: Promise<unknown> = Promise.resolve();
  const commit = await meanwhile(world, async () => {
    await repository.write('slow.txt', 'slow\n');
    added = repository.git('add', 'slow.txt');
    await adding.reached();
  });
  await commit.refused(2);
  await adding.letGo();
  await added;
  const { exitCode, stderr } = await commit.ended();
  expect(exitCode, stderr).toBe(0);
  expect(await repository.show(':slow.txt')).toBe('slow\n');
  await expectPins(world, EDITED);
  await expectWorkAtHand(world);
});

test.concurrent("another program's lock of the branch: git refuses the commit, the lockfiles are staged, and the next commit is right", async () => {
  const world = await interruptible();
  const path = world.repository.path('.git/refs/heads/main.lock');
  const commit = await meanwhile(world, () => lock(path));
  const { hookExit, exitCode, stderr } = await commit.ended();
  expect([hookExit, exitCode], stderr).toEqual([0, 128]);
  expect(stderr).toContain('main.lock');
  expect(await readFile(path, 'utf8')).toBe(BYTES);
  await expectAsBefore(world, { ...THEN, staged: true });
});

test.concurrent('git commit -a beside an index.lock: git refuses before the hook, and nothing has changed', async () => {
  const world = await interruptible();
  const { repository } = world;
  const path = repository.path('.git/index.lock');
  await lock(path);
  const before = await standing(repository);
  const { exitCode, stderr } = await repository.tryCommit('All', { args: ['-a'] });
  expect(exitCode).toBe(128);
  expect(stderr).not.toContain('lockgen:');
  expect(await standing(repository)).toBe(before);
  expect(await readFile(path, 'utf8')).toBe(BYTES);
  await expectAsBefore(world, THEN);
});

/** A linked worktree with a staged edit, and the path of its index's lock. */
async function linked(): Promise<{ readonly world: Hooked; readonly main: Hooked; readonly path: string }> {
  const main = await started();
  const root = join(dirname(main.repository.root), 'linked');
  await main.repository.git('worktree', 'add', '--quiet', '-b', 'linked', root);
  const world = inWorkTree(main, root);
  await world.repository.stage({ 'pyproject.toml': manifest(EDIT) });
  return { world, main, path: main.repository.path('.git/worktrees/linked/index.lock') };
}

test.concurrent("a linked worktree's own index.lock that stays: its commit is blocked in words that name it, and nothing has changed", async () => {
  const { world, path } = await linked();
  await expectBlockedBy(world, path);
  await rm(path);
  await world.repository.commit('Again');
  await expectLocked(world, EDITED);
});

test.concurrent("the main worktree's index.lock: a commit in a linked worktree has its lockfiles, and the lock stays", async () => {
  const { world, main } = await linked();
  const path = main.repository.path('.git/index.lock');
  await lock(path);
  await world.repository.commit('Change');
  expect(await readFile(path, 'utf8')).toBe(BYTES);
  await rm(path);
  await expectLocked(world, EDITED);
});

test.concurrent("lockgen resolve beside another program's index.lock that stays: it fails in words that name it, nothing has changed, and it is right without", async () => {
  const world = await interruptible();
  const { repository, lockgen } = world;
  const path = repository.path('.git/index.lock');
  const before = await standing(repository);
  await lock(path);
  const { exitCode, stderr } = await lockgen(['resolve']);
  expect(exitCode, stderr).toBe(2);
  expect(stderr).toContain(`another program holds ${path}\n`);
  expect(await readFile(path, 'utf8')).toBe(BYTES);
  expect(await standing(repository)).toBe(before);
  await rm(path);
  expect((await lockgen(['resolve'])).exitCode).toBe(0);
  await repository.commit('Change', { args: ['--no-verify'] });
  await expectPins(world, EDITED);
});

test.concurrent('lockgen generate and check beside an index.lock: they need no index, and work', async () => {
  const world = await interruptible();
  const { repository, lockgen } = world;
  const path = repository.path('.git/index.lock');
  await lock(path);
  const check = await lockgen(['check']);
  expect(check.exitCode, check.stderr).toBe(1);
  const generate = await lockgen(['generate']);
  expect(generate.exitCode, generate.stderr).toBe(0);
  expect((await lockgen(['check'])).exitCode).toBe(0);
  expect(existsSync(path)).toBe(true);
});
