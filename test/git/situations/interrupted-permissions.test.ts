// topic: interruptions
import { chmod, chown, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { expect, test } from 'vitest';
import { bound, readOnly } from '../../helpers/disks.js';
import { sharedUv } from '../../helpers/uv.js';
import { FAKE, fakeUv } from '../../helpers/uv-machine.js';
import { aboutToCommit } from './refused.js';

const NOBODY = 65_534;

test.concurrent('a project folder that may not be written: blocked with its name and what to do, and right once it may', async () => {
  const { folder, blocksIn, commitsRightly } = await aboutToCommit();
  await chmod(folder, 0o555);
  const words = await blocksIn(bound);
  expect(words).toMatch(/the lockfiles could not be written; nothing was changed/);
  expect(words).toMatch(/next: get the right to write there/);
  expect(words).toMatch(/EACCES.*\/app\//);
  await chmod(folder, 0o755);
  await commitsRightly();
});

test.concurrent('a project folder on a read-only disk: blocked with its name and what to do, and right once it is writable', async () => {
  const { folder, blocksIn, commitsRightly } = await aboutToCommit();
  const words = await blocksIn(readOnly(folder));
  expect(words).toMatch(/next: (the file system is read-only: remount it|get the right to write there)/);
  expect(words).toMatch(/(EROFS|EACCES).*\/app\//);
  await commitsRightly();
});

test.concurrent('a lockfile that may not be written, in a folder that may: it is replaced, and stays so', async () => {
  const { repository, commitIn } = await aboutToCommit();
  await chmod(repository.path('app/requirements.txt'), 0o444);
  const { exitCode, stderr } = await commitIn(bound);
  expect(exitCode, stderr).toBe(0);
  expect(await repository.show('HEAD:app/requirements.txt')).toContain('delta==2.0.0');
  expect(await repository.read('app/requirements.txt')).toContain('delta==2.0.0');
  expect((await stat(repository.path('app/requirements.txt'))).mode & 0o777).toBe(0o444);
});

test.concurrent("a lockfile of another user's, in a folder of one's own: it is replaced", async () => {
  const { repository, commitIn } = await aboutToCommit();
  const path = repository.path('app/requirements.txt');
  // Only root can give a file away; a user who isn't root has at least one that may not be written.
  if (getuid?.() === 0) await chown(path, NOBODY, NOBODY);
  else await chmod(path, 0o444);
  const { exitCode, stderr } = await commitIn(bound);
  expect(exitCode, stderr).toBe(0);
  expect(await repository.read('app/requirements.txt')).toContain('delta==2.0.0');
  expect((await stat(path)).uid).toBe(getuid?.());
});

test.concurrent("a lockfile of another user's, in a folder where only owners may replace files: blocked, all is put back", async () => {
  const { repository, folder, blocksIn, commitsRightly } = await aboutToCommit();
  const path = repository.path('app/requirements.txt');
  if (getuid?.() === 0) {
    await chown(path, NOBODY, NOBODY);
    await chown(folder, NOBODY, NOBODY);
    await chmod(folder, 0o1777);
  } else await chmod(folder, 0o555);
  const words = await blocksIn(bound);
  expect(words).toMatch(/the lockfiles could not be written; nothing was changed/);
  expect(words).toMatch(/next: get the right to write there/);
  await chmod(folder, 0o755);
  await commitsRightly();
});

test.concurrent("objects of git that may not be written: blocked with git's words and what to do, and right once they may", async () => {
  const { repository, blocksIn, commitsRightly } = await aboutToCommit();
  await repository.run('chmod', ['-R', 'a-w', '.git/objects']);
  const words = await blocksIn(bound);
  expect(words).toMatch(/next: get the right to write there/);
  expect(words).toMatch(/insufficient permission for adding an object to repository database .git\/objects/);
  await repository.run('chmod', ['-R', 'u+w', '.git/objects']);
  await commitsRightly();
});

test.concurrent('a repository on a read-only disk: git says so itself, and nothing changes', async () => {
  const { repository, commitIn, commitsRightly } = await aboutToCommit();
  const before = await repository.git('ls-files', '--stage');
  const { exitCode, stderr } = await commitIn(readOnly(repository.root));
  expect(exitCode).not.toBe(0);
  expect(stderr).toMatch(/Read-only file system|Permission denied/);
  expect(await repository.git('ls-files', '--stage')).toBe(before);
  await commitsRightly();
});

test.concurrent('a home folder and a cache that may not be written: the commit is made, and so is the next', async () => {
  const { repository, commitIn } = await aboutToCommit();
  for (const name of ['', '.cache', '.cache/lockgen']) await chmod(join(repository.home, name), 0o555);
  await repository.run('chmod', ['-R', 'a-w', join(repository.home, '.cache/lockgen')]);
  const { exitCode, stderr } = await commitIn(bound);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).not.toMatch(/EACCES|permission/i);
  expect(await repository.show('HEAD:app/requirements.txt')).toContain('delta==2.0.0');
  await repository.stage({
    'app/pyproject.toml': `${await repository.read('app/pyproject.toml')}\n# again\n`,
  });
  expect((await commitIn(bound)).exitCode).toBe(0);
});

test.concurrent("uv's cache that may not be written: blocked with uv's words and what to do, and right once it may", async () => {
  const { repository, blocksIn, commitsRightly } = await aboutToCommit();
  const cache = join(repository.home, 'uv-cache');
  await mkdir(cache);
  await chmod(cache, 0o555);
  const words = await blocksIn(bound, { UV_CACHE_DIR: cache });
  expect(words).toMatch(/next: get the right to write there/);
  expect(words).toMatch(/uv-cache/);
  await commitsRightly();
});

test.concurrent("uv's cache that may not be written, which nobody chose: the commit is made with a temporary one, which is said once and goes", async () => {
  const { repository, commitIn } = await aboutToCommit();
  await chmod(join(repository.home, '.cache'), 0o555);
  const { exitCode, stderr } = await commitIn(bound, { UV_CACHE_DIR: undefined });
  expect(exitCode, stderr).toBe(0);
  const cache = join(repository.home, '.cache', 'uv');
  expect(stderr.split(`uv's cache (${cache}) can't be written: this run has a temporary one`)).toHaveLength(
    2,
  );
  expect(await repository.show('HEAD:app/requirements.txt')).toContain('delta==2.0.0');
  expect(await readdir(join(repository.home, 'tmp'))).toEqual([]);
});

test.concurrent('a cache folder on a read-only disk, without a uv: uv and its cache are for this commit alone, which one line says', async () => {
  const { repository, commitIn } = await aboutToCommit();
  const home = join(repository.home, 'caches');
  await mkdir(home);
  const { wanted, pip } = await fakeUv(
    `[ "$1" = --version ] && { echo 'uv ${FAKE}'; exit; }\nexec '${await sharedUv()}' "$@"`,
  );
  await repository.write(
    '.lockgenrc.json',
    JSON.stringify({ projects: ['app'], uvVersion: FAKE, uvHashes: wanted.hashes }),
  );
  await repository.stage({ '.lockgenrc.json': await repository.read('.lockgenrc.json') });
  const { exitCode, stderr } = await commitIn(readOnly(home), {
    ...pip,
    UV_CACHE_DIR: undefined,
    XDG_CACHE_HOME: home,
  });
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toMatch(
    /installed for this run only .*; uv's cache .* can't be written: this run has a temporary one/,
  );
  expect(await repository.show('HEAD:app/requirements.txt')).toContain('delta==2.0.0');
  expect([await readdir(home), await readdir(join(repository.home, 'tmp'))]).toEqual([[], []]);
});

test.concurrent('a temporary folder that may not be written: blocked, and TMPDIR is named', async () => {
  const { repository, blocksIn, commitsRightly } = await aboutToCommit();
  await chmod(join(repository.home, 'tmp'), 0o555);
  expect(await blocksIn(bound)).toMatch(
    /no temporary folder can be made in .*\/tmp\n.*next: set TMPDIR to a folder that is there/,
  );
  await chmod(join(repository.home, 'tmp'), 0o755);
  await commitsRightly();
});

test.concurrent('a TMPDIR that is not there: blocked, and TMPDIR is named', async () => {
  const { repository, blocks, commitsRightly } = await aboutToCommit();
  const words = await blocks({ env: { TMPDIR: join(repository.home, 'none') } });
  expect(words).toMatch(
    /no temporary folder can be made in .*\/none\n.*next: set TMPDIR to a folder that is there/,
  );
  await commitsRightly();
});

test.concurrent('no TMPDIR at all: the commit is made', async () => {
  const { repository, pins } = await aboutToCommit();
  const { TMPDIR: _, ...env } = repository.env;
  const run = await repository.run('git', ['commit', '-m', 'Change'], { env });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(await pins('app/requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
});
