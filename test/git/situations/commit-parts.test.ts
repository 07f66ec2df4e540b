// topic: commands
import { expect, test } from 'vitest';
import { expectLocked, expectTidy } from './expect.js';
import { EDIT, EDITED, manifest, pinned, started } from './started.js';

const WHOLE = manifest({ ...EDIT, iota: 'iota<2' });

/** Answers of `git add --patch` for the one hunk of WHOLE: split it, take the first edit and leave the second. */
const FIRST_PART = 's\ny\nn\n';

test.concurrent('`git add -p` of one of two edits of pyproject.toml: the lockfiles are of the staged one', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write('pyproject.toml', WHOLE);
  const { exitCode, stderr } = await repository.run('git', ['add', '-p'], { input: FIRST_PART });
  expect(exitCode, stderr).toBe(0);
  await repository.commit('Part');
  await expectLocked(world, { ...EDITED, status: [' M pyproject.toml'] });
  expect(await repository.read('pyproject.toml')).toBe(WHOLE);
  await repository.commit('Rest', { args: ['-a'] });
  await expectLocked(world, pinned({ alpha: '1.1.0', iota: '1.0.0' }));
});

test.concurrent('`git commit -p` of one of two edits of pyproject.toml: the lockfiles are of that one', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write('pyproject.toml', WHOLE);
  const { exitCode, stderr } = await repository.run('git', ['commit', '-p', '-m', 'Part'], {
    input: FIRST_PART,
  });
  expect(exitCode, stderr).toBe(0);
  await expectLocked(world, { ...EDITED, status: [' M pyproject.toml'] });
  expect(await repository.read('pyproject.toml')).toBe(WHOLE);
});

test.concurrent('`git commit -p` that takes no edit of pyproject.toml: it has no lockfiles, and the edits stay', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write('pyproject.toml', WHOLE);
  await repository.write('notes.md', 'two\n');
  const { exitCode, stderr } = await repository.run('git', ['commit', '-p', '-m', 'Notes'], {
    input: 'y\nn\n',
  });
  expect(exitCode, stderr).toBe(0);
  expect(await repository.changed()).toEqual(['notes.md']);
  await expectTidy(world, [' M pyproject.toml']);
  expect(await repository.read('pyproject.toml')).toBe(WHOLE);
});

test.concurrent('a pyproject.toml that is staged, and cannot be resolved as it stands in the work tree: the lockfiles are of the staged one', async () => {
  const world = await started();
  const { repository } = world;
  const unstaged = manifest({ ...EDIT, last: ['no-such-package'] });
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.write('pyproject.toml', unstaged);
  await repository.commit('Part');
  await expectLocked(world, { ...EDITED, status: [' M pyproject.toml'] });
  expect(await repository.read('pyproject.toml')).toBe(unstaged);
});
