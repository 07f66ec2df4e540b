// topic: merges
import { expect, test } from 'vitest';
import { type Hooked, startedWith } from '../../helpers/hooked.js';
import { pyproject } from '../../helpers/projects.js';
import { standing } from '../../helpers/wired.js';
import { expectFreshClone } from './expect.js';

// A line between the two dependencies, so that edits of both merge as text in the manifest, but not in the lockfile.
const project = (alpha: string, beta: string, more?: string): string =>
  pyproject({ dependencies: [alpha, 'kappa.core', 'mu', beta], ...(more === undefined ? {} : { more }) });
const STARTED = { 'pyproject.toml': project('alpha==1.0.0', 'iota==1.0.0') };

/** Two branches that changed the same package of the lockfile: `theirs` is to come into the current one. */
async function diverged(ours: string, theirs: string): Promise<Hooked> {
  const world = await startedWith(STARTED);
  const { repository, commit } = world;
  await repository.git('switch', '-q', '-c', 'theirs');
  await commit({ 'pyproject.toml': theirs });
  await repository.git('switch', '-q', '-c', 'ours', 'HEAD^');
  await commit({ 'pyproject.toml': ours });
  return world;
}

/** Both sides added other packages at the same place of the lockfile. */
const added = (): Promise<Hooked> =>
  diverged(
    pyproject({ dependencies: ['alpha==1.0.0', 'delta', 'kappa.core', 'mu', 'iota==1.0.0'] }),
    pyproject({ dependencies: ['alpha==1.0.0', 'kappa.core', 'mu', 'iota==1.0.0', 'epsilon'] }),
  );

async function expectFresh(world: Hooked): Promise<void> {
  expect(await world.repository.status()).toEqual([]);
  await expectFreshClone(world);
}

test.concurrent('`lockgen resolve` in a merge with a lockfile in conflict: it is made from the pins of both sides and staged, and the merge can be committed', async () => {
  const world = await added();
  const { repository, lockgen } = world;
  expect((await repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  expect(await repository.status()).toEqual(['M  pyproject.toml', 'UU requirements.txt']);
  const resolved = await lockgen(['resolve']);
  expect(resolved.exitCode, resolved.stderr).toBe(0);
  expect(resolved.stderr).toContain('next: git merge --continue');
  expect(resolved.stderr).toContain('lockgen: staged requirements.txt');
  expect(resolved.stderr).not.toMatch(/already right|not staged/);
  expect(await repository.status()).toEqual(['M  pyproject.toml', 'M  requirements.txt']);
  await repository.git('-c', 'core.editor=true', 'merge', '--continue');
  expect(await world.pins('requirements.txt')).toEqual(
    expect.arrayContaining(['alpha==1.0.0', 'delta==1.5.0', 'epsilon==1.0.0', 'iota==1.0.0']),
  );
  await expectFresh(world);
});

test.concurrent('`lockgen resolve` in a rebase: it settles the pick, and `git rebase --continue` goes on', async () => {
  const world = await added();
  const { repository, lockgen } = world;
  expect((await repository.tryGit('rebase', 'theirs')).exitCode).toBe(1);
  const resolved = await lockgen(['resolve']);
  expect(resolved.exitCode, resolved.stderr).toBe(0);
  expect(resolved.stderr).toContain('next: git rebase --continue');
  await repository.git('-c', 'core.editor=true', 'rebase', '--continue');
  expect(await repository.id('HEAD^')).toBe(await repository.id('theirs'));
  expect(await world.pins('requirements.txt')).toEqual(
    expect.arrayContaining(['delta==1.5.0', 'epsilon==1.0.0']),
  );
  await expectFresh(world);
});

test.concurrent('`lockgen resolve` in a cherry-pick, from a sub-folder: it settles the pick', async () => {
  const world = await added();
  const { repository, lockgen } = world;
  await repository.write('sub/x', '');
  expect((await repository.tryGit('cherry-pick', 'theirs')).exitCode).toBe(1);
  const resolved = await lockgen(['resolve'], { from: 'sub' });
  expect(resolved.stderr).toContain('next: git cherry-pick --continue');
  await repository.remove('sub');
  await repository.git('-c', 'core.editor=true', 'cherry-pick', '--continue');
  await expectFresh(world);
});

test.concurrent('`lockgen resolve` in a revert: it settles the pick', async () => {
  const world = await startedWith(STARTED);
  const { repository, commit, lockgen } = world;
  await commit({ 'pyproject.toml': project('alpha==1.1.0', 'iota==1.0.0') });
  await commit({
    'pyproject.toml': pyproject({
      dependencies: ['alpha==1.1.0', 'delta', 'kappa.core', 'mu', 'iota==1.0.0'],
    }),
  });
  expect((await repository.tryGit('revert', '--no-edit', 'HEAD^')).exitCode).toBe(1);
  await repository.stage({
    'pyproject.toml': pyproject({
      dependencies: ['alpha==1.0.0', 'delta', 'kappa.core', 'mu', 'iota==1.0.0'],
    }),
  });
  const resolved = await lockgen(['resolve']);
  expect(resolved.stderr).toContain('next: git revert --continue');
  await repository.git('-c', 'core.editor=true', 'revert', '--continue');
  expect(await world.pins('requirements.txt')).toEqual(
    expect.arrayContaining(['alpha==1.0.0', 'delta==2.0.0']),
  );
  await expectFresh(world);
});

test.concurrent('`lockgen resolve` while a `pyproject.toml` is in conflict: it refuses, names it, and changes nothing', async () => {
  const world = await diverged(project('alpha==1.1.0', 'iota'), project('alpha==2.0.0', 'iota'));
  const { repository, lockgen } = world;
  expect((await repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  const before = await standing(repository);
  const refused = await lockgen(['resolve']);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('pyproject.toml is in conflict itself');
  expect(refused.stderr).toContain('git add pyproject.toml, then npx lockgen resolve');
  expect(await standing(repository)).toBe(before);
});

test.concurrent('both sides moved a pin that the settled `pyproject.toml` allows on one side only: that side is preferred', async () => {
  const world = await startedWith({ 'pyproject.toml': pyproject({ dependencies: ['delta<2'] }) });
  const { repository, commit, lockgen } = world;
  await repository.git('switch', '-q', '-c', 'theirs');
  await commit({ 'pyproject.toml': pyproject({ dependencies: ['delta<1.5'] }) });
  await repository.git('switch', '-q', '-c', 'ours', 'HEAD^');
  await commit({
    'pyproject.toml': pyproject({ dependencies: ['delta'] }),
    'requirements.txt': (await repository.read('requirements.txt')).replace('1.5.0', '2.0.0'),
  });
  expect((await repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['delta!=2.0.0'] }) });
  expect((await lockgen(['resolve'])).exitCode).toBe(0);
  expect(await repository.show(':requirements.txt')).toContain('delta==1.0.0');
});

test.concurrent('one side set a pin back that both may have, and the lockfile is in conflict: `lockgen resolve` keeps what that side did', async () => {
  const other = (first: string[], last: string[]): string =>
    pyproject({ dependencies: [...first, 'alpha', 'kappa.core', 'delta', ...last] });
  const world = await startedWith({ 'pyproject.toml': other([], []) });
  const { repository, commit, lockgen } = world;
  await repository.git('switch', '-q', '-c', 'theirs');
  await commit({
    'pyproject.toml': other([], ['theta']),
    'requirements.txt': (await repository.read('requirements.txt')).replace('delta==2.0.0', 'delta==1.5.0'),
  });
  await repository.git('switch', '-q', '-c', 'ours', 'HEAD^');
  await commit({ 'pyproject.toml': other(['omega<2.3'], []) });
  expect((await repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  expect((await lockgen(['resolve'])).exitCode).toBe(0);
  await repository.git('-c', 'core.editor=true', 'merge', '--continue');
  expect(await world.pins('requirements.txt')).toEqual([
    'alpha==2.0.0',
    'delta==1.5.0',
    'kappa-core==3.1.0',
    'omega==2.2.0',
    'theta==1.0.0',
  ]);
  await expectFresh(world);
});

test.concurrent('a lockfile that one side deleted with its project and the other changed: `lockgen resolve` drops it', async () => {
  const managed = (dependency: string) =>
    pyproject({ name: 'svc', dependencies: [dependency], more: '[tool.lockgen]' });
  const world = await startedWith({
    'pyproject.toml': project('alpha', 'iota'),
    'svc/pyproject.toml': managed('delta'),
  });
  const { repository, commit, lockgen } = world;
  await repository.git('switch', '-q', '-c', 'theirs');
  await commit({ 'svc/pyproject.toml': managed('delta<2') });
  await repository.git('switch', '-q', '-c', 'ours', 'HEAD^');
  await repository.git('rm', '-q', '-r', 'svc');
  await commit({});
  expect((await repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  await repository.git('rm', '-q', 'svc/pyproject.toml');
  const resolved = await lockgen(['resolve']);
  expect(resolved.exitCode, resolved.stderr).toBe(0);
  expect(await repository.git('ls-files', '-s', 'svc')).toBe('');
  await repository.git('commit', '-q', '--no-edit');
  await expectFresh(world);
});

test.concurrent('`git rebase --exec` with `lockgen resolve`: each rebased commit gets its own lockfiles', async () => {
  const world = await startedWith({ 'pyproject.toml': project('alpha', 'iota==1.0.0') });
  const { repository, commit, lockgen } = world;
  await repository.git('switch', '-q', '-c', 'topic');
  for (const [place, files] of [
    ['a', { 'pyproject.toml': project('alpha<2', 'iota==1.0.0') }],
    ['b', { 'pyproject.toml': project('alpha<1.1', 'iota==1.0.0') }],
  ] as const)
    await commit({ ...files, [place]: '' }, { env: { LOCKGEN: '0' } });
  await repository.git('switch', '-q', '-c', 'base', 'HEAD~2');
  await commit({ 'pyproject.toml': project('alpha', 'iota<2') });
  await repository.git('switch', '-q', 'topic');
  const exec = `'${world.installed.bin}' resolve && git commit --amend --no-edit --allow-empty`;
  await repository.git('rebase', '--quiet', '--exec', exec, 'base');
  expect(await world.pins('requirements.txt', 'HEAD^')).toEqual(
    expect.arrayContaining(['alpha==1.1.0', 'iota==1.0.0']),
  );
  expect(await world.pins('requirements.txt', 'HEAD')).toEqual(
    expect.arrayContaining(['alpha==1.0.0', 'iota==1.0.0']),
  );
  expect((await lockgen(['resolve'])).stderr).toBe('lockgen: the lockfiles are settled\n');
  await expectFresh(world);
});

test.concurrent('`lockgen resolve` where the lockfiles of HEAD are stale: it stages right ones, for an amended commit', async () => {
  const world = await startedWith(STARTED);
  const { repository, commit, lockgen } = world;
  await commit({ 'pyproject.toml': project('alpha==2.0.0', 'iota==1.0.0') }, { env: { LOCKGEN: '0' } });
  const resolved = await lockgen(['resolve']);
  expect(resolved.stderr).toContain('next: git commit --amend --no-edit');
  await repository.git('commit', '-q', '--amend', '--no-edit');
  expect(await world.pins('requirements.txt')).toContain('alpha==2.0.0');
  await expectFresh(world);
});
