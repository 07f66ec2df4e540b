// topic: repositories
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hooked } from '../../helpers/hooked.js';
import { alphaProject, expectBlocked, expectCommits, started } from './kept.js';

async function configured(...settings: readonly string[]) {
  const world = await started();
  for (const setting of settings) {
    const [name = '', value = ''] = setting.split('=');
    await world.repository.git('config', name, value);
  }
  return world;
}

test.concurrent('a repository of SHA-256 names: the lockfiles are in the commit', async () => {
  const world = await hooked({ init: ['--object-format=sha256'] });
  await world.commit({ 'pyproject.toml': alphaProject('alpha'), 'notes.md': 'one\n' });
  expect(await world.repository.id()).toMatch(/^[0-9a-f]{64}$/);
  await expectCommits(world);
});

test.concurrent('a split index: the lockfiles are in the commit, and no lock is left', async () => {
  const world = await configured('core.splitIndex=true', 'splitIndex.maxPercentChange=100');
  const { repository } = world;
  await repository.git('update-index', '--split-index');
  const shared = async () =>
    (await readdir(repository.path('.git'))).filter((name) => name.startsWith('sharedindex.'));
  expect(await shared()).toHaveLength(1);
  await expectCommits(world);
  expect(await shared()).not.toEqual([]);
  await expectBlocked(world);
  expect((await readdir(repository.path('.git'))).filter((name) => name.endsWith('.lock'))).toEqual([]);
});

test.concurrent('a split index that is split anew with each write: the lockfiles are in the commit', async () => {
  const world = await configured('core.splitIndex=true', 'splitIndex.maxPercentChange=0');
  await world.repository.git('update-index', '--split-index');
  await expectCommits(world);
});

test.concurrent('an index of version 4: the lockfiles are in the commit, and it stays one', async () => {
  const world = await configured('index.version=4');
  const { repository } = world;
  await repository.git('update-index', '--index-version', '4');
  await expectCommits(world);
  const bytes = await repository.run('od', ['-An', '-tu1', '-j7', '-N1', '.git/index']);
  expect(bytes.stdout.trim()).toBe('4');
});

test.concurrent('an untracked cache: the lockfiles are in the commit, and new files are still seen', async () => {
  const world = await configured('core.untrackedCache=true');
  const { repository } = world;
  await repository.git('update-index', '--force-untracked-cache');
  await repository.status();
  await expectCommits(world);
  await repository.write('own.txt', 'mine\n');
  expect(await repository.status()).toContain('?? own.txt');
});

test.concurrent('`feature.manyFiles` with threads that read the index: the lockfiles are in the commit', async () => {
  const world = await configured(
    'feature.manyFiles=true',
    'index.threads=4',
    'index.recordEndOfIndexEntries=true',
    'index.recordOffsetTable=true',
    'core.preloadIndex=true',
    'index.sparse=true',
  );
  await world.repository.git('update-index', '--index-version', '4');
  await expectCommits(world);
});

test.concurrent('`core.fsync` of everything: the lockfiles are in the commit', async () => {
  await expectCommits(await configured('core.fsync=all', 'core.fsyncMethod=batch'));
});

test.concurrent('a file system monitor (`core.fsmonitor`, a hook): the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  const monitor = join(repository.home, 'monitor');
  const log = join(repository.home, 'monitor.log');
  // Version 2: a token, then what may have changed; `/` is everything.
  await writeFile(monitor, `#!/bin/sh\necho "$*" >>'${log}'\nprintf 'token\\0/\\0'\n`, { mode: 0o755 });
  await repository.git('config', 'core.fsmonitor', monitor);
  await repository.git('config', 'core.fsmonitorHookVersion', '2');
  await repository.git('update-index', '--fsmonitor');
  await expectCommits(world);
  expect((await repository.run('cat', [log])).stdout).toMatch(/^2 /);
});

test.concurrent('a file system monitor that knows only what the user edited: the lockfiles are in the commit, and the index is right', async () => {
  const world = await started();
  const { repository } = world;
  const monitor = join(repository.home, 'monitor');
  await writeFile(monitor, "#!/bin/sh\nprintf 'token\\0pyproject.toml\\0notes.md\\0'\n", { mode: 0o755 });
  await repository.git('config', 'core.fsmonitor', monitor);
  await repository.git('config', 'core.fsmonitorHookVersion', '2');
  await repository.git('update-index', '--fsmonitor');
  await repository.status();
  await expectCommits(world);
  const unmonitored = await repository.git('-c', 'core.fsmonitor=false', 'status', '--porcelain');
  expect(unmonitored.trimEnd().split('\n')).toEqual(await repository.status());
});

test.concurrent("git's own file system monitor (`core.fsmonitor=true`), or its absence: the lockfiles are in the commit", async () => {
  const world = await configured('core.fsmonitor=true');
  const { repository } = world;
  try {
    await repository.status();
    await expectCommits(world);
  } finally {
    // Where this git has none, this is an error.
    await repository.tryGit('fsmonitor--daemon', 'stop');
  }
});
