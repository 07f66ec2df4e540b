// topic: commands
import { expect, test } from 'vitest';
import { standing } from '../../helpers/wired.js';
import { AT_HAND, expectLocked, expectTidy, expectWorkAtHand, NOTES, putWorkAtHand } from './expect.js';
import { EDIT, EDITED, manifest, pinned, started } from './started.js';

const TWICE = manifest({ ...EDIT, iota: 'iota<2' });
const PINNED_TWICE = pinned({ alpha: '1.1.0', iota: '1.0.0' });

test.concurrent('`git stash -u` before a commit and `git stash pop --index` after it: the lockfiles are in the commit, and the work comes back', async () => {
  const world = await started();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.git('stash', '--include-untracked');
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Edit');
  await expectLocked(world, EDITED);
  await repository.git('stash', 'pop', '--index');
  await expectTidy(world, AT_HAND.whole);
  await expectWorkAtHand(world);
});

test.concurrent('an edit of pyproject.toml that comes from `git stash pop`: its commit has the lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write('pyproject.toml', manifest(EDIT));
  await repository.git('stash');
  await world.commit({ 'notes.md': NOTES.staged });
  await repository.git('stash', 'pop');
  await repository.commit('Edit', { args: ['-a'] });
  await expectLocked(world, EDITED);
});

test.concurrent('`git stash -k`, a commit of the staged edit and `git stash pop`: the unstaged edit comes back, and its commit has the lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.write('pyproject.toml', TWICE);
  await repository.git('stash', '--keep-index');
  await repository.commit('Edit');
  await expectLocked(world, EDITED);
  await repository.git('stash', 'pop');
  await expectTidy(world, [' M pyproject.toml']);
  expect(await repository.read('pyproject.toml')).toBe(TWICE);
  await repository.commit('More', { args: ['-a'] });
  await expectLocked(world, PINNED_TWICE);
});

test.concurrent('`git stash` right after a commit beside unstaged work: only that work is in it', async () => {
  const world = await started();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Edit');
  await repository.git('stash');
  expect(await repository.git('stash', 'show', '--name-only')).toBe('notes.md\n');
  await expectTidy(world, ['?? mine.txt']);
  await repository.git('stash', 'pop');
  await expectTidy(world, AT_HAND.rest);
  await expectWorkAtHand(world);
});

test.concurrent('`git stash` right after `git commit PATH`: only the rest is in it', async () => {
  const world = await started();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.write('pyproject.toml', manifest(EDIT));
  await repository.commit('One', { args: ['--', 'pyproject.toml'] });
  await repository.git('stash');
  expect(await repository.git('stash', 'show', '--name-only')).toBe('notes.md\n');
  await repository.git('stash', 'pop', '--index');
  await expectLocked(world, { ...EDITED, status: AT_HAND.whole });
  await expectWorkAtHand(world);
});

test.concurrent('`git reset --keep HEAD^` right after a commit: the lockfiles are the old ones, and unstaged work stays', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write('notes.md', NOTES.unstaged);
  const before = await standing(repository);
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.commit('Edit');
  await repository.git('reset', '--keep', 'HEAD^');
  expect(await standing(repository)).toBe(before);
  await expectTidy(world, [' M notes.md']);
});

test.concurrent('`git reset --soft HEAD^` and another commit: it has the lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('reset', '--soft', 'HEAD^');
  await repository.commit('Again');
  await expectLocked(world, EDITED);
});

test.concurrent('`git reset HEAD^` and `git commit -a` of another edit: it has the lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('reset', '--quiet', 'HEAD^');
  await repository.write('pyproject.toml', TWICE);
  await repository.commit('Again', { args: ['-a'] });
  await expectLocked(world, PINNED_TWICE);
});
