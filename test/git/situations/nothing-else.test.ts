// topic: commands
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../../src/cache.js';
import type { Hooked } from '../../helpers/hooked.js';
import { putWorkAtHand } from './expect.js';
import { EDIT, IMPOSSIBLE, manifest, started } from './started.js';

test.concurrent('`git commit`, and all that there is in the repository and its user’s home: beside the lockfiles and the cache, only what git itself writes is changed', async () => {
  const world = await started();
  await putWorkAtHand(world);
  await world.repository.stage({ 'pyproject.toml': manifest(EDIT) });
  const env = { UV_CACHE_DIR: join(world.repository.home, '.cache', 'uv') };
  const changed = await changedBy(world, () => world.repository.commit('Edit', { env }));
  expect(changed.filter((path) => !isOfGit(path))).toEqual([
    'home/CACHE',
    'repository/requirements-full.txt',
    'repository/requirements.txt',
  ]);
});

test.concurrent('`git commit` that is blocked, and all that there is in the repository and its user’s home: nothing of it is changed', async () => {
  const world = await started();
  await putWorkAtHand(world);
  await world.repository.stage({ 'pyproject.toml': IMPOSSIBLE });
  const entries = await world.repository.git('ls-files', '--stage', '-v');
  const changed = await changedBy(world, async () => {
    expect((await world.repository.tryCommit('Impossible')).exitCode).toBe(1);
  });
  // git asks for the files' times, and makes the commit's trees, before any hook. The cache knows the machine's programs.
  const others = changed.filter(
    (path) => !/^(home\/CACHE|repository\/\.git\/(index|objects\/.*))$/.test(path),
  );
  expect(others).toEqual([]);
  expect(await world.repository.git('ls-files', '--stage', '-v')).toBe(entries);
});

test.concurrent('`lockgen check`, `status` and `config`, beside edits that are not staged: nothing but the cache is changed', async () => {
  const world = await started();
  await putWorkAtHand(world);
  await world.repository.write('pyproject.toml', manifest(EDIT));
  const changed = await changedBy(world, async () => {
    expect((await world.lockgen(['check'])).exitCode).toBe(1);
    expect((await world.lockgen(['status'])).exitCode).toBe(0);
    expect((await world.lockgen(['config'])).exitCode).toBe(0);
  });
  expect(changed.filter((path) => path !== 'home/CACHE')).toEqual([]);
});

test.concurrent('a configuration that is code, and one outside of the repository: neither is run or read', async () => {
  const world = await started();
  const { repository } = world;
  const code = "require('node:fs').writeFileSync('ran', ''); throw new Error('run');\n";
  for (const name of ['.lockgenrc.js', '.lockgenrc.cjs', 'lockgen.config.js', 'lockgen.config.cjs'])
    await repository.write(name, code);
  await repository.git('add', '--all');
  for (const name of ['.lockgenrc', '.config/lockgenrc', '../.lockgenrc'])
    await repository.write(join('..', 'home', name), 'no-such-option: true\n');
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Edit');
  expect(await repository.changed()).toContain('requirements.txt');
  expect(await repository.tryRead('ran')).toBeUndefined();
});

/** What git writes for any commit, with or without a hook. */
function isOfGit(path: string): boolean {
  return /^repository\/\.git\/(index|COMMIT_EDITMSG|HEAD|(logs\/)?(HEAD|refs\/heads\/main)|objects\/.*)$/.test(
    path,
  );
}

/** Files, folders and links of the repository and its user's home that something adds, removes or changes. */
async function changedBy({ repository }: Hooked, doing: () => Promise<unknown>): Promise<string[]> {
  const all = async (): Promise<Map<string, string>> => {
    const found = new Map<string, string>();
    await look(repository.root, 'repository', found);
    await look(repository.home, 'home', found);
    return found;
  };
  const before = await all();
  await doing();
  const after = await all();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  const cache = cacheFolder(repository.env, process.platform, repository.home).slice(repository.home.length);
  const isCache = (path: string): boolean =>
    path.startsWith(`home${cache}`) || path.startsWith('home/.cache/uv');
  const named = changed.map((path) => (isCache(path) ? 'home/CACHE' : path));
  return [...new Set(named)].sort();
}

async function look(folder: string, as: string, found: Map<string, string>): Promise<void> {
  for (const name of await readdir(folder)) {
    const [path, at] = [`${as}/${name}`, join(folder, name)];
    const stats = await lstat(at);
    const content = stats.isSymbolicLink()
      ? await readlink(at)
      : stats.isFile()
        ? createHash('sha256')
            .update(await readFile(at))
            .digest('hex')
        : '';
    found.set(path, `${stats.mode} ${content}`);
    if (stats.isDirectory()) await look(at, path, found);
  }
}
