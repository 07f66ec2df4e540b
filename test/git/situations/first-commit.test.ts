// topic: commands
import { test } from 'vitest';
import { hooked } from '../../helpers/hooked.js';
import { AT_HAND, expectLocked, expectWorkAtHand, NOTES, putWorkAtHand } from './expect.js';
import { manifest, pinned, started } from './started.js';

test.concurrent('the first commit of a repository: it has the lockfiles', async () => {
  const world = await hooked();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.stage({ 'pyproject.toml': manifest() });
  await repository.commit('First');
  await expectLocked(world, {
    ...pinned(),
    changed: ['notes.md', 'pyproject.toml'],
    status: AT_HAND.rest,
  });
  await expectWorkAtHand(world);
});

test.concurrent('the first commit of a repository as `git commit PATH`: it has the lockfiles, and what else is staged stays staged', async () => {
  const world = await hooked();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.stage({ 'pyproject.toml': manifest() });
  await repository.commit('First', { args: ['--', 'pyproject.toml'] });
  await expectLocked(world, { ...pinned(), status: ['AM notes.md', '?? mine.txt'] });
  await expectWorkAtHand(world);
});

test.concurrent('the first commit of an orphan branch: it has lockfiles of its own', async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('switch', '--quiet', '--orphan', 'other');
  await repository.stage({ 'pyproject.toml': manifest({ alpha: 'alpha<2' }), 'notes.md': NOTES.staged });
  await repository.commit('First');
  await expectLocked(world, { ...pinned({ alpha: '1.1.0' }), changed: ['notes.md', 'pyproject.toml'] });
});
