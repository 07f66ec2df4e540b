// topic: commands
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Hooked, startedWith } from '../../helpers/hooked.js';
import { pyproject } from '../../helpers/projects.js';
import { scratchFolder } from '../../helpers/scratch.js';
import {
  AT_HAND,
  changedPaths,
  checkOfClone,
  expectLocked,
  expectPins,
  expectTidy,
  expectWorkAtHand,
  NOTES,
  putWorkAtHand,
} from './expect.js';
import { EDIT, EDITED, manifest, pinned, started } from './started.js';

const BOTH = ['notes.md', 'pyproject.toml'];

/** Runs git with these arguments before `commit`, beside work at hand; the commit has the lockfiles. */
async function expectCommit(
  before: readonly string[],
  env: NodeJS.ProcessEnv = {},
  form: readonly string[] = [],
): Promise<void> {
  const world = await started();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.write('pyproject.toml', manifest(EDIT));
  const pathForm = form.length > 0;
  if (!pathForm) await repository.git('add', 'pyproject.toml');
  const { exitCode, stderr } = await repository.run('git', [...before, 'commit', '-m', 'Edit', ...form], {
    env: { ...repository.env, ...env },
  });
  expect(exitCode, stderr).toBe(0);
  await expectLocked(world, {
    ...EDITED,
    changed: pathForm ? ['pyproject.toml'] : BOTH,
    status: pathForm ? AT_HAND.whole : AT_HAND.rest,
  });
  await expectWorkAtHand(world);
}

/** Commits a staged edit by other forms of the command. */
async function committed(...args: readonly string[]): Promise<Hooked> {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('commit', ...args);
  await expectLocked(world, EDITED);
  return world;
}

test.concurrent('`GIT_INDEX_FILE` of the user: the lockfiles are in the commit and in that index, and the usual index stays', async () => {
  const world = await started();
  const { repository } = world;
  const usual = await readFile(repository.path('.git/index'));
  const env = { ...repository.env, GIT_INDEX_FILE: join(await scratchFolder(), 'index') };
  const git = (...args: readonly string[]) => repository.run('git', args, { env });
  await repository.write('pyproject.toml', manifest(EDIT));
  await git('read-tree', 'HEAD');
  await git('add', 'pyproject.toml');
  const { exitCode, stderr } = await git('commit', '-m', 'Edit');
  expect(exitCode, stderr).toBe(0);
  expect((await git('status', '--porcelain')).stdout).toBe('');
  expect(await readFile(repository.path('.git/index'))).toEqual(usual);
  await expectPins(world, EDITED);
  expect((await checkOfClone(world)).exitCode).toBe(0);
  await repository.git('reset', '--quiet');
  await expectLocked(world, EDITED);
});

test.concurrent('`git --git-dir --work-tree` from a folder outside: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  const where = [`--git-dir=${repository.path('.git')}`, `--work-tree=${repository.root}`];
  const { exitCode, stderr } = await repository.run('git', [...where, 'commit', '-m', 'Edit'], {
    cwd: await scratchFolder(),
  });
  expect(exitCode, stderr).toBe(0);
  await expectLocked(world, { ...EDITED, changed: BOTH, status: AT_HAND.rest });
  await expectWorkAtHand(world);
});

test.concurrent('`GIT_DIR` and `GIT_WORK_TREE` of the user, from a sub-folder: the lockfiles are in the commit', async () => {
  const world = await startedWith({ 'pyproject.toml': manifest(), 'docs/index.md': 'one\n' });
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  const env = { GIT_DIR: repository.path('.git'), GIT_WORK_TREE: repository.root };
  await repository.commit('Edit', { env, from: 'docs' });
  await expectLocked(world, EDITED);
});

test.concurrent('`git -C`: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write('pyproject.toml', manifest(EDIT));
  await repository.run('git', ['-C', repository.root, 'commit', '-a', '-m', 'Edit'], {
    cwd: await scratchFolder(),
  });
  await expectLocked(world, EDITED);
});

test.concurrent('`git commit` from a sub-folder: the lockfiles at the root are in the commit', async () => {
  const world = await startedWith({ 'pyproject.toml': manifest(), 'docs/index.md': 'one\n' });
  const { repository } = world;
  await repository.write('pyproject.toml', manifest(EDIT));
  await repository.commit('Edit', { args: ['-a'], from: 'docs' });
  await expectLocked(world, EDITED);
});

test.concurrent('`git commit PATH` from a sub-folder, with `../` in front: the lockfiles at the root are in the commit', async () => {
  const world = await startedWith({ 'pyproject.toml': manifest(), 'docs/index.md': 'one\n' });
  const { repository } = world;
  await repository.write('pyproject.toml', manifest(EDIT));
  await repository.commit('Edit', { args: ['--', '../pyproject.toml'], from: 'docs' });
  await expectLocked(world, EDITED);
});

test.concurrent('`git -c core.quotePath=false` with names beyond ASCII: the lockfiles are in the commit', async () => {
  const project = (alpha: string): string => pyproject({ dependencies: [alpha], more: '[tool.lockgen]' });
  const world = await startedWith({ 'größe/pyproject.toml': project('alpha'), 'añb.txt': 'one\n' });
  const { repository } = world;
  await repository.write('größe/pyproject.toml', project('alpha<2'));
  await repository.write('añb.txt', 'two\n');
  await repository.git('-c', 'core.quotePath=false', 'commit', '-a', '-m', 'Edit');
  expect(await changedPaths(world)).toEqual(['añb.txt', 'größe/pyproject.toml', 'größe/requirements.txt']);
  expect(await world.pins('größe/requirements.txt')).toEqual(['alpha==1.1.0']);
  await expectTidy(world);
});

test.concurrent('`git --literal-pathspecs commit`: the lockfiles are in the commit', () =>
  expectCommit(['--literal-pathspecs']));

test.concurrent('`git --literal-pathspecs commit PATH`: the lockfiles are in the commit', () =>
  expectCommit(['--literal-pathspecs'], {}, ['--', 'pyproject.toml']));

test.concurrent('`GIT_LITERAL_PATHSPECS=1` in the environment: the lockfiles are in the commit', () =>
  expectCommit([], { GIT_LITERAL_PATHSPECS: '1' }));

test.concurrent('`GIT_ICASE_PATHSPECS=1` in the environment: the lockfiles are in the commit', () =>
  expectCommit([], { GIT_ICASE_PATHSPECS: '1' }, ['--', 'PYPROJECT.toml']));

test.concurrent('`GIT_GLOB_PATHSPECS=1` in the environment: the lockfiles are in the commit', () =>
  expectCommit([], { GIT_GLOB_PATHSPECS: '1' }, ['--', '*.toml']));

test.concurrent('`GIT_NOGLOB_PATHSPECS=1` in the environment: the lockfiles are in the commit', () =>
  expectCommit([], { GIT_NOGLOB_PATHSPECS: '1' }));

test.concurrent('`git --no-replace-objects --no-optional-locks --no-pager commit`: the lockfiles are in the commit', () =>
  expectCommit(['--no-replace-objects', '--no-optional-locks', '--no-pager']));

test.concurrent('`git commit -C` with the message of another commit: the lockfiles are in the commit', async () => {
  await committed('-C', 'HEAD');
});

test.concurrent('`git commit -c` with an editor: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('-c', 'core.editor=true', 'commit', '-c', 'HEAD');
  await expectLocked(world, EDITED);
});

test.concurrent('`git commit -F` with a message from a file: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write('.git/my-message', 'From a file\n');
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('commit', '-F', '.git/my-message');
  expect(await repository.git('log', '-1', '--format=%s')).toBe('From a file\n');
  await expectLocked(world, EDITED);
});

test.concurrent('`git commit -v` with an editor: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('-c', `core.editor=sh -c 'echo Edit >"$1"' -`, 'commit', '-v');
  await expectLocked(world, EDITED);
});

test.concurrent('`git commit --no-verify` and then a commit of an edit: nothing runs for the first, and the second has the lockfiles of both edits', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  const { stderr } = await repository.commit('Unchecked', { args: ['--no-verify'] });
  expect(stderr).toBe('');
  expect(await changedPaths(world)).toEqual(['pyproject.toml']);
  await expectTidy(world);
  expect((await checkOfClone(world)).exitCode).toBe(1);
  await repository.stage({ 'pyproject.toml': manifest({ ...EDIT, iota: 'iota<2' }) });
  await repository.commit('Edit');
  await expectLocked(world, pinned({ alpha: '1.1.0', iota: '1.0.0' }));
});

test.concurrent('`git commit --no-verify` and then a commit of another file: it passes, and the lockfiles stay as they were', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Unchecked', { args: ['--no-verify'] });
  await world.commit({ 'notes.md': NOTES.staged });
  expect(await changedPaths(world)).toEqual(['notes.md']);
  await expectPins(world, pinned());
});

test.concurrent('`LOCKGEN=0 git commit`: the commit is made without lockfiles, and that is said', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  const { stderr } = await repository.commit('Unchecked', { env: { LOCKGEN: '0' } });
  expect(stderr).toContain('LOCKGEN=0');
  expect(await changedPaths(world)).toEqual(['pyproject.toml']);
  await expectTidy(world);
});
