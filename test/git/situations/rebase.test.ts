// topic: commands
import { expect, test } from 'vitest';
import { standing } from '../../helpers/wired.js';
import { checkOfClone, expectLocked, expectTidy, isUnderWay, LOCKFILES, NOTES } from './expect.js';
import { diverged, EDIT, EDITOR, manifest, pinned, started } from './started.js';

const FIRST = { first: ['omega<2.3'] };
const LAST = { last: ['theta'] };
const BOTH_ADDED = pinned({}, ['omega==2.2.0', 'theta==1.0.0']);

/** `git rebase -i` in which the last commit is done this way. */
const interactively = (how: string): readonly string[] => [
  ...EDITOR,
  '-c',
  `sequence.editor=sed -i.bak 's/^pick/${how}/'`,
  'rebase',
  '-i',
];

test.concurrent('`git rebase` without conflicts: no hook runs, and what merges as text is right', async () => {
  const world = await diverged(EDIT, { iota: 'iota<2' });
  const { repository } = world;
  await repository.write('mine.txt', 'mine\n');
  const { exitCode, stderr } = await repository.tryGit('rebase', 'theirs');
  expect(exitCode, stderr).toBe(0);
  expect(stderr).not.toContain('lockgen');
  await expectLocked(world, { ...pinned({ alpha: '1.1.0', iota: '1.0.0' }), status: ['?? mine.txt'] });
});

test.concurrent('`git rebase` without conflicts whose lockfiles are not right: `lockgen check` finds it, and `lockgen generate` and an amend mend it', async () => {
  const world = await diverged({ delta: 'delta<2' }, { last: ['delta'] });
  const { repository } = world;
  await repository.git('rebase', '--quiet', 'theirs');
  expect((await checkOfClone(world)).exitCode).toBe(1);
  expect((await world.lockgen(['generate'])).exitCode).toBe(0);
  await repository.git('commit', '--amend', '--no-edit', '-a');
  await expectLocked(world, { base: [...pinned().base, 'delta==1.5.0'], more: [] });
});

test.concurrent('`git rebase` with the lockfiles in conflict, `lockgen resolve` and `git rebase --continue`: they are right', async () => {
  const world = await diverged(FIRST, LAST);
  const { repository } = world;
  expect((await repository.tryGit('rebase', 'theirs')).exitCode).toBe(1);
  const { exitCode, stderr } = await world.lockgen(['resolve']);
  expect(exitCode, stderr).toBe(0);
  await repository.git(...EDITOR, 'rebase', '--continue');
  expect(isUnderWay(world)).toBe(false);
  await expectLocked(world, BOTH_ADDED);
});

test.concurrent('`git rebase` with the lockfiles in conflict, `git add`, `git commit` and `git rebase --continue`: they are right', async () => {
  const world = await diverged(FIRST, LAST);
  const { repository } = world;
  expect((await repository.tryGit('rebase', 'theirs')).exitCode).toBe(1);
  await repository.git('add', ...LOCKFILES);
  await repository.git('commit', '--no-edit');
  await repository.git(...EDITOR, 'rebase', '--continue');
  expect(isUnderWay(world)).toBe(false);
  await expectLocked(world, BOTH_ADDED);
});

test.concurrent('`git rebase` with pyproject.toml in conflict, `git add`, `lockgen resolve` and `git rebase --continue`: the lockfiles are of the settled pyproject.toml', async () => {
  const world = await diverged(EDIT, { alpha: 'alpha<1.1' });
  const { repository } = world;
  expect((await repository.tryGit('rebase', 'theirs')).exitCode).toBe(1);
  await repository.stage({ 'pyproject.toml': manifest({ alpha: 'alpha>=1.1,<2' }) });
  const { exitCode, stderr } = await world.lockgen(['resolve']);
  expect(exitCode, stderr).toBe(0);
  await repository.git(...EDITOR, 'rebase', '--continue');
  await expectLocked(world, pinned({ alpha: '1.1.0' }));
});

test.concurrent('`git rebase --abort` after a conflict: all is as before', async () => {
  const world = await diverged(FIRST, LAST);
  const { repository } = world;
  const before = await standing(repository);
  expect((await repository.tryGit('rebase', 'theirs')).exitCode).toBe(1);
  expect((await world.lockgen(['resolve'])).exitCode).toBe(0);
  await repository.git('rebase', '--abort');
  expect(await standing(repository)).toBe(before);
  await expectTidy(world);
});

test.concurrent('`git rebase -i` that stops to edit, an amend and `git rebase --continue`: the amended commit has the lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'notes.md': NOTES.staged });
  await repository.git(...interactively('edit'), 'HEAD^');
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('commit', '--amend', '--no-edit');
  await repository.git('rebase', '--continue');
  await expectLocked(world, { ...pinned({ alpha: '1.1.0' }), changed: ['notes.md', 'pyproject.toml'] });
});

test.concurrent('`git rebase -i` that rewords an edit of pyproject.toml: its lockfiles stay', async () => {
  const world = await started();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  const tree = await repository.id('HEAD^{tree}');
  await repository.git(...interactively('reword'), 'HEAD^');
  expect(await repository.id('HEAD^{tree}')).toBe(tree);
  await expectLocked(world, pinned({ alpha: '1.1.0' }));
});

test.concurrent('`git rebase --autostash` beside unstaged edits: they come back', async () => {
  const world = await diverged(EDIT, { iota: 'iota<2' });
  const { repository } = world;
  await repository.write('notes.md', NOTES.unstaged);
  await repository.git('rebase', '--quiet', '--autostash', 'theirs');
  await expectLocked(world, { ...pinned({ alpha: '1.1.0', iota: '1.0.0' }), status: [' M notes.md'] });
  expect(await repository.read('notes.md')).toBe(NOTES.unstaged);
});

test.concurrent('`git am` of a patch whose lockfiles are not right there: no hook runs, and `lockgen check` finds it', async () => {
  const world = await diverged({ delta: 'delta<2' }, { last: ['delta'] });
  const { repository } = world;
  const patch = await repository.git('format-patch', '--stdout', 'HEAD..theirs');
  const { exitCode, stderr } = await repository.run('git', ['am', '--3way'], { input: patch });
  expect(exitCode, stderr).toBe(0);
  expect(stderr).not.toContain('lockgen');
  await expectTidy(world);
  expect((await checkOfClone(world)).exitCode).toBe(1);
});
