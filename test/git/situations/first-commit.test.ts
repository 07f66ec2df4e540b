// topic: commands
import { expect, test } from 'vitest';
import { blocked, hooked } from '../../helpers/hooked.js';
import { wayOut } from './busy.js';
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

test.concurrent('the first commit of a repository as `git commit PATH` beside a lockfile staged by hand: it is blocked, and what the message says works', async () => {
  const world = await hooked();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest() });
  expect((await world.lockgen(['generate'])).exitCode).toBe(0);
  const text = await repository.read('requirements.txt');
  await repository.stage({ 'requirements.txt': text.replace('alpha==2.0.0', 'alpha==1.0.0') });
  const words = await blocked(world, () => repository.tryCommit('First', { args: ['--', 'pyproject.toml'] }));
  const drop = wayOut(words, 'drop them: ');
  const typed = await repository.run('sh', ['-c', drop]);
  expect(typed.exitCode, drop + typed.stderr).toBe(0);
  await repository.commit('First', { args: ['--', 'pyproject.toml'] });
  await expectLocked(world, pinned());
});

test.concurrent('the first commit of an orphan branch: it has lockfiles of its own', async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('switch', '--quiet', '--orphan', 'other');
  await repository.stage({ 'pyproject.toml': manifest({ alpha: 'alpha<2' }), 'notes.md': NOTES.staged });
  await repository.commit('First');
  await expectLocked(world, { ...pinned({ alpha: '1.1.0' }), changed: ['notes.md', 'pyproject.toml'] });
});
