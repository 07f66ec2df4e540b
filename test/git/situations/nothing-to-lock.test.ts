// topic: commands
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Alone, type Hooked, withoutUvAndPython } from '../../helpers/hooked.js';
import { standing } from '../../helpers/wired.js';
import { expectTidy, NOTES } from './expect.js';
import { EDIT, manifest, started } from './started.js';

/** An environment in which node can't be started either, without a note of it. */
async function withoutNode(world: Hooked): Promise<Alone> {
  const alone = await withoutUvAndPython(world);
  const folder = alone.env.PATH ?? '';
  await rm(join(folder, 'node'));
  await writeFile(join(folder, 'node'), `#!/bin/sh\necho "node $*" >>'${folder}/log'\nexit 97\n`, {
    mode: 0o755,
  });
  return alone;
}

/** A commit for which nothing is started, and nothing is said. */
async function expectInstant(world: Hooked, args: readonly string[]): Promise<void> {
  const { repository } = world;
  const alone = await withoutNode(world);
  const { exitCode, stderr } = await repository.run('git', ['commit', '--quiet', ...args], {
    env: { ...alone.env, GIT_EDITOR: ':' },
  });
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toBe('');
  expect(await alone.started()).toEqual([]);
  await expectTidy(world);
}

test.concurrent('an empty commit: not even node is started', async () => {
  await expectInstant(await started(), ['--allow-empty', '-m', 'Empty']);
});

test.concurrent('`git commit --amend` that only rewords: not even node is started', async () => {
  const world = await started();
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await expectInstant(world, ['--amend', '-m', 'Reworded']);
});

test.concurrent('`git commit --amend --no-edit` of another author: not even node is started', async () => {
  await expectInstant(await started(), ['--amend', '--no-edit', '--author=Other <other@example.org>']);
});

test.concurrent('`git commit --fixup=reword:`: not even node is started', async () => {
  await expectInstant(await started(), ['--fixup=reword:HEAD']);
});

test.concurrent('a commit of files that no lockfile is made from: not even node is started', async () => {
  const world = await started();
  await world.repository.stage({ 'notes.md': NOTES.staged, 'src/main.py': 'print()\n' });
  await expectInstant(world, ['-m', 'Source']);
});

test.concurrent('a commit of a lockfile in another folder, beside no project: uv is not started', async () => {
  const world = await started();
  const { repository } = world;
  const alone = await withoutUvAndPython(world);
  await repository.stage({ 'other/requirements.txt': 'mine\n' });
  await repository.commit('Mine', { env: alone.env });
  expect(await alone.started()).toEqual([]);
  expect(await repository.changed()).toEqual(['other/requirements.txt']);
  await expectTidy(world);
});

test.concurrent('a commit of pyproject.toml in which only prose and tools changed: uv is not started', async () => {
  const world = await started();
  const { repository } = world;
  const alone = await withoutUvAndPython(world);
  await repository.stage({ 'pyproject.toml': `${manifest()}\n# A word.\n[tool.ruff]\nline-length = 100\n` });
  await repository.commit('Tools', { env: alone.env });
  expect(await alone.started()).toEqual([]);
  expect(await repository.changed()).toEqual(['pyproject.toml']);
  await expectTidy(world);
});

test.concurrent('`git commit` with nothing staged: git refuses it, and nothing changes', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write('pyproject.toml', manifest(EDIT));
  const before = await standing(repository);
  expect((await repository.tryCommit('Nothing')).exitCode).toBe(1);
  expect(await standing(repository)).toBe(before);
});

test.concurrent('`git commit --dry-run`: nothing is started, and nothing changes', async () => {
  const world = await started();
  const { repository } = world;
  const alone = await withoutNode(world);
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  const before = await standing(repository);
  for (const form of [
    ['--dry-run'],
    ['--short'],
    ['--dry-run', '-a'],
    ['--dry-run', '--', 'pyproject.toml'],
  ]) {
    await repository.run('git', ['commit', ...form], { env: alone.env });
  }
  expect(await alone.started()).toEqual([]);
  expect(await standing(repository)).toBe(before);
});
