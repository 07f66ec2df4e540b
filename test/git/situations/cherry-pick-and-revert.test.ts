// topic: commands
import { expect, test } from 'vitest';
import { blocked } from '../../helpers/hooked.js';
import { standing } from '../../helpers/wired.js';
import { checkOfClone, expectLocked, expectTidy, isUnderWay, LOCKFILES, NOTES } from './expect.js';
import { branch, diverged, EDIT, EDITOR, IMPOSSIBLE, manifest, pinned, started } from './started.js';

const FIRST = { first: ['omega<2.3'] };
const LAST = { last: ['theta'] };
const BOTH_ADDED = pinned({}, ['omega==2.2.0', 'theta==1.0.0']);

test.concurrent('`git cherry-pick` without conflicts: no hook runs, and what merges as text is right', async () => {
  const world = await diverged(EDIT, { iota: 'iota<2' });
  const { repository } = world;
  await repository.write('mine.txt', 'mine\n');
  const { exitCode, stderr } = await repository.tryGit('cherry-pick', 'theirs');
  expect(exitCode, stderr).toBe(0);
  expect(stderr).not.toContain('lockgen');
  await expectLocked(world, { ...pinned({ alpha: '1.1.0', iota: '1.0.0' }), status: ['?? mine.txt'] });
});

test.concurrent('`git cherry-pick` without conflicts whose lockfiles are not right: `lockgen check` finds it, and the next edit mends it', async () => {
  const world = await diverged({ delta: 'delta<2' }, { last: ['delta'] });
  const { repository } = world;
  await repository.git('cherry-pick', 'theirs');
  await expectTidy(world);
  expect((await checkOfClone(world)).exitCode).toBe(1);
  await repository.stage({
    'pyproject.toml': manifest({ delta: 'delta<2', last: ['delta'], iota: 'iota<2' }),
  });
  await repository.commit('Edit');
  await expectLocked(world, {
    base: [...pinned({ iota: '1.0.0' }).base, 'delta==1.5.0'],
    more: [],
  });
});

test.concurrent('`git cherry-pick` with the lockfiles in conflict, `git add` and `git cherry-pick --continue`: they are right', async () => {
  const world = await diverged(FIRST, LAST);
  const { repository } = world;
  expect((await repository.tryGit('cherry-pick', 'theirs')).exitCode).toBe(1);
  await repository.git('add', ...LOCKFILES);
  await repository.git(...EDITOR, 'cherry-pick', '--continue');
  expect(isUnderWay(world)).toBe(false);
  await expectLocked(world, BOTH_ADDED);
});

test.concurrent('`git cherry-pick` with pyproject.toml in conflict, `git add` and `git commit`: the lockfiles are of the settled pyproject.toml', async () => {
  const world = await diverged(EDIT, { alpha: 'alpha<1.1' });
  const { repository } = world;
  expect((await repository.tryGit('cherry-pick', 'theirs')).exitCode).toBe(1);
  await repository.write('pyproject.toml', manifest({ alpha: 'alpha<1.1' }));
  await repository.git('add', 'pyproject.toml', ...LOCKFILES);
  await repository.git('commit', '--no-edit');
  expect(isUnderWay(world)).toBe(false);
  await expectLocked(world, pinned({ alpha: '1.0.0' }));
});

test.concurrent('`git cherry-pick --no-commit` and then `git commit`: the lockfiles are right', async () => {
  const world = await diverged({ delta: 'delta<2' }, { last: ['delta'] });
  const { repository } = world;
  await repository.git('cherry-pick', '--no-commit', 'theirs');
  await repository.commit('Picked');
  await expectLocked(world, {
    base: [...pinned().base, 'delta==1.5.0'],
    more: [],
    lockfiles: ['requirements.txt'],
  });
});

test.concurrent('`git cherry-pick --continue` that is blocked: nothing changes, and `git cherry-pick --abort` restores all', async () => {
  const world = await diverged(EDIT, { alpha: 'alpha<1.1' });
  const { repository } = world;
  const before = await standing(repository);
  expect((await repository.tryGit('cherry-pick', 'theirs')).exitCode).toBe(1);
  await repository.write('pyproject.toml', IMPOSSIBLE);
  await repository.git('add', 'pyproject.toml', ...LOCKFILES);
  await blocked(world, () => repository.tryGit(...EDITOR, 'cherry-pick', '--continue'));
  expect(isUnderWay(world)).toBe(true);
  await repository.git('cherry-pick', '--abort');
  expect(await standing(repository)).toBe(before);
  await expectTidy(world);
});

test.concurrent('`git revert` without conflicts: no hook runs, and the lockfiles are the old ones', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await world.commit({ 'notes.md': NOTES.staged });
  await repository.git('revert', '--no-edit', 'HEAD^');
  await expectLocked(world, pinned());
});

test.concurrent('`git revert` with the lockfiles in conflict, `git add` and `git revert --continue`: they are right', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': manifest(LAST) });
  await world.commit({ 'pyproject.toml': manifest({ ...FIRST, ...LAST }) });
  expect((await repository.tryGit('revert', '--no-edit', 'HEAD^')).exitCode).toBe(1);
  await repository.git('add', ...LOCKFILES);
  await repository.git(...EDITOR, 'revert', '--continue');
  expect(isUnderWay(world)).toBe(false);
  await expectLocked(world, pinned({}, ['omega==2.2.0']));
});

test.concurrent('`git revert --no-commit` and then `git commit`: the lockfiles are the old ones', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('revert', '--no-commit', 'HEAD');
  await repository.commit('Reverted');
  await expectLocked(world, pinned());
});

test.concurrent('`git revert -m 1` of a merge: the lockfiles are those before it', async () => {
  const world = await started();
  const { repository } = world;
  await branch(world, 'theirs', { 'pyproject.toml': manifest(EDIT) });
  await world.commit({ 'notes.md': NOTES.staged });
  await repository.git('merge', '--quiet', 'theirs');
  await repository.git('revert', '--no-edit', '-m', '1', 'HEAD');
  await expectLocked(world, pinned());
});
