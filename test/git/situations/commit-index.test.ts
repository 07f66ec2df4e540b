// topic: commands
import { test } from 'vitest';
import { blocked } from '../../helpers/hooked.js';
import { AT_HAND, expectLocked, expectWorkAtHand, NOTES, putWorkAtHand } from './expect.js';
import { EDIT, EDITED, IMPOSSIBLE, manifest, pinned, started } from './started.js';

const BOTH = ['notes.md', 'pyproject.toml'];

test.concurrent('`git commit` of a staged pyproject.toml: the lockfiles are in the commit, and the rest stays as it is', async () => {
  const world = await started();
  await putWorkAtHand(world);
  await world.repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await world.repository.commit('Edit');
  await expectLocked(world, { ...EDITED, changed: BOTH, status: AT_HAND.rest });
  await expectWorkAtHand(world);
});

test.concurrent('`git commit -a`: the lockfiles are in the commit with all that was edited', async () => {
  const world = await started();
  await putWorkAtHand(world);
  await world.repository.write('pyproject.toml', manifest(EDIT));
  await world.repository.commit('All', { args: ['-a'] });
  await expectLocked(world, { ...EDITED, changed: BOTH, status: ['?? mine.txt'] });
  await expectWorkAtHand(world, NOTES.unstaged);
});

test.concurrent('`git commit -i PATH`: the lockfiles are in the commit with what was staged', async () => {
  const world = await started();
  await putWorkAtHand(world);
  await world.repository.write('pyproject.toml', manifest(EDIT));
  await world.repository.commit('Both', { args: ['-i', 'pyproject.toml'] });
  await expectLocked(world, { ...EDITED, changed: BOTH, status: AT_HAND.rest });
  await expectWorkAtHand(world);
});

test.concurrent('`git commit -i PATH` of another file while pyproject.toml is staged: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.write('notes.md', NOTES.staged);
  await repository.commit('Both', { args: ['-i', 'notes.md'] });
  await expectLocked(world, { ...EDITED, changed: BOTH });
});

test.concurrent('`git commit` of two edits, one after the other: each has the lockfiles of its own pyproject.toml', async () => {
  const world = await started();
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await world.commit({ 'pyproject.toml': manifest({ ...EDIT, iota: 'iota<2' }) });
  await expectLocked(world, pinned({ alpha: '1.1.0', iota: '1.0.0' }));
});

test.concurrent('`git commit` that cannot be resolved: it is blocked, and changes nothing', async () => {
  const world = await started();
  await putWorkAtHand(world);
  await world.repository.stage({ 'pyproject.toml': IMPOSSIBLE });
  await blocked(world, () => world.repository.tryCommit('Broken'));
});

test.concurrent('`git commit -a` that cannot be resolved: it is blocked, and changes nothing', async () => {
  const world = await started();
  await putWorkAtHand(world);
  await world.repository.write('pyproject.toml', IMPOSSIBLE);
  await blocked(world, () => world.repository.tryCommit('Broken', { args: ['-a'] }));
});
