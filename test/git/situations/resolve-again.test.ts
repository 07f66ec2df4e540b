// topic: merges
import { chmod, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Hooked } from '../../helpers/hooked.js';
import { standing } from '../../helpers/wired.js';
import { checkOfClone, expectLocked, expectTidy, isUnderWay, LOCKFILES } from './expect.js';
import { diverged, EDIT, EDITED, EDITOR, manifest, pinned, started } from './started.js';

const FIRST = { first: ['omega<2.3'] };
const LAST = { last: ['theta'] };
const BOTH_ADDED = pinned({}, ['omega==2.2.0', 'theta==1.0.0']);

/** A merge that leaves the lockfiles in conflict. */
async function inConflict(): Promise<Hooked> {
  const world = await diverged(FIRST, LAST);
  expect((await world.repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  return world;
}

async function expectResolved({ lockgen }: Hooked, next: string): Promise<void> {
  const { exitCode, stderr } = await lockgen(['resolve']);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain(`next: ${next}\n`);
}

test.concurrent('`lockgen resolve` in a merge that was settled before and taken back: it settles it again', async () => {
  const world = await inConflict();
  const { repository } = world;
  await expectResolved(world, 'git merge --continue');
  await repository.git('merge', '--abort');
  await repository.tryGit('merge', 'theirs');
  await expectResolved(world, 'git merge --continue');
  await repository.git(...EDITOR, 'merge', '--continue');
  await expectLocked(world, BOTH_ADDED);
});

test.concurrent('`lockgen resolve` of a lockfile that one side deleted, in a project that is as the other side has it: it is settled', async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('switch', '--quiet', '--create', 'theirs');
  await repository.git('rm', '--quiet', 'requirements.txt');
  await repository.commit('Without', { env: { LOCKGEN: '0' } });
  await repository.git('switch', '--quiet', '-');
  await world.commit({ 'pyproject.toml': manifest(EDIT) });
  expect((await repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  expect(await repository.status()).toContain('UD requirements.txt');
  await expectResolved(world, 'git merge --continue');
  await repository.git(...EDITOR, 'merge', '--continue');
  await expectTidy(world);
  expect(await world.pins('requirements.txt')).toEqual(EDITED.base);
});

test.concurrent('`lockgen resolve` of a lockfile to which somebody added a line amid the conflict: it refuses, and both ways out work', async () => {
  const world = await inConflict();
  const { repository, lockgen } = world;
  const text = `# ticket 4711\n${await repository.read('requirements.txt')}`;
  await repository.write('requirements.txt', text);
  const before = await standing(repository);
  const { exitCode, stderr } = await lockgen(['resolve']);
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toContain('requirements.txt has edits that are not staged, and would be lost');
  expect(await standing(repository)).toBe(before);
  const drop = /drop them: (.*)/.exec(stderr)?.[1] ?? 'false';
  expect((await repository.run('sh', ['-c', drop])).exitCode).toBe(0);
  await repository.git('add', ...LOCKFILES);
  await repository.git(...EDITOR, 'merge', '--continue');
  expect(isUnderWay(world)).toBe(false);
  await expectLocked(world, BOTH_ADDED);
});

test.concurrent('`lockgen resolve` where conflict marks have another size (`conflict-marker-size`): it settles them', async () => {
  const world = await diverged(FIRST, LAST);
  const { repository } = world;
  await writeFile(repository.path('.git/info/attributes'), 'requirements*.txt conflict-marker-size=20\n');
  expect((await repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  expect(await repository.read('requirements.txt')).toMatch(/^<{20} /m);
  await expectResolved(world, 'git merge --continue');
  await repository.git(...EDITOR, 'merge', '--continue');
  await expectLocked(world, BOTH_ADDED);
});

test.concurrent('conflict marks of another size that are added as they are: the lockfile is made from the pins of both sides', async () => {
  const world = await diverged(FIRST, LAST);
  const { repository } = world;
  await writeFile(repository.path('.git/info/attributes'), 'requirements*.txt conflict-marker-size=20\n');
  expect((await repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  await repository.git('add', ...LOCKFILES);
  await repository.git(...EDITOR, 'merge', '--continue');
  await expectLocked(world, BOTH_ADDED);
});

test.concurrent('`lockgen resolve` in `git am -3`: it settles the patch, and `git am --continue` goes on', async () => {
  const world = await diverged(FIRST, LAST);
  const { repository } = world;
  const patch = await repository.git('format-patch', '--stdout', 'HEAD..theirs');
  expect((await repository.run('git', ['am', '-3'], { input: patch })).exitCode).not.toBe(0);
  await expectResolved(world, 'git am --continue');
  await repository.git('am', '--continue');
  await expectLocked(world, BOTH_ADDED);
});

test.concurrent('`lockgen resolve` from a sub-folder while `pyproject.toml` is in conflict: what it says to type works there', async () => {
  const world = await diverged(EDIT, { alpha: 'alpha<1.1' });
  const { repository, lockgen } = world;
  await repository.write('sub/x', '');
  expect((await repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  const { exitCode, stderr } = await lockgen(['resolve'], { from: 'sub' });
  expect(exitCode).toBe(1);
  await repository.write('pyproject.toml', manifest({ alpha: 'alpha<1.1' }));
  const add = /next: settle it, (.*), then npx lockgen resolve/.exec(stderr)?.[1] ?? 'false';
  const typed = await repository.run('sh', ['-c', add], { cwd: repository.path('sub') });
  expect(typed.exitCode, add + typed.stderr).toBe(0);
  await expectResolved(world, 'git merge --continue');
});

test.concurrent('`lockgen resolve` in a rebase whose pick comes to nothing: HEAD, which is somebody else’s, is left alone', async () => {
  const world = await diverged(FIRST, LAST);
  const { repository, lockgen } = world;
  await repository.git('switch', '--quiet', 'theirs');
  await repository.stage({ 'pyproject.toml': manifest({ ...LAST, iota: 'iota<2' }) });
  await repository.commit('Without lockfiles', { env: { LOCKGEN: '0' } });
  await repository.git('switch', '--quiet', '-');
  expect((await repository.tryGit('rebase', 'theirs')).exitCode).toBe(1);
  await repository.git('checkout', '--quiet', 'HEAD', '--', '.');
  const before = await standing(repository);
  const { exitCode, stderr } = await lockgen(['resolve']);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).not.toContain('--amend');
  expect(await standing(repository)).toBe(before);
});

test.concurrent('`lockgen resolve` in a bare repository: it is refused', async () => {
  const { repository, installed } = await started();
  await repository.git('clone', '--quiet', '--bare', '.', '../bare.git');
  const refused = await repository.run(installed.bin, ['resolve'], { cwd: repository.path('../bare.git') });
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('has no work tree');
});

test.concurrent('a commit that a post-merge hook makes after a fast-forward: it is no merge, and has its lockfiles', async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('switch', '--quiet', '--create', 'ahead');
  await world.commit({ 'notes.md': 'ahead\n' });
  await repository.git('switch', '--quiet', '-');
  await repository.write('next.toml', manifest(EDIT));
  const hook = repository.path('.git/hooks/post-merge');
  await writeFile(hook, '#!/bin/sh\ncp next.toml pyproject.toml && git commit -qm Hook pyproject.toml\n');
  await chmod(hook, 0o755);
  const { exitCode, stderr } = await repository.tryGit('merge', '--ff-only', 'ahead');
  expect(exitCode, stderr).toBe(0);
  expect(stderr).not.toContain('merge stopped');
  await expectLocked(world, { ...EDITED, status: ['?? next.toml'] });
  expect((await checkOfClone(world)).exitCode).toBe(0);
});
