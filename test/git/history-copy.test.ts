import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitSnapshot } from '../../src/git/commit-snapshot.js';
import { indexSnapshot } from '../../src/git/index-snapshot.js';
import type { Snapshot } from '../../src/git/snapshot.js';
import { worktreeSnapshot } from '../../src/git/worktree-snapshot.js';
import { makeRepository, openRepository, type TestRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

const context = ({ root, env }: TestRepository) => ({ cwd: root, env });

/** A folder with the file `a` of a snapshot and the history behind it, as a repository. */
async function copied(
  repository: TestRepository,
  snapshot: Snapshot,
  made: readonly string[] = [],
): Promise<TestRepository> {
  const folder = join(await scratchFolder(), 'copy');
  await mkdir(folder);
  await snapshot.materialise(['a'], folder);
  await snapshot.copyHistory?.(folder, made);
  return openRepository(folder, repository.home, repository.env);
}

const describe = async (repository: TestRepository): Promise<string> =>
  (await repository.git('describe', '--tags', '--long', '--dirty')).trim();

async function released(init: readonly string[] = []): Promise<TestRepository> {
  const repository = await makeRepository({ files: { a: 'one\n', b: 'b\n' }, init });
  await repository.git('tag', '-a', '-m', 'One', 'v1');
  await repository.stage({ a: 'two\n' });
  await repository.commit('Two');
  return repository;
}

test.concurrent('what is staged is a commit on top of HEAD, without a file of those before', async () => {
  const repository = await released();
  await repository.stage({ a: 'three\n' });
  await repository.write('a', 'four\n');
  const copy = await copied(repository, indexSnapshot(context(repository)));
  expect(await describe(copy)).toMatch(/^v1-2-g[0-9a-f]+$/);
  expect(await copy.git('show', 'HEAD:a')).toBe('three\n');
  expect(await copy.files()).toEqual(['a']);
  expect(await copy.id('HEAD~1')).toBe(await repository.id());
  expect((await copy.tryGit('cat-file', '-e', `${await repository.id('HEAD:b')}`)).exitCode).not.toBe(0);
  expect((await copy.git('symbolic-ref', 'HEAD')).trim()).toBe('refs/heads/main');
});

test.concurrent('where nothing is changed, HEAD keeps its name', async () => {
  const repository = await released();
  await repository.write('untracked', '');
  for (const open of [indexSnapshot, worktreeSnapshot]) {
    const copy = await copied(repository, open(context(repository)));
    expect(await describe(copy)).toBe(await describe(repository));
    expect(await copy.id()).toBe(await repository.id());
    expect(await copy.status()).toEqual([]);
  }
});

test.concurrent('a commit that has no other files stands for itself', async () => {
  const repository = await released();
  const copy = await copied(repository, commitSnapshot(context(repository), 'HEAD'), ['b']);
  expect(await describe(copy)).toBe(await describe(repository));
  expect(await copy.files()).toEqual(['a', 'b']);
  expect(await copy.git('for-each-ref', 'refs/replace')).toBe('');
});

test.concurrent('files on disk that are changed are a commit of their own, unless they are lockfiles', async () => {
  const repository = await released();
  await repository.write('b', 'changed\n');
  const snapshot = worktreeSnapshot(context(repository));
  const head = await repository.id();
  expect(await describe(await copied(repository, snapshot))).toMatch(/^v1-2-g/);
  expect(await (await copied(repository, snapshot, ['b'])).id()).toBe(head);
});

test.concurrent('lockfiles are in the commit, there or not, and no writing makes the tree dirty', async () => {
  const repository = await released();
  await repository.write('.gitignore', '!new\n');
  for (const [open, made] of [
    [indexSnapshot, ['b', 'deep/c']],
    [worktreeSnapshot, ['b', 'deep/c', '.gitignore']],
  ] as const) {
    const copy = await copied(repository, open(context(repository)), made);
    const clean = async (): Promise<void> => {
      expect(await copy.status()).toEqual([]);
      expect(await describe(copy)).toBe(await describe(repository));
      expect(await copy.git('diff', 'HEAD')).toBe('');
    };
    expect(await copy.files()).toEqual(expect.arrayContaining(['a', 'b', 'deep/c']));
    expect(await copy.git('show', 'HEAD:b')).toBe('b\n');
    expect(await copy.git('show', 'HEAD:deep/c')).toBe('');
    await clean();
    await copy.write('b', 'seeded\n');
    await copy.write('deep/c', 'seeded\n');
    await copy.write('of a build', '');
    await clean();
    await copy.remove('b');
    await clean();
    await copy.write('a', 'otherwise\n');
    expect(await copy.status()).toEqual([' M a']);
  }
});

test.concurrent('a commit of the past, with the tags that were behind it', async () => {
  const repository = await released();
  await repository.git('tag', 'v2');
  const before = await copied(repository, commitSnapshot(context(repository), 'HEAD~1'));
  expect(await describe(before)).toBe(`v1-0-g${(await repository.id('HEAD~1')).slice(0, 7)}`);
  expect(await before.git('show', 'HEAD:a')).toBe('one\n');
  expect(await before.git('tag')).toBe('v1\n');
  expect((await before.tryGit('symbolic-ref', 'HEAD')).exitCode).not.toBe(0);
});

test.concurrent('both sides of a merge that waits for its commit', async () => {
  const repository = await released();
  await repository.git('checkout', '--quiet', '-b', 'side', 'HEAD~1');
  await repository.stage({ c: '' });
  await repository.commit('Side');
  await repository.git('tag', 'v3');
  await repository.git('checkout', '--quiet', 'main');
  await repository.git('merge', '--quiet', '--no-commit', 'side');
  const copy = await copied(repository, indexSnapshot(context(repository)));
  expect(await describe(copy)).toMatch(/^v3-2-g[0-9a-f]+$/);
});

test.concurrent('the first commit of all, with objects of SHA-256', async () => {
  const repository = await makeRepository({ init: ['--object-format=sha256'] });
  await repository.stage({ a: 'one\n' });
  const copy = await copied(repository, indexSnapshot(context(repository)));
  expect((await copy.git('rev-list', '--count', 'HEAD')).trim()).toBe('1');
  expect((await copy.id()).length).toBe(64);
});

test.concurrent('a clone without all of the history stays one', async () => {
  const repository = await released();
  const root = join(await scratchFolder(), 'shallow');
  await repository.git('clone', '--quiet', '--depth', '1', `file://${repository.root}`, root);
  const shallow = openRepository(root, repository.home, repository.env);
  await shallow.stage({ a: 'three\n' });
  const copy = await copied(shallow, indexSnapshot(context(shallow)));
  expect((await copy.git('rev-list', '--count', 'HEAD')).trim()).toBe('2');
  expect((await copy.git('rev-parse', '--is-shallow-repository')).trim()).toBe('true');
});

test.concurrent("the user's hooks, signatures and line endings have no part in it, nor git's variables", async () => {
  const repository = await released();
  const hooks = join(await scratchFolder(), 'hooks');
  await mkdir(hooks);
  const log = join(hooks, 'log');
  await writeFile(join(hooks, 'post-index-change'), `#!/bin/sh\ntouch '${log}'\n`, { mode: 0o755 });
  await writeFile(join(hooks, 'reference-transaction'), `#!/bin/sh\ntouch '${log}'\n`, { mode: 0o755 });
  for (const [key, value] of [
    ['core.hooksPath', hooks],
    ['commit.gpgSign', 'true'],
    ['core.autocrlf', 'true'],
    ['user.useConfigOnly', 'true'],
  ]) {
    if (key !== undefined && value !== undefined) await repository.git('config', '--global', key, value);
  }
  const gitDir = repository.path('.git');
  const env = { ...repository.env, GIT_DIR: gitDir, GIT_INDEX_FILE: join(gitDir, 'index') };
  const index = await readFile(join(gitDir, 'index'));
  const snapshot = indexSnapshot({ cwd: repository.root, env });
  const copy = await copied(repository, snapshot);
  expect(await readFile(log).catch(() => undefined)).toBeUndefined();
  expect(await readFile(join(gitDir, 'index'))).toEqual(index);
  expect(await describe(copy)).toBe(await describe(repository));
  expect(await readFile(log)).toHaveLength(0);
});
