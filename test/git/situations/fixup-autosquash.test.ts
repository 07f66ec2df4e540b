// topic: commands
import { expect, test } from 'vitest';
import { expectFreshClone, expectLocked, expectPins, expectTidy, NOTES } from './expect.js';
import { EDIT, EDITED, manifest, pinned, started } from './started.js';

test.concurrent('`git commit --fixup` of an edit: the fixup commit has the lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': manifest({ alpha: 'alpha<1.1' }) });
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('commit', '--fixup', 'HEAD');
  expect(await repository.git('log', '-1', '--format=%s')).toBe('fixup! Change\n');
  // A pin that still serves doesn't move.
  expect(await repository.changed()).toEqual(['pyproject.toml']);
  await expectPins(world, pinned({ alpha: '1.0.0' }));
});

test.concurrent('`git commit --fixup` and `git rebase --autosquash`: the squashed commit has the right lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await world.commit({ 'notes.md': NOTES.staged });
  await repository.stage({ 'pyproject.toml': manifest({ ...EDIT, iota: 'iota<2' }) });
  await repository.git('commit', '--fixup', 'HEAD^');
  await repository.git('-c', 'sequence.editor=true', 'rebase', '-i', '--autosquash', 'HEAD~3');
  expect(await repository.git('rev-list', '--count', 'HEAD')).toBe('3\n');
  const both = pinned({ alpha: '1.1.0', iota: '1.0.0' });
  await expectPins(world, both, 'HEAD^');
  await expectPins(world, both);
  await expectTidy(world);
  await expectFreshClone(world);
});

test.concurrent('`git commit --squash` and `git rebase --autosquash`: the squashed commit has the right lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': manifest({ iota: 'iota<2' }) });
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('commit', '--squash', 'HEAD', '-m', 'More');
  await repository.git(
    ...['-c', 'core.editor=true', '-c', 'sequence.editor=true', 'rebase', '-i', '--autosquash', 'HEAD~2'],
  );
  expect(await repository.git('rev-list', '--count', 'HEAD')).toBe('2\n');
  // iota went back in the first of the two, and nothing moves it forward again.
  await expectLocked(world, pinned({ alpha: '1.1.0', iota: '1.0.0' }));
});

test.concurrent('`git commit --fixup=amend:`: the commit has the lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'notes.md': NOTES.staged });
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('-c', 'core.editor=true', 'commit', '--fixup=amend:HEAD');
  await expectLocked(world, EDITED);
});
