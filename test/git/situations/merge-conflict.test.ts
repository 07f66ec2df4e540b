// topic: merges
import { expect, test } from 'vitest';
import { blocked, type Hooked } from '../../helpers/hooked.js';
import { standing } from '../../helpers/wired.js';
import { expectLocked, expectTidy, isUnderWay, LOCKFILES, NOTES } from './expect.js';
import {
  branch,
  diverged,
  EDIT,
  EDITOR,
  IMPOSSIBLE,
  manifest,
  pinned,
  refusingAfterwards,
  started,
} from './started.js';

// Both sides have new packages after the last one of the lockfiles, and in pyproject.toml at its ends.
const FIRST = { first: ['omega<2.3'] };
const LAST = { last: ['theta'] };
const BOTH_ADDED = pinned({}, ['omega==2.2.0', 'theta==1.0.0']);

const inLockfiles = (): Promise<Hooked> => diverged(FIRST, LAST);
const inManifest = (): Promise<Hooked> => diverged(EDIT, { alpha: 'alpha>=1' });
const inBoth = (): Promise<Hooked> => diverged(EDIT, { alpha: 'alpha<1.1' });

/** Begins the merge of `theirs`, which must have these paths in conflict. */
async function conflicting({ repository }: Hooked, ...paths: readonly string[]): Promise<void> {
  const { exitCode, stdout } = await repository.tryGit('merge', 'theirs');
  expect(exitCode, stdout).toBe(1);
  const unmerged = await repository.git('diff', '--name-only', '--diff-filter=U');
  expect(unmerged.trim().split('\n')).toEqual(paths);
}

/** HEAD is a merge commit of two parents, with these lockfiles. */
async function expectMerged(world: Hooked, expected: Parameters<typeof expectLocked>[1]): Promise<void> {
  expect((await world.repository.git('log', '-1', '--format=%P')).split(' ')).toHaveLength(2);
  await expectLocked(world, expected);
}

test.concurrent('a merge with pyproject.toml in conflict, `git add` and `git commit`: the lockfiles are of the settled pyproject.toml', async () => {
  const world = await inManifest();
  const { repository } = world;
  await conflicting(world, 'pyproject.toml');
  await repository.write('mine.txt', 'mine\n');
  await repository.write('pyproject.toml', manifest({ alpha: 'alpha>=1,<1.1' }));
  await repository.git('add', 'pyproject.toml');
  await repository.commit('Merged');
  await expectMerged(world, { ...pinned({ alpha: '1.0.0' }), status: ['?? mine.txt'] });
});

test.concurrent('a merge with pyproject.toml in conflict, `git add` and `git merge --continue`: the lockfiles are of the settled pyproject.toml', async () => {
  const world = await inManifest();
  const { repository } = world;
  await conflicting(world, 'pyproject.toml');
  await repository.stage({ 'pyproject.toml': manifest({ alpha: 'alpha>=1,<1.1' }) });
  await repository.git(...EDITOR, 'merge', '--continue');
  await expectMerged(world, pinned({ alpha: '1.0.0' }));
});

test.concurrent('a merge with the lockfiles in conflict, `git add` of them as they are and `git commit`: they are made from the pins of both sides, and that is said', async () => {
  const world = await inLockfiles();
  const { repository } = world;
  await conflicting(world, ...LOCKFILES);
  await repository.git('add', ...LOCKFILES);
  const { stderr } = await repository.commit('Merged');
  expect(stderr).toContain('requirements.txt had conflict markers');
  await expectMerged(world, BOTH_ADDED);
});

test.concurrent('a merge with the lockfiles in conflict, `git add` of them as they are and `git merge --continue`: they are right', async () => {
  const world = await inLockfiles();
  const { repository } = world;
  await conflicting(world, ...LOCKFILES);
  await repository.git('add', ...LOCKFILES);
  await repository.git(...EDITOR, 'merge', '--continue');
  await expectMerged(world, BOTH_ADDED);
});

test.concurrent('a merge with the lockfiles in conflict and `git commit -a`: they are right', async () => {
  const world = await inLockfiles();
  await conflicting(world, ...LOCKFILES);
  await world.repository.commit('Merged', { args: ['-a'] });
  await expectMerged(world, BOTH_ADDED);
});

test.concurrent('a merge with the lockfiles in conflict and `git checkout --ours` of them: what theirs needs comes to them', async () => {
  const world = await inLockfiles();
  const { repository } = world;
  await conflicting(world, ...LOCKFILES);
  await repository.git('checkout', '--ours', ...LOCKFILES);
  await repository.git('add', ...LOCKFILES);
  await repository.commit('Merged');
  await expectMerged(world, BOTH_ADDED);
});

test.concurrent('a merge with the lockfiles in conflict and `git checkout --theirs` of them: what ours needs comes to them', async () => {
  const world = await inLockfiles();
  const { repository } = world;
  await conflicting(world, ...LOCKFILES);
  await repository.git('checkout', '--theirs', ...LOCKFILES);
  await repository.git('add', ...LOCKFILES);
  await repository.commit('Merged');
  await expectMerged(world, BOTH_ADDED);
});

test.concurrent('a merge with the lockfiles in conflict and `git rm` of them: they are back, and right', async () => {
  const world = await inLockfiles();
  const { repository } = world;
  await conflicting(world, ...LOCKFILES);
  await repository.git('rm', '--quiet', ...LOCKFILES);
  await repository.commit('Merged');
  await expectMerged(world, BOTH_ADDED);
});

test.concurrent('a merge with pyproject.toml and the lockfiles in conflict, `git add` and `git commit`: the lockfiles are right', async () => {
  const world = await inBoth();
  const { repository } = world;
  await conflicting(world, 'pyproject.toml', ...LOCKFILES);
  await repository.write('pyproject.toml', manifest({ alpha: 'alpha<1.1' }));
  await repository.git('add', 'pyproject.toml', ...LOCKFILES);
  await repository.commit('Merged');
  await expectMerged(world, pinned({ alpha: '1.0.0' }));
});

test.concurrent('a merge with pyproject.toml and the lockfiles in conflict, `git add` and `git merge --continue`: the lockfiles are right', async () => {
  const world = await inBoth();
  const { repository } = world;
  await conflicting(world, 'pyproject.toml', ...LOCKFILES);
  await repository.write('pyproject.toml', manifest({ alpha: 'alpha<1.1' }));
  await repository.git('add', 'pyproject.toml', ...LOCKFILES);
  await repository.git(...EDITOR, 'merge', '--continue');
  await expectMerged(world, pinned({ alpha: '1.0.0' }));
});

test.concurrent('a merge with another file in conflict alone: its commit has right lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await branch(world, 'theirs', {
    'pyproject.toml': manifest({ last: ['delta'] }),
    'notes.md': 'theirs\n',
  });
  await world.commit({ 'pyproject.toml': manifest({ delta: 'delta<2' }), 'notes.md': 'ours\n' });
  await conflicting(world, 'notes.md');
  await repository.stage({ 'notes.md': NOTES.staged });
  await repository.commit('Merged');
  await expectMerged(world, {
    base: [...pinned().base, 'delta==1.5.0'],
    more: [],
    lockfiles: ['requirements.txt'],
    changed: ['notes.md', 'pyproject.toml'],
  });
});

test.concurrent('a merge with the lockfiles still unmerged: git refuses the commit, and nothing changes', async () => {
  const world = await inLockfiles();
  const { repository } = world;
  await conflicting(world, ...LOCKFILES);
  const before = await standing(repository);
  const { exitCode, stderr } = await repository.tryCommit('Merged');
  expect(exitCode).toBe(128);
  expect(stderr).toContain('unmerged files');
  expect(await standing(repository)).toBe(before);
});

test.concurrent('a merge whose commit is blocked: nothing changes, and `git merge --abort` restores all', async () => {
  const world = await inManifest();
  const { repository } = world;
  const before = await standing(repository);
  await conflicting(world, 'pyproject.toml');
  await repository.stage({ 'pyproject.toml': IMPOSSIBLE });
  await blocked(world, () => repository.tryCommit('Merged'));
  expect(isUnderWay(world)).toBe(true);
  await repository.git('merge', '--abort');
  expect(await standing(repository)).toBe(before);
  await expectTidy(world);
});

test.concurrent('a merge whose commit another hook refuses after lockgen: `git merge --abort` restores all', async () => {
  const world = await inBoth();
  const { repository } = world;
  const before = await standing(repository);
  await conflicting(world, 'pyproject.toml', ...LOCKFILES);
  await repository.write('pyproject.toml', manifest({ alpha: 'alpha<1.1' }));
  await repository.git('add', 'pyproject.toml', ...LOCKFILES);
  await refusingAfterwards(world);
  expect((await repository.tryCommit('Merged')).exitCode).toBe(1);
  expect(await world.repository.read('requirements.txt')).not.toContain('<<<<<<<');
  await repository.git('merge', '--abort');
  expect(await standing(repository)).toBe(before);
  await expectTidy(world);
});

test.concurrent('`git merge --squash` with the lockfiles in conflict, `git add` and `git commit`: they are right', async () => {
  const world = await inLockfiles();
  const { repository } = world;
  expect((await repository.tryGit('merge', '--squash', 'theirs')).exitCode).toBe(1);
  await repository.git('add', ...LOCKFILES);
  await repository.commit('Squashed');
  await expectLocked(world, BOTH_ADDED);
});
