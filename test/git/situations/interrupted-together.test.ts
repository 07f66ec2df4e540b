// topic: interruptions
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Hooked, inWorkTree, temporaryFiles } from '../../helpers/hooked.js';
import { AT_HAND, expectLocked, expectPins, expectTidy, expectWorkAtHand } from './expect.js';
import { type Held, whileResolving } from './held.js';
import { interruptible, NEW_PIN } from './interrupted.js';
import { EDIT, EDITED, manifest, pinned, started } from './started.js';
import { type Ended, startCommit, type UnderWay } from './under-way.js';

/** A commit whose uv waits. */
async function waitingCommit(
  world: Hooked,
  args?: readonly string[],
): Promise<{ readonly held: Held; readonly commit: UnderWay }> {
  const held = await whileResolving();
  const commit = startCommit(world, held.env, args);
  await held.reached();
  return { held, commit };
}

/** The commit of `interruptible`, made in whatever way. */
async function expectCommitted(world: Hooked): Promise<void> {
  await expectLocked(world, {
    ...EDITED,
    changed: ['notes.md', 'pyproject.toml'],
    status: AT_HAND.rest,
  });
  await expectWorkAtHand(world);
}

function expectDone({ exitCode, stderr }: Pick<Ended, 'exitCode' | 'stderr'>): void {
  expect(exitCode, stderr).toBe(0);
}

test.concurrent('two terminals that commit the same at the same moment: one of them makes the commit, and it is right', async () => {
  const world = await interruptible();
  const both = [await waitingCommit(world), await waitingCommit(world)];
  await Promise.all(both.map(({ held }) => held.letGo()));
  const ends = await Promise.all(both.map(({ commit }) => commit.ended()));
  expect(ends.filter(({ exitCode }) => exitCode === 0).length, JSON.stringify(ends)).toBe(1);
  await expectCommitted(world);
});

test.concurrent('two terminals that commit the same, one after the other has made it: the second makes none', async () => {
  const world = await interruptible();
  const [first, second] = [await waitingCommit(world), await waitingCommit(world)];
  await first.held.letGo();
  expectDone(await first.commit.ended());
  await second.held.letGo();
  const { exitCode, stderr } = await second.commit.ended();
  expect(exitCode, stderr).not.toBe(0);
  await expectCommitted(world);
});

test.concurrent('a second terminal that stages and commits something else meanwhile: its commit is right, and the first makes none', async () => {
  const world = await interruptible();
  const { held, commit } = await waitingCommit(world);
  await world.repository.stage({ 'pyproject.toml': manifest({ alpha: 'alpha<1.1' }) });
  await world.repository.commit('Second');
  await held.letGo();
  const { exitCode, stderr } = await commit.ended();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('was staged anew while the lockfiles were being made');
  await expectPins(world, pinned({ alpha: '1.0.0' }));
  await expectTidy(world, AT_HAND.rest);
  await expectWorkAtHand(world);
});

test.concurrent('two linked worktrees whose uvs resolve at the same moment: both commits are right', async () => {
  const main = await started();
  const linked = async (name: string, alpha: string): Promise<Hooked> => {
    const root = join(dirname(main.repository.root), name);
    await main.repository.git('worktree', 'add', '--quiet', '-b', name, root);
    const world = inWorkTree(main, root);
    await world.repository.stage({ 'pyproject.toml': manifest({ alpha }) });
    return world;
  };
  const [left, right] = [await linked('left', 'alpha<2'), await linked('right', 'alpha<1.1')];
  const both = [await waitingCommit(left), await waitingCommit(right)];
  await Promise.all(both.map(({ held }) => held.letGo()));
  for (const { commit } of both) expectDone(await commit.ended());
  await expectLocked(left, EDITED);
  await expectLocked(right, pinned({ alpha: '1.0.0' }));
  await expectTidy(main);
});

test.concurrent("an editor's git status and git add all the time: the commit waits for their locks, and is right", async () => {
  const world = await interruptible();
  const { repository } = world;
  const { held, commit } = await waitingCommit(world);
  let isOver = false;
  const editor = async (): Promise<void> => {
    for (let times = 0; !isOver; times += 1) {
      await repository.write('draft.md', `${times}\n`);
      // Either may find the index locked by lockgen's git.
      await repository.tryGit('add', 'draft.md');
      await repository.tryGit('status');
    }
  };
  const working = editor();
  await held.letGo();
  expectDone(await commit.ended());
  isOver = true;
  await working;
  await expectPins(world, EDITED);
  expect(await repository.show(':requirements.txt')).toContain(NEW_PIN);
  await expectWorkAtHand(world);
  expect(await temporaryFiles(repository)).toEqual([]);
});

test.concurrent("an editor's background commit of another file: git refuses the commit that was under way, and the next one is right", async () => {
  const world = await interruptible();
  const { repository } = world;
  const { held, commit } = await waitingCommit(world);
  await repository.write('draft.md', 'draft\n');
  await repository.git('add', 'draft.md');
  await repository.commit('Draft', { args: ['--', 'draft.md'] });
  await held.letGo();
  const { exitCode, stderr } = await commit.ended();
  expect(exitCode, stderr).toBe(128);
  await repository.commit('Again');
  await expectCommitted(world);
});

test.concurrent('lockgen generate while a hook resolves: what it wrote is replaced, and the commit is right', async () => {
  const world = await interruptible();
  const { repository, lockgen } = world;
  const { held, commit } = await waitingCommit(world);
  await repository.write('pyproject.toml', manifest({ alpha: 'alpha<1.1' }));
  expectDone(await lockgen(['generate']));
  expect(await repository.read('requirements.txt')).toContain('alpha==1.0.0');
  await held.letGo();
  const ended = await commit.ended();
  expectDone(ended);
  expect(ended.stderr).toContain('had a text that lockgen wrote before and that was not staged');
  await expectPins(world, EDITED);
  expect(await repository.read('requirements.txt')).toBe(await repository.show('HEAD:requirements.txt'));
  await expectTidy(world, [...AT_HAND.rest, ' M pyproject.toml']);
});

test.concurrent('a commit while lockgen generate resolves: the commit is right, and generate leaves the same', async () => {
  const world = await interruptible();
  const held = await whileResolving();
  const generate = world.lockgen(['generate'], { env: held.env });
  await held.reached();
  await world.repository.commit('Change');
  await held.letGo();
  expectDone(await generate);
  await expectCommitted(world);
});

/** Runs a command of lockgen's twice, both of them up to the moment when uv resolves, and then on. */
async function twice(world: Hooked, command: string) {
  const both = await Promise.all([whileResolving(), whileResolving()]);
  const running = both.map(({ env }) => world.lockgen([command], { env }));
  for (const held of both) await held.reached();
  await Promise.all(both.map((held) => held.letGo()));
  return await Promise.all(running);
}

test.concurrent('two lockgen generate at the same moment: both write the same lockfiles, and nothing is left', async () => {
  const world = await started();
  await world.repository.write('pyproject.toml', manifest(EDIT));
  for (const result of await twice(world, 'generate')) expectDone(result);
  expect((await world.lockgen(['check'])).exitCode).toBe(0);
  await world.repository.git('commit', '--quiet', '--all', '-m', 'Change');
  await expectLocked(world, EDITED);
});

test.concurrent('two lockgen resolve at the same moment: one of them at least stages the lockfiles, and the commit is right', async () => {
  const world = await interruptible();
  const results = await twice(world, 'resolve');
  expect(results.map(({ exitCode }) => exitCode).sort(), JSON.stringify(results)).toEqual([
    0,
    expect.any(Number),
  ]);
  await world.repository.commit('Change', { args: ['--no-verify'] });
  await expectCommitted(world);
});
