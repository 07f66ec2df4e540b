// topic: commands
import { expect, test } from 'vitest';
import { blocked, startedWith } from '../../helpers/hooked.js';
import { pyproject, standardProject } from '../../helpers/projects.js';
import {
  AT_HAND,
  changedPaths,
  expectLocked,
  expectTidy,
  expectWorkAtHand,
  NOTES,
  putWorkAtHand,
} from './expect.js';
import { EDIT, EDITED, IMPOSSIBLE, manifest, refusingAfterwards, started } from './started.js';

test.concurrent('`git commit PATH`: the lockfiles are in the commit, and what else is staged stays staged', async () => {
  const world = await started();
  await putWorkAtHand(world);
  await world.repository.write('pyproject.toml', manifest(EDIT));
  await world.repository.commit('One', { args: ['--', 'pyproject.toml'] });
  await expectLocked(world, { ...EDITED, status: AT_HAND.whole });
  await expectWorkAtHand(world);
});

test.concurrent('`git commit --only PATH` of a file that is staged and edited further: the lockfiles are of the edited one', async () => {
  const world = await started();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.stage({ 'pyproject.toml': manifest({ iota: 'iota<2' }) });
  await repository.write('pyproject.toml', manifest(EDIT));
  await repository.commit('One', { args: ['--only', 'pyproject.toml'] });
  await expectLocked(world, { ...EDITED, status: AT_HAND.whole });
  await expectWorkAtHand(world);
});

test.concurrent('`git commit --only` of another file while pyproject.toml is staged: the lockfiles come with the next commit', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.write('notes.md', NOTES.staged);
  await repository.commit('Notes', { args: ['--only', 'notes.md'] });
  expect(await changedPaths(world)).toEqual(['notes.md']);
  await expectTidy(world, ['M  pyproject.toml']);
  await repository.commit('Project');
  await expectLocked(world, EDITED);
});

test.concurrent('`git commit PATH` of a folder: the lockfiles are in the commit with all of the folder', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ 'notes.md': NOTES.staged });
  await repository.write('pyproject.toml', manifest(EDIT));
  await repository.commit('All here', { args: ['--', '.'] });
  await expectLocked(world, { ...EDITED, changed: ['notes.md', 'pyproject.toml'] });
});

test.concurrent('`git commit --pathspec-from-file`: the lockfiles are in the commit', async () => {
  const world = await started();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.write('pyproject.toml', manifest(EDIT));
  const args = ['commit', '-m', 'One', '--pathspec-from-file=-'];
  const { exitCode, stderr } = await repository.run('git', args, { input: 'pyproject.toml\n' });
  expect(exitCode, stderr).toBe(0);
  await expectLocked(world, { ...EDITED, status: AT_HAND.whole });
  await expectWorkAtHand(world);
});

test.concurrent('`git commit PATH` from the sub-folder of a project: its lockfiles are in the commit', async () => {
  const managed = { more: '[tool.lockgen]' };
  const world = await startedWith({ 'svc/pyproject.toml': standardProject(managed) });
  const { repository } = world;
  await repository.write('svc/pyproject.toml', pyproject({ dependencies: ['alpha<2'], ...managed }));
  await repository.write('svc/notes.md', 'mine\n');
  await repository.commit('One', { args: ['--', 'pyproject.toml'], from: 'svc' });
  expect(await changedPaths(world)).toEqual(['svc/pyproject.toml', 'svc/requirements.txt']);
  expect(await world.pins('svc/requirements.txt')).toEqual(['alpha==1.1.0']);
  await expectTidy(world, ['?? svc/notes.md']);
});

test.concurrent('`git commit PATH` that another hook refuses after lockgen: it is not stuck, and the next one has the lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await putWorkAtHand(world);
  const takeAway = await refusingAfterwards(world);
  await repository.write('pyproject.toml', manifest(EDIT));
  const args = ['--', 'pyproject.toml'];
  expect((await repository.tryCommit('One', { args })).exitCode).toBe(1);
  await takeAway();
  await repository.commit('One', { args });
  await expectLocked(world, { ...EDITED, status: AT_HAND.whole });
  await expectWorkAtHand(world);
});

test.concurrent('`git commit PATH` that cannot be resolved: it is blocked, and changes nothing', async () => {
  const world = await started();
  await putWorkAtHand(world);
  await world.repository.write('pyproject.toml', IMPOSSIBLE);
  await blocked(world, () => world.repository.tryCommit('Broken', { args: ['--', 'pyproject.toml'] }));
});
