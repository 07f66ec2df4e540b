// topic: merges
import { expect, test } from 'vitest';
import { type Hooked, startedWith, withoutUvAndPython } from '../../helpers/hooked.js';
import { standing } from '../../helpers/wired.js';
import {
  checkOfClone,
  expectFreshClone,
  expectLocked,
  expectPins,
  expectTidy,
  isUnderWay,
  NOTES,
} from './expect.js';
import { branch, diverged, EDIT, EDITED, EDITOR, manifest, pinned, started } from './started.js';

// A bound for full on one side, and on the other the same package for base as well: the text of both sides merges, and
// base then has another version than full.
const BOUND = { delta: 'delta<2' };
const ADDED = { last: ['delta'] };
// The full one is what ours has already.
const MERGED = {
  base: [...pinned().base, 'delta==1.5.0'],
  more: [],
  lockfiles: ['requirements.txt'],
};

const BOTH_EDITED = pinned({ alpha: '1.1.0', iota: '1.0.0' });
const editedApart = (): Promise<Hooked> => diverged(EDIT, { iota: 'iota<2' });

/** What the user has at hand that is no reason for git to refuse a merge. */
async function putUnstagedWork({ repository }: Hooked): Promise<void> {
  await repository.write('notes.md', NOTES.unstaged);
  await repository.write('mine.txt', 'mine\n');
}
const UNSTAGED = [' M notes.md', '?? mine.txt'];
async function expectUnstagedWork({ repository }: Hooked): Promise<void> {
  expect(await repository.read('notes.md')).toBe(NOTES.unstaged);
  expect(await repository.read('mine.txt')).toBe('mine\n');
}

/** A merge that stops before its commit, since its lockfiles are no fixpoint. Gives the hook's words. */
async function stopped(world: Hooked, ...branches: readonly string[]): Promise<string> {
  const { exitCode, stderr } = await world.repository.tryGit('merge', ...branches);
  expect(exitCode, stderr).toBe(1);
  const words = stderr.split('\n').filter((line) => /^(lockgen:| {2}next:)/.test(line));
  expect(words).toEqual([
    expect.stringMatching(/^lockgen: merge stopped: requirements/),
    expect.stringMatching(/^ {2}next: git commit/),
  ]);
  expect(isUnderWay(world)).toBe(true);
  return stderr;
}

test.concurrent('a clean merge whose lockfiles are right as merged: it is committed without a word', async () => {
  const world = await editedApart();
  const { repository } = world;
  await putUnstagedWork(world);
  const { exitCode, stderr } = await repository.tryGit('merge', '--quiet', 'theirs');
  expect(exitCode, stderr).toBe(0);
  expect(stderr).not.toContain('lockgen');
  await expectLocked(world, { ...BOTH_EDITED, status: UNSTAGED });
  await expectUnstagedWork(world);
});

test.concurrent('a clean merge whose lockfiles are not right: it stops, and `git commit` completes it with right ones', async () => {
  const world = await diverged(BOUND, ADDED);
  const { repository } = world;
  await putUnstagedWork(world);
  await stopped(world, 'theirs');
  await repository.commit('Merged');
  expect((await repository.git('log', '-1', '--format=%P')).split(' ')).toHaveLength(2);
  await expectLocked(world, { ...MERGED, status: UNSTAGED });
  await expectUnstagedWork(world);
});

test.concurrent('a clean merge whose lockfiles are not right: `git merge --continue` completes it with right ones', async () => {
  const world = await diverged(BOUND, ADDED);
  await stopped(world, 'theirs');
  await world.repository.git(...EDITOR, 'merge', '--continue');
  await expectLocked(world, MERGED);
});

test.concurrent('a clean merge whose lockfiles are not right: `git merge --abort` restores all', async () => {
  const world = await diverged(BOUND, ADDED);
  const { repository } = world;
  await putUnstagedWork(world);
  const before = await standing(repository);
  await stopped(world, 'theirs');
  await repository.git('merge', '--abort');
  expect(await standing(repository)).toBe(before);
  await expectTidy(world, UNSTAGED);
});

test.concurrent('a clean merge that stops and whose commit another hook refuses: `git merge --abort` restores all', async () => {
  const world = await diverged(BOUND, ADDED);
  const { repository } = world;
  const before = await standing(repository);
  await stopped(world, 'theirs');
  await repository.write('.git/hooks/commit-msg', '#!/bin/sh\nexit 1\n');
  await repository.run('chmod', ['+x', '.git/hooks/commit-msg']);
  expect((await repository.tryCommit('Merged')).exitCode).toBe(1);
  await repository.git('merge', '--abort');
  expect(await standing(repository)).toBe(before);
  await expectTidy(world);
});

test.concurrent('a clean merge that cannot be resolved: it stops with the reason, and `git merge --abort` restores all', async () => {
  const world = await diverged({ first: ['epsilon'] }, { delta: 'delta>=2' });
  const { repository } = world;
  const before = await standing(repository);
  const { exitCode, stderr } = await repository.tryGit('merge', 'theirs');
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toMatch(/^lockgen: /m);
  await repository.git('merge', '--abort');
  expect(await standing(repository)).toBe(before);
  await expectTidy(world);
});

test.concurrent('a clean merge of a lower Python and a package that does not have it: it stops, and `git commit` makes pins for every Python', async () => {
  const world = await startedWith({ 'pyproject.toml': manifest({ requiresPython: '>=3.12' }) });
  const { repository } = world;
  await branch(world, 'theirs', { 'pyproject.toml': manifest({ requiresPython: '>=3.12', last: ['beta'] }) });
  await world.commit({ 'pyproject.toml': manifest() });
  await stopped(world, 'theirs');
  await repository.commit('Merged');
  const betas = ["beta==1.0.0 ; python_full_version < '3.11'", "beta==2.0.0 ; python_full_version >= '3.11'"];
  await expectLocked(world, pinned({}, betas));
});

test.concurrent('a clean merge of which one side changed nothing of the project: uv is not started', async () => {
  const world = await started();
  const { repository } = world;
  await branch(world, 'theirs', { 'pyproject.toml': manifest(EDIT) });
  await world.commit({ 'notes.md': NOTES.staged });
  const alone = await withoutUvAndPython(world);
  const { exitCode, stderr } = await repository.run('git', ['merge', '--quiet', 'theirs'], {
    env: alone.env,
  });
  expect(exitCode, stderr).toBe(0);
  expect(await alone.started()).toEqual([]);
  await expectPins(world, EDITED);
  await expectTidy(world);
});

test.concurrent('`git merge --no-ff`: the merge is committed, and uv is not started', async () => {
  const world = await started();
  const { repository } = world;
  await branch(world, 'theirs', { 'pyproject.toml': manifest(EDIT) });
  const alone = await withoutUvAndPython(world);
  const { exitCode, stderr } = await repository.run('git', ['merge', '--quiet', '--no-ff', 'theirs'], {
    env: alone.env,
  });
  expect(exitCode, stderr).toBe(0);
  expect(await alone.started()).toEqual([]);
  await expectPins(world, EDITED);
  await expectTidy(world);
});

test.concurrent('a fast-forward: no hook runs, and the lockfiles are those of the branch', async () => {
  const world = await started();
  const { repository } = world;
  await branch(world, 'theirs', { 'pyproject.toml': manifest(EDIT) });
  const { stderr } = await repository.tryGit('merge', '--ff-only', 'theirs');
  expect(stderr).toBe('');
  await expectLocked(world, EDITED);
});

test.concurrent('`git merge --no-commit` and then `git commit`: the lockfiles are right', async () => {
  const world = await diverged(BOUND, ADDED);
  const { repository } = world;
  await repository.git('merge', '--no-commit', 'theirs');
  await repository.commit('Merged');
  expect((await repository.git('log', '-1', '--format=%P')).split(' ')).toHaveLength(2);
  await expectLocked(world, MERGED);
});

test.concurrent('`git merge --no-commit`, an edit, and then `git commit`: the lockfiles are of the edited pyproject.toml', async () => {
  const world = await editedApart();
  const { repository } = world;
  await repository.git('merge', '--no-commit', 'theirs');
  await repository.stage({ 'pyproject.toml': manifest({ alpha: 'alpha<1.1', iota: 'iota<2' }) });
  await repository.commit('Merged');
  await expectLocked(world, pinned({ alpha: '1.0.0', iota: '1.0.0' }));
});

test.concurrent('`git merge --squash` and then `git commit`: the lockfiles are right', async () => {
  const world = await diverged(BOUND, ADDED);
  const { repository } = world;
  await repository.git('merge', '--squash', 'theirs');
  await repository.commit('Squashed');
  expect((await repository.git('log', '-1', '--format=%P')).split(' ')).toHaveLength(1);
  await expectLocked(world, MERGED);
});

test.concurrent('an octopus merge whose lockfiles are right as merged: it is committed', async () => {
  const world = await started();
  const { repository } = world;
  await branch(world, 'one', { 'pyproject.toml': manifest({ iota: 'iota<2' }) });
  await branch(world, 'two', { 'pyproject.toml': manifest({ delta: 'delta<2' }) });
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  await repository.git('merge', '--quiet', 'one', 'two');
  expect((await repository.git('log', '-1', '--format=%P')).split(' ')).toHaveLength(3);
  await expectLocked(world, pinned({ alpha: '1.1.0', iota: '1.0.0', delta: '1.5.0' }));
});

test.concurrent('an octopus merge whose lockfiles are not right: it stops, and `git commit` completes it with right ones', async () => {
  const world = await started();
  const { repository } = world;
  await branch(world, 'one', { 'pyproject.toml': manifest(ADDED) });
  await branch(world, 'two', { 'notes.md': NOTES.staged });
  await world.commit({ 'pyproject.toml': manifest(BOUND) });
  await stopped(world, 'one', 'two');
  await repository.commit('Merged');
  expect((await repository.git('log', '-1', '--format=%P')).split(' ')).toHaveLength(3);
  await expectLocked(world, { ...MERGED, changed: ['notes.md', 'pyproject.toml'] });
});

test.concurrent('`git merge -s ours`: the lockfiles stay, and uv is not started', async () => {
  const world = await editedApart();
  const { repository } = world;
  const alone = await withoutUvAndPython(world);
  const { exitCode, stderr } = await repository.run('git', ['merge', '--quiet', '-s', 'ours', 'theirs'], {
    env: alone.env,
  });
  expect(exitCode, stderr).toBe(0);
  expect(await alone.started()).toEqual([]);
  await expectPins(world, EDITED);
  await expectTidy(world);
  await expectFreshClone(world);
});

test.concurrent('a clean merge where only pre-commit is wired: git runs no hook, and `lockgen check` finds what is not right', async () => {
  const world = await diverged(BOUND, ADDED);
  const { repository } = world;
  await repository.remove('.git/hooks/pre-merge-commit');
  await repository.git('merge', '--quiet', 'theirs');
  await expectTidy(world);
  const { exitCode, stdout } = await checkOfClone(world);
  expect(exitCode, stdout).toBe(1);
});

test.concurrent('`git merge --no-verify`: nothing is judged, and `lockgen check` finds what is not right', async () => {
  const world = await diverged(BOUND, ADDED);
  const { repository } = world;
  await repository.git('merge', '--quiet', '--no-verify', 'theirs');
  await expectTidy(world);
  expect((await checkOfClone(world)).exitCode).toBe(1);
});
