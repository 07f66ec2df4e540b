// topic: interruptions
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fullDisk, type Runner, shortFiles } from '../../helpers/disks.js';
import { withPath } from '../../helpers/environment.js';
import { temporaryFiles } from '../../helpers/hooked.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { sharedUv } from '../../helpers/uv.js';
import { standing } from '../../helpers/wired.js';
import { expectWorkAtHand } from './expect.js';
import { aboutToCommit } from './refused.js';

/** A commit that may be made or not. Gives whether it was. */
async function allOrNothing(runner: (at: (path: string) => string) => Runner): Promise<boolean> {
  const world = await aboutToCommit();
  const { repository } = world;
  const before = await standing(repository);
  const { exitCode, stderr } = await world.commitIn(runner(repository.path));
  // A git that such a limit kills leaves its lock, as a git that anything else kills; it says so itself.
  await rm(repository.path('.git/index.lock'), { force: true });
  expect(await temporaryFiles(repository)).toEqual([]);
  await expectWorkAtHand(world);
  if (exitCode === 0) expect(await world.pins('app/requirements.txt')).toContain('delta==2.0.0');
  else {
    expect(await standing(repository), stderr).toBe(before);
    // Git's own words, where it fails before the hook, are its own.
    if (stderr.includes('commit blocked')) expect(stderr).toMatch(/lockgen: next: .*(room|limit)/);
    await world.commitsRightly();
  }
  return exitCode === 0;
}

const ROOM = /next: (make room on the disk|raise the limit on the size of files)/;

test.concurrent('a disk that is full where the project is: blocked with what to do, and right once there is room', async () => {
  const { folder, blocksIn, commitsRightly } = await aboutToCommit();
  expect(await blocksIn(fullDisk(folder))).toMatch(ROOM);
  await commitsRightly();
});

test.concurrent('a disk that has room for one of two lockfiles: blocked, neither is written', async () => {
  const { folder, blocksIn, commitsRightly } = await aboutToCommit();
  expect(await blocksIn(fullDisk(folder, { pages: 1 }))).toMatch(ROOM);
  await commitsRightly();
});

test.concurrent("a disk that is full where git's objects are: blocked with git's words, and right once there is room", async () => {
  const { repository, blocksIn, commitsRightly } = await aboutToCommit();
  // Git needs two of them before the hook, for the trees of what is staged.
  const words = await blocksIn(fullDisk(repository.path('.git/objects'), { pages: 2 }));
  expect(words).toMatch(/git hash-object failed|temporary folder/);
  expect(words).toMatch(ROOM);
  await commitsRightly();
});

test.concurrent("a disk that is full where git's folder is, but for some pages: each time all or nothing, and right once there is room", async () => {
  // From too little for an object to enough for the whole commit.
  const ends = await Promise.all(
    [0, 4, 8, 16].map((pages) => allOrNothing((at) => fullDisk(at('.git'), { pages }))),
  );
  expect(ends).toContain(false);
});

test.concurrent('a disk that is full where temporary files are: blocked, TMPDIR is named, and nothing is left there', async () => {
  const { repository, blocksIn, commitsRightly } = await aboutToCommit();
  const words = await blocksIn(fullDisk(join(repository.home, 'tmp')));
  expect(words).toMatch(ROOM);
  expect(words).toMatch(/\/home\/tmp/);
  await commitsRightly();
});

test.concurrent('a disk that is full where the verdicts are: the commit is made', async () => {
  const { repository, commitIn, pins } = await aboutToCommit();
  const verdicts = join(repository.home, '.cache/lockgen/verdicts');
  await rm(verdicts, { recursive: true, force: true });
  const { exitCode, stderr } = await commitIn(fullDisk(verdicts, { names: false }));
  expect(exitCode, stderr).toBe(0);
  expect(stderr).not.toMatch(/ENOSPC|space/);
  expect(await readdir(verdicts)).toEqual([]);
  expect(await pins('app/requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
});

test.concurrent("a disk that is full where uv's cache is: blocked with uv's words, and right once there is room", async () => {
  const { repository, blocksIn, commitsRightly } = await aboutToCommit();
  const cache = join(repository.home, 'uv-cache');
  const words = await blocksIn(fullDisk(cache), { UV_CACHE_DIR: cache });
  expect(words).toMatch(ROOM);
  await commitsRightly();
});

test.concurrent('a limit on the size of files (ulimit -f) of the hook that nothing fits in: blocked with what to do, and right without it', async () => {
  const { blocksIn, commitsRightly } = await aboutToCommit();
  expect(await blocksIn(shortFiles(0))).toMatch(/next: raise the limit on the size of files \(ulimit -f\)/);
  await commitsRightly();
});

test.concurrent('a limit on the size of files of the hook that some fit in: each time all or nothing, and right without it', async () => {
  const ends = await Promise.all([0, 1, 2].map((blocks) => allOrNothing(() => shortFiles(blocks))));
  expect(ends).toContain(false);
});

test.concurrent('a limit on the size of files for uv alone: blocked with what to do, and right without it', async () => {
  const { repository, blocks, commitsRightly } = await aboutToCommit();
  const folder = await scratchFolder();
  const script = `#!/bin/sh\nulimit -f 0\nexec '${await sharedUv()}' "$@"\n`;
  await repository.run('sh', ['-c', 'printf %s "$0" >"$1" && chmod +x "$1"', script, join(folder, 'uv')]);
  const cache = join(repository.home, 'other-cache');
  const words = await blocks({ env: { ...withPath(repository.env, folder), XDG_CACHE_HOME: cache } });
  expect(words).toMatch(/next: .*(limit|ulimit)/);
  await commitsRightly();
});
