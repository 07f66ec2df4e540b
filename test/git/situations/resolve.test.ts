// topic: merges
import { expect, test } from 'vitest';
import { type Hooked, startedWith } from '../../helpers/hooked.js';
import { pyproject } from '../../helpers/projects.js';

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

async function expectFresh({ repository, lockgen }: Hooked): Promise<void> {
  expect(await repository.status()).toEqual([]);
  const checked = await lockgen(['check'], { env: { XDG_CACHE_HOME: `${repository.home}/other-cache` } });
  expect(checked.stdout + checked.stderr).toMatch(/^fresh/);
}

test.concurrent('`lockgen resolve` in a merge with a lockfile in conflict: it is made from the pins of both sides and staged, and the merge can be committed', async () => {
  const world = await added();
  const { repository, lockgen } = world;
  expect((await repository.tryGit('merge', 'theirs')).exitCode).toBe(1);
  expect(await repository.status()).toEqual(['M  pyproject.toml', 'UU requirements.txt']);
  const resolved = await lockgen(['resolve']);
  expect(resolved.exitCode, resolved.stderr).toBe(0);
  expect(resolved.stderr).toContain('next: git merge --continue');
  expect(await repository.status()).toEqual(['M  pyproject.toml', 'M  requirements.txt']);
  await repository.git('-c', 'core.editor=true', 'merge', '--continue');
  expect(await world.pins('requirements.txt')).toEqual(
    expect.arrayContaining(['alpha==1.0.0', 'delta==1.5.0', 'epsilon==1.0.0', 'iota==1.0.0']),
  );
  await expectFresh(world);
});
