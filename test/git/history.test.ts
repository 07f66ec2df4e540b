import { utimes } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { differsFromHead } from '../../src/git/history.js';
import { makeRepository } from '../helpers/repository.js';

const FILES = { 'requirements.txt': 'a==1\n' };

it('a file that was only touched is HEAD’s, and the index is left as it is', async () => {
  const repository = await makeRepository({ files: FILES });
  await utimes(repository.path('requirements.txt'), 1, 1);
  const index = await repository.read('.git/index');
  const git = { cwd: repository.root, env: repository.env };
  expect(await differsFromHead(git, 'requirements.txt', 'worktree')).toBe(false);
  expect(await differsFromHead(git, 'requirements.txt', 'index')).toBe(false);
  expect(await repository.read('.git/index')).toBe(index);
});

it('an edited, a staged and a deleted file are not', async () => {
  const repository = await makeRepository({ files: FILES });
  const git = { cwd: repository.root, env: repository.env };
  const differs = async () => [
    await differsFromHead(git, 'requirements.txt', 'worktree'),
    await differsFromHead(git, 'requirements.txt', 'index'),
  ];
  await repository.write('requirements.txt', 'a==2\n');
  expect(await differs()).toEqual([true, false]);
  await repository.git('add', '.');
  expect(await differs()).toEqual([true, true]);
  await repository.git('rm', '-q', '--force', 'requirements.txt');
  expect(await differs()).toEqual([true, true]);
});
