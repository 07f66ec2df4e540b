// topic: commands
import { expect, test } from 'vitest';
import { blocked, hooked } from '../../helpers/hooked.js';
import {
  AT_HAND,
  changedPaths,
  checkOfClone,
  expectLocked,
  expectTidy,
  expectWorkAtHand,
  NOTES,
  putWorkAtHand,
} from './expect.js';
import { branch, EDIT, EDITED, IMPOSSIBLE, manifest, pinned, started } from './started.js';

const BOTH = ['notes.md', 'pyproject.toml'];
const TWICE = manifest({ ...EDIT, iota: 'iota<2' });
const PINNED_TWICE = pinned({ alpha: '1.1.0', iota: '1.0.0' });

/** The project with a second commit, of an edit. */
async function edited(): Promise<Awaited<ReturnType<typeof started>>> {
  const world = await started();
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  return world;
}

test.concurrent('`git commit --amend` with a staged edit: the amended commit has the lockfiles', async () => {
  const world = await edited();
  const { repository } = world;
  const parent = await repository.id('HEAD^');
  await putWorkAtHand(world);
  await repository.stage({ 'pyproject.toml': TWICE });
  await repository.commit('Amended', { args: ['--amend'] });
  expect(await repository.id('HEAD^')).toBe(parent);
  await expectLocked(world, { ...PINNED_TWICE, changed: BOTH, status: AT_HAND.rest });
  await expectWorkAtHand(world);
});

test.concurrent('`git commit --amend -a`: the amended commit has the lockfiles with all that was edited', async () => {
  const world = await edited();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.write('pyproject.toml', TWICE);
  await repository.commit('Amended', { args: ['--amend', '-a'] });
  await expectLocked(world, { ...PINNED_TWICE, changed: BOTH, status: ['?? mine.txt'] });
  await expectWorkAtHand(world, NOTES.unstaged);
});

test.concurrent('`git commit --amend PATH`: the amended commit has the lockfiles, and what else is staged stays staged', async () => {
  const world = await edited();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.write('pyproject.toml', TWICE);
  await repository.commit('Amended', { args: ['--amend', '--', 'pyproject.toml'] });
  await expectLocked(world, { ...PINNED_TWICE, status: AT_HAND.whole });
  await expectWorkAtHand(world);
});

test.concurrent('`git commit --amend --no-edit`: the amended commit has the lockfiles and its old message', async () => {
  const world = await edited();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': TWICE });
  await repository.git('commit', '--amend', '--no-edit');
  expect(await repository.git('log', '-1', '--format=%s')).toBe('Change\n');
  await expectLocked(world, PINNED_TWICE);
});

test.concurrent('`git commit --amend` of the root commit: it has the lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Amended', { args: ['--amend'] });
  expect(await repository.git('rev-list', '--count', 'HEAD')).toBe('1\n');
  await expectLocked(world, { ...EDITED, changed: BOTH });
});

test.concurrent('`git commit --amend` of a merge commit: it has the lockfiles and both parents', async () => {
  const world = await started();
  const { repository } = world;
  await branch(world, 'theirs', { 'notes.md': NOTES.staged });
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('merge', '--quiet', 'theirs');
  const parents = await repository.git('log', '-1', '--format=%P');
  await repository.stage({ 'pyproject.toml': TWICE });
  await repository.commit('Amended', { args: ['--amend'] });
  expect(await repository.git('log', '-1', '--format=%P')).toBe(parents);
  await expectLocked(world, { ...PINNED_TWICE, changed: BOTH });
});

test.concurrent('`git commit --amend` that brings pyproject.toml into a commit of another file: the lockfiles come with it', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'notes.md': NOTES.staged });
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Amended', { args: ['--amend'] });
  await expectLocked(world, { ...EDITED, changed: BOTH });
});

test.concurrent('`git commit --amend` that takes the edit back again: the lockfiles go on from their latest pins', async () => {
  const world = await edited();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(), 'notes.md': NOTES.staged });
  await repository.commit('Amended', { args: ['--amend'] });
  expect(await changedPaths(world)).toEqual(['notes.md', 'requirements-full.txt', 'requirements.txt']);
  await expectLocked(world, { ...EDITED, changed: ['notes.md'] });
});

test.concurrent('`git commit --amend` of the commit that brought the project, without its lockfiles: they are back', async () => {
  const world = await hooked();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest() });
  await repository.commit('First', { args: ['--no-verify'] });
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Amended', { args: ['--amend'] });
  await expectLocked(world, EDITED);
});

test.concurrent('`git commit --amend` that cannot be resolved: it is blocked, and changes nothing', async () => {
  const world = await edited();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.stage({ 'pyproject.toml': IMPOSSIBLE });
  await blocked(world, () => repository.tryCommit('Broken', { args: ['--amend'] }));
  await repository.git('restore', '--staged', '--worktree', 'pyproject.toml');
  await expectTidy(world, AT_HAND.whole);
});

test.concurrent('`git commit --no-verify` and then `git commit --amend` of its message: it passes as it is, and `lockgen check` finds it', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Unchecked', { args: ['--no-verify'] });
  await repository.commit('Reworded', { args: ['--amend'] });
  expect(await changedPaths(world)).toEqual(['pyproject.toml']);
  const { exitCode, stdout } = await checkOfClone(world);
  expect(exitCode, stdout).toBe(1);
  expect(stdout).toMatch(/^stale/);
});

test.concurrent('`git commit --amend -i PATH`: the amended commit has the lockfiles with what was staged', async () => {
  const world = await edited();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.write('pyproject.toml', TWICE);
  await repository.commit('Amended', { args: ['--amend', '-i', 'pyproject.toml'] });
  await expectLocked(world, { ...PINNED_TWICE, changed: BOTH, status: AT_HAND.rest });
  await expectWorkAtHand(world);
});

test.concurrent('`git commit --amend -p` of one of two edits: the amended commit has the lockfiles of that one', async () => {
  const world = await edited();
  const { repository } = world;
  await repository.write('pyproject.toml', TWICE);
  await repository.write('notes.md', NOTES.staged);
  const args = ['commit', '--amend', '-p', '-m', 'Amended'];
  // Files are asked about in the order of their names.
  const { exitCode, stderr } = await repository.run('git', args, { input: 'n\ny\n' });
  expect(exitCode, stderr).toBe(0);
  await expectLocked(world, { ...PINNED_TWICE, status: [' M notes.md'] });
  expect(await repository.read('notes.md')).toBe(NOTES.staged);
});

test.concurrent('`git commit --amend --only` of nothing beside a staged edit: it only rewords, and the edit stays staged', async () => {
  const world = await edited();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': TWICE });
  await repository.commit('Reworded', { args: ['--amend', '--only'] });
  await expectLocked(world, { ...EDITED, status: ['M  pyproject.toml'] });
  await repository.commit('Edit');
  await expectLocked(world, PINNED_TWICE);
});

test.concurrent('`git commit --amend -C HEAD --reset-author` with a staged edit: the amended commit has the lockfiles', async () => {
  const world = await edited();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': TWICE });
  await repository.git('commit', '--amend', '-C', 'HEAD', '--reset-author');
  await expectLocked(world, PINNED_TWICE);
});
