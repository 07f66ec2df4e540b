import { rename, symlink } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { stagedChanges } from '../../src/git/changes.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';

async function changes(repository: TestRepository, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const all = await stagedChanges({ cwd: repository.root, env: { ...repository.env, ...env } });
  return all.map(({ status, path }) => `${status} ${path}`);
}

it('before the first commit everything staged is added', async () => {
  const repository = await makeRepository();
  await repository.stage({ 'pyproject.toml': 'x\n', 'a\n"b".txt': '' });
  expect(await changes(repository)).toEqual(['A a\n"b".txt', 'A pyproject.toml']);
});

it('with SHA-256 as well', async () => {
  const repository = await makeRepository({ init: ['--object-format=sha256'], files: { a: 'a\n' } });
  await repository.stage({ a: 'b\n' });
  expect(await changes(repository)).toEqual(['M a']);
});

it('modified, deleted, renamed and of another type are told; unstaged and announced ones are not', async () => {
  const repository = await makeRepository({
    files: { modified: 'a\n', deleted: 'b\n', moved: 'long enough\nto be found\n', type: 'c\n', same: 'd\n' },
  });
  await repository.stage({ modified: 'b\n' });
  await repository.git('rm', '-q', 'deleted', 'type');
  await rename(repository.path('moved'), repository.path('there'));
  await symlink('same', repository.path('type'));
  await repository.git('add', '.');
  await repository.write('same', 'edited\n');
  await repository.write('announced', 'x\n');
  await repository.git('add', '-N', 'announced');
  const expected = ['D deleted', 'M modified', 'D moved', 'A there', 'T type'];
  expect(await changes(repository)).toEqual(expected);
  // Nothing that a user may have set changes the answer.
  for (const [key, value] of [
    ['diff.renames', 'copies'],
    ['diff.external', 'false'],
    ['diff.relative', 'true'],
    ['color.ui', 'always'],
    ['core.quotePath', 'false'],
  ] as const) {
    await repository.git('config', key, value);
  }
  expect(await changes(repository, { GIT_GLOB_PATHSPECS: '1', GIT_EXTERNAL_DIFF: 'false' })).toEqual(
    expected,
  );
});
