// topic: interruptions
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../../src/cache.js';
import { type Hooked, temporaryFiles } from '../../helpers/hooked.js';
import { AT_HAND, expectLocked, expectPins, expectWorkAtHand } from './expect.js';
import { type Held, whileResolving, whileWriting } from './held.js';
import { expectAsBefore, interruptible, NEW_PIN } from './interrupted.js';
import { EDIT, EDITED, manifest, started } from './started.js';
import { send, startCommit, type UnderWay } from './under-way.js';

const YEAR = 365 * 86_400_000;
const FUTURE = new Date('2040-01-01T00:00:00Z');
const PAST = new Date('1970-01-02T00:00:00Z');
const FIXTURE = fileURLToPath(new URL('../../fixtures/clock/jump.cjs', import.meta.url));

interface Clocked {
  readonly held: Held;
  readonly commit: UnderWay;
  /** Has lockgen's clock jump. */
  jump(): Promise<void>;
}

/** A commit whose uv waits, and whose lockgen has a clock that can jump. */
async function clocked(world: Hooked, by: number): Promise<Clocked> {
  const { home } = world.repository;
  const held = await whileResolving();
  const jump = join(home, 'the-clock-has-jumped');
  const commit = startCommit(world, {
    ...held.env,
    NODE_OPTIONS: `--require=${FIXTURE}`,
    CLOCK_JUMPS_AT: jump,
    CLOCK_JUMPS_BY: String(by),
  });
  await held.reached();
  return { held, commit, jump: () => writeFile(jump, '') };
}

/** The commit of `interruptible` is made, and the next one, with the clock as it is, is right, too. */
async function expectDone(world: Hooked, commit: UnderWay): Promise<void> {
  const { repository } = world;
  const { exitCode, stderr } = await commit.ended();
  expect(exitCode, stderr).toBe(0);
  await expectLocked(world, { ...EDITED, changed: ['notes.md', 'pyproject.toml'], status: AT_HAND.rest });
  await expectWorkAtHand(world);
  await repository.stage({ 'pyproject.toml': manifest() });
  await repository.commit('Back');
  expect(await world.pins('requirements.txt')).toContain('alpha==1.1.0');
  expect(await temporaryFiles(repository)).toEqual([]);
}

test.concurrent('a clock that jumps a year ahead while uv resolves: the commit is right, and so is the next', async () => {
  const world = await interruptible();
  const { held, commit, jump } = await clocked(world, YEAR);
  await jump();
  await held.letGo();
  await expectDone(world, commit);
});

test.concurrent('a clock that jumps a year back while uv resolves: the commit is right, and so is the next', async () => {
  const world = await interruptible();
  const { held, commit, jump } = await clocked(world, -YEAR);
  await jump();
  await held.letGo();
  await expectDone(world, commit);
});

test.concurrent("a clock that jumps a year back beside another program's lock: the lock is waited for no longer than ever", async () => {
  const world = await interruptible();
  const path = world.repository.path('.git/index.lock');
  const { held, commit, jump } = await clocked(world, -YEAR);
  await writeFile(path, '', { flag: 'wx' });
  await held.letGo();
  await commit.refused(1);
  await jump();
  const { hookExit, stderr } = await commit.ended();
  expect(hookExit, stderr).toBe(2);
  expect(stderr).toContain(`another program holds ${path}`);
  await expectAsBefore(world, { killed: true, hookDied: false });
});

test.concurrent("a clock that jumps a year ahead beside another program's lock: the lock is still waited for", async () => {
  const world = await interruptible();
  const path = world.repository.path('.git/index.lock');
  const { held, commit, jump } = await clocked(world, YEAR);
  await writeFile(path, '', { flag: 'wx' });
  await held.letGo();
  await commit.refused(1);
  await jump();
  await commit.refused(4);
  await rm(path);
  await expectDone(world, commit);
});

/** Gives all files of the repository, git's own included, another time. */
async function setTimes({ repository }: Hooked, time: Date): Promise<void> {
  for (const entry of await readdir(repository.root, { recursive: true })) {
    await utimes(repository.path(entry), time, time);
  }
}

/** Two commits, of which the second changes no size. */
async function expectCommits(world: Hooked): Promise<void> {
  const { repository } = world;
  await repository.commit('Change', { args: ['-a'] });
  await expectLocked(world, EDITED);
  await repository.write('pyproject.toml', manifest({ alpha: 'alpha<1' }).replace('alpha<1', 'alpha>1'));
  await repository.commit('Same size', { args: ['-a'] });
  await expectPins(world, EDITED);
  expect(await repository.status()).toEqual([]);
}

test.concurrent('files, and an index, from the year 2040: the commits are right, and status is clean', async () => {
  const world = await started();
  await world.repository.write('pyproject.toml', manifest(EDIT));
  await setTimes(world, FUTURE);
  await expectCommits(world);
});

test.concurrent('files, and an index, from 1970: the commits are right, and status is clean', async () => {
  const world = await started();
  await world.repository.write('pyproject.toml', manifest(EDIT));
  await setTimes(world, PAST);
  await expectCommits(world);
});

test.concurrent('commits that are dated 2099 and then 1970: their lockfiles are right', async () => {
  const world = await started();
  const { repository } = world;
  const dated = (date: string) => ({ GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date });
  await repository.stage({ 'pyproject.toml': manifest({ alpha: 'alpha<1.1' }) });
  await repository.commit('Late', { env: dated('2099-01-01T00:00:00Z') });
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Early', { env: dated('1970-01-02T00:00:00Z') });
  await expectPins(world, {
    base: ['alpha==1.0.0', 'iota==2.0.0', 'kappa-core==3.1.0'],
    more: ['delta==2.0.0'],
  });
});

/** Gives all records of what is known to be fresh another time. */
async function setTimesOfVerdicts({ repository }: Hooked, time: Date): Promise<number> {
  const folder = join(cacheFolder(repository.env, process.platform, repository.home), 'verdicts');
  const entries = await readdir(folder, { recursive: true });
  for (const entry of entries) await utimes(join(folder, entry), time, time);
  return entries.length;
}

test.concurrent('what is known to be fresh since 2040: the commit is right', async () => {
  const world = await started();
  expect(await setTimesOfVerdicts(world, FUTURE)).toBeGreaterThan(0);
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await expectLocked(world, EDITED);
});

test.concurrent('what is known to be fresh since 1970: the commit is right', async () => {
  const world = await started();
  expect(await setTimesOfVerdicts(world, PAST)).toBeGreaterThan(0);
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await expectLocked(world, EDITED);
});

test.concurrent('what a killed run left with a time in 2040: the next commit removes it, and is right', async () => {
  const world = await interruptible();
  const { repository } = world;
  const held = await whileWriting(repository, NEW_PIN);
  const commit = startCommit(world, held.env);
  await held.reached();
  const dead = await send('SIGKILL', 'all', commit.group);
  await dead();
  await held.letGo();
  await commit.ended();
  const left = (await readdir(repository.root)).filter((name) => name.startsWith('.lockgen-'));
  expect(left.length).toBeGreaterThan(0);
  for (const name of left) await utimes(repository.path(name), FUTURE, FUTURE);
  await expectAsBefore(world, { killed: true, hookDied: true });
});

test.concurrent("what another machine's killed runs left with times in 2040 and 1970: the next commit removes it, but nothing new", async () => {
  const world = await started();
  const { repository } = world;
  const temporary = join(repository.home, 'tmp');
  // Of a process that can't be asked for from here.
  const file = (letter: string) => repository.path(`.lockgen-ffffff-4194305-${letter.repeat(12)}.tmp`);
  const folder = (letter: string) => join(temporary, `lockgen-ffffff-4194305-${letter.repeat(6)}`);
  for (const [letter, time] of [
    ['a', FUTURE],
    ['b', PAST],
    ['c', new Date()],
  ] as const) {
    await writeFile(file(letter), '');
    await utimes(file(letter), time, time);
    await mkdir(folder(letter));
    await utimes(folder(letter), time, time);
  }
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Change');
  expect(await readdir(temporary)).toEqual(['lockgen-ffffff-4194305-cccccc']);
  await rm(folder('c'), { recursive: true });
  expect(await readFile(file('c'), 'utf8')).toBe('');
  await rm(file('c'));
  await expectLocked(world, EDITED);
});
