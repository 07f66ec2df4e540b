// topic: repositories
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { hooked } from '../../helpers/hooked.js';
import { alphaProject, expectPathCommit, started } from './kept.js';

/** A repository in a folder of that name, with a project at its root. */
async function expectRepositoryIn(folder: string): Promise<void> {
  const world = await hooked({ folder });
  await world.commit({ 'pyproject.toml': alphaProject('alpha'), 'notes.md': 'one\n' });
  await expectPathCommit(world);
}

test.concurrent('a repository in a folder with spaces, quotes and a backslash: the lockfiles are in the commit', () =>
  expectRepositoryIn(`it's "my"  \\ repository`));

test.concurrent('a repository in a folder with a newline and a tab: the lockfiles are in the commit', () =>
  expectRepositoryIn('two\nlines\tof text'));

test.concurrent('a repository in a folder with glob characters, a dash and a colon in front: the lockfiles are in the commit', () =>
  expectRepositoryIn(':-[a]*?{b}$HOME'));

test.concurrent('a repository in a folder with letters beyond ASCII: the lockfiles are in the commit', () =>
  expectRepositoryIn('cafe\u0301 größe 日本 🐍'));

test.concurrent("names beside the project that aren't UTF-8: the lockfiles are in the commit, and those files stay", async () => {
  const world = await started();
  const { repository } = world;
  const odd = Buffer.from('odd-\xff\xfe.txt', 'latin1');
  const folder = Buffer.concat([Buffer.from(`${repository.root}/`), Buffer.from('fol\xe9der', 'latin1')]);
  await mkdir(folder);
  const inside = Buffer.concat([folder, Buffer.from('/pyproject.toml')]);
  await writeFile(inside, alphaProject('alpha', '[tool.lockgen]'));
  await writeFile(Buffer.concat([Buffer.from(`${repository.root}/`), odd]), 'mine\n');
  await repository.git('add', '--all');
  await repository.commit('Odd names', { args: ['--no-verify'] });
  await expectPathCommit(world);
  const names = await readdir(Buffer.from(repository.root), { encoding: 'buffer' });
  expect(names.some((name) => name.equals(odd))).toBe(true);
});

test.concurrent("a project in a folder whose name isn't UTF-8: the commit is blocked, and changes nothing", async () => {
  const world = await started();
  const { repository } = world;
  const folder = Buffer.concat([Buffer.from(`${repository.root}/`), Buffer.from('fol\xe9der', 'latin1')]);
  await mkdir(folder);
  const manifest = Buffer.concat([folder, Buffer.from('/pyproject.toml')]);
  await writeFile(manifest, alphaProject('alpha<2', '[tool.lockgen]'));
  await repository.git('add', '--all');
  const facts = async () => [
    await repository.id(),
    await repository.git('ls-files', '--stage', '-z'),
    await readdir(folder),
    await readdir(repository.root),
  ];
  const before = await facts();
  const { exitCode, stderr } = await repository.tryCommit('Change');
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toMatch(/^lockgen: commit blocked: .* has a name that is not UTF-8$/m);
  expect(await facts()).toEqual(before);
});
