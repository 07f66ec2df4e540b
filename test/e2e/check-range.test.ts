import { describe, expect, test } from 'vitest';
import { check, somebodyElse } from '../helpers/check.js';
import { type Hooked, hooked, startedWith } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { typedThere } from '../helpers/typed.js';

const project = (...dependencies: string[]): string => pyproject({ dependencies });
const started = (): Promise<Hooked> => startedWith({ 'pyproject.toml': project('alpha') });

/** A commit that no hook has seen. */
async function unhooked(world: Hooked, files: Readonly<Record<string, string>>, message: string) {
  await world.repository.stage(files);
  await world.repository.commit(message, { args: ['--no-verify'] });
  return await world.repository.id();
}

describe('--range judges each commit by its own tree', () => {
  test.concurrent('and names the first that went stale, though a later one put it right', async () => {
    const world = await started();
    const { repository } = world;
    const base = await repository.id();
    await world.commit({ 'pyproject.toml': project('delta') });
    const stale = await unhooked(world, { 'pyproject.toml': project('gamma') }, 'Past the hook');
    await unhooked(world, { 'notes.md': 'x' }, 'Nothing of interest');
    expect(await world.lockgen(['generate'])).toMatchObject({ exitCode: 0 });
    await repository.git('add', '.');
    await repository.commit('Put right');

    const { exitCode, stdout } = await check(world, ['--range', `${base}..HEAD`]);
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toContain(`${stale.slice(0, 12)} Past the hook\n  stale    requirements.txt: `);
    expect(stdout).toContain(`${base}..HEAD: 4 commits, 3 of them change inputs or lockfiles\n`);
    expect(stdout).toContain(`went stale first in ${stale.slice(0, 12)} Past the hook\n`);
    const rebase = /^later commits put it right\nto mend: (.*)$/m.exec(stdout)?.[1] ?? '';
    expect(stdout).not.toContain('Nothing of interest');
    expect(await check(world, ['--range', 'HEAD~1..'])).toMatchObject({ exitCode: 0 });
    const rebased = await typedThere(world, rebase);
    expect(rebased, rebased.stderr).toMatchObject({ exitCode: 0 });
    expect(await check(world, ['--range', `${base}..`])).toMatchObject({ exitCode: 0 });
  });

  test.concurrent('so that a lockfile that stays stale is told once, with what mends it', async () => {
    const world = await started();
    await unhooked(world, { 'pyproject.toml': project('gamma') }, 'Past the hook');
    await unhooked(world, { 'notes.md': 'x' }, 'Notes');
    await unhooked(world, { 'pyproject.toml': `${project('gamma')}[tool.ruff]\nline-length = 90\n` }, 'Ruff');
    const { exitCode, stdout } = await check(world, ['--range', 'HEAD~3..HEAD']);
    expect(exitCode).toBe(1);
    expect(stdout.match(/^ {2}stale/gm)).toHaveLength(1);
    expect(stdout).toMatch(/3 commits, 1 of them changes inputs or lockfiles/);
    expect(stdout).toMatch(/^to mend: npx lockgen generate \.$/m);
    const markdown = (await check(world, ['--range', 'HEAD~3..', '--format', 'markdown'])).stdout;
    expect(markdown).toMatch(/^### lockgen: lockfiles are stale in `HEAD~3\.\.`$/m);
    expect(markdown).toMatch(/What a regeneration changes in `requirements\.txt`/);
    // What was stale before is no commit's of this range.
    expect(await check(world, ['--range', 'HEAD~2..HEAD'])).toMatchObject({ exitCode: 0 });
  });

  test.concurrent('so that no commit is said to have made stale what was stale before it', async () => {
    const world = await started();
    await unhooked(world, { 'pyproject.toml': project('gamma') }, 'Past the hook');
    await unhooked(world, { 'pyproject.toml': project('gamma', 'delta') }, 'And again');
    const { exitCode, stdout } = await check(world, ['--range', 'HEAD~1..']);
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toContain('what is stale was stale before the range already\n');
    expect(stdout).not.toContain('went stale first');
    const json = JSON.parse((await check(world, ['--range', 'HEAD~1..', '--format', 'json'])).stdout);
    expect(json.range).not.toHaveProperty('firstStale');
    expect((await check(world, ['--range', 'HEAD~2..'])).stdout).toMatch(
      /^went stale first in \w+ Past the hook$/m,
    );
  });

  test.concurrent('and what mends is of what the end has', async () => {
    const managed = (dependency: string): string =>
      pyproject({ name: 'svc', dependencies: [dependency], more: '[tool.lockgen]' });
    const world = await hooked();
    const { repository } = world;
    await world.commit({ 'pyproject.toml': project('alpha'), 'svc/pyproject.toml': managed('alpha') });
    await unhooked(world, { 'svc/pyproject.toml': managed('gamma') }, 'Past the hook');
    await repository.git('rm', '--quiet', '-r', 'svc');
    await repository.commit('Gone', { args: ['--no-verify'] });
    const gone = await check(world, ['--range', 'HEAD~2..']);
    expect(gone, gone.stdout).toMatchObject({ exitCode: 1 });
    expect(gone.stdout).toMatch(/^later commits put it right\nto mend: git rebase --exec /m);
    await repository.git('checkout', '--quiet', '-b', 'side');
    await unhooked(world, { 'pyproject.toml': project('gamma') }, 'On a side');
    await repository.git('checkout', '--quiet', '-');
    await repository.tryGit('merge', '--quiet', '--no-verify', '-s', 'ours', '-m', 'Merge', 'side');
    // What was merged is the merge's to answer for.
    expect(await check(world, ['--range', 'HEAD~1..'])).toMatchObject({ exitCode: 0 });
    const side = await check(world, ['--range', 'HEAD~1..side']);
    expect(side, side.stdout).toMatchObject({ exitCode: 1 });
  });

  test.concurrent('though the commit before it can not be judged', async () => {
    const world = await started();
    await unhooked(
      world,
      { 'pyproject.toml': pyproject({ dependencies: ['alpha'], requiresPython: '>=3.10,<3.9' }) },
      'No Python',
    );
    await unhooked(world, { 'pyproject.toml': project('gamma') }, 'Stale');
    for (const range of ['HEAD~1..', 'HEAD~2..']) {
      const { exitCode, stdout } = await check(world, ['--range', range]);
      expect(exitCode, stdout).toBe(1);
      expect(stdout).toMatch(/^went stale first in \w{12} Stale$/m);
    }
  });

  test.concurrent('a merge by its own', async () => {
    const world = await started();
    const { repository } = world;
    await repository.git('checkout', '--quiet', '-b', 'side');
    await world.commit({ 'pyproject.toml': project('alpha', 'delta') });
    await repository.git('checkout', '--quiet', '-');
    await world.commit({ 'pyproject.toml': project('iota', 'alpha') });
    await repository.tryGit('merge', '--quiet', '--no-verify', '-s', 'ours', '-m', 'Merge', 'side');
    await unhooked(world, { 'pyproject.toml': project('iota', 'alpha', 'delta') }, 'x');
    await repository.git('reset', '--quiet', '--soft', 'HEAD~1');
    await repository.git('commit', '--quiet', '--no-verify', '--amend', '-m', 'Merge, badly');
    const { exitCode, stdout } = await check(world, ['--range', 'HEAD~2..HEAD']);
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toMatch(/went stale first in \w{12} Merge, badly\n/);
    expect(stdout.match(/^ {2}fresh/gm)).toHaveLength(1);
  });

  test.concurrent('a branch whose last commit mended it, merged: its first commit is nobody’s to mend any more', async () => {
    const world = await started();
    const { repository } = world;
    await repository.git('checkout', '--quiet', '-b', 'side');
    await unhooked(world, { 'pyproject.toml': project('alpha', 'delta') }, 'Stale');
    expect((await world.lockgen(['generate'])).exitCode).toBe(0);
    await repository.git('commit', '--quiet', '--no-verify', '-am', 'Mended');
    await repository.git('checkout', '--quiet', '-');
    await repository.git('merge', '--quiet', '--no-verify', '--no-ff', '-m', 'Merge', 'side');
    const merged = await check(world, ['--range', 'HEAD~1..HEAD']);
    expect(merged.exitCode, merged.stdout).toBe(0);
    const branch = await check(world, ['--range', 'HEAD~1..side']);
    expect(branch.exitCode, branch.stdout).toBe(1);
    expect(branch.stdout).toContain('later commits put it right');
  });

  test.concurrent('where a project comes, is moved, and goes', async () => {
    const world = await hooked();
    const managed = pyproject({ dependencies: ['alpha'], more: '[tool.lockgen]' });
    await unhooked(world, { 'notes.md': 'x' }, 'Start');
    await world.commit({ 'a/pyproject.toml': managed });
    await world.repository.git('mv', 'a', 'b');
    await world.repository.commit('Move');
    await world.repository.git('rm', '-rq', 'b');
    await world.repository.commit('Remove', { args: ['--no-verify'] });
    const { exitCode, stdout } = await check(world, ['--range', 'HEAD~3..HEAD'], await somebodyElse(world));
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toMatch(/^ {2}fresh {4}a\/requirements\.txt$/m);
    expect(stdout).toMatch(/^ {2}fresh {4}b\/requirements\.txt$/m);
  });

  test.concurrent('for the projects that are named', async () => {
    const world = await hooked();
    const managed = (name: string, dependency: string): string =>
      pyproject({ name, dependencies: [dependency], more: '[tool.lockgen]' });
    await world.commit({
      'a/pyproject.toml': managed('a', 'alpha'),
      'b/pyproject.toml': managed('b', 'alpha'),
    });
    await unhooked(world, { 'b/pyproject.toml': managed('b', 'delta') }, 'B alone');
    expect(await check(world, ['a', '--range', 'HEAD~1..HEAD'])).toMatchObject({ exitCode: 0 });
    expect(await check(world, ['b', '--range', 'HEAD~1..HEAD'])).toMatchObject({ exitCode: 1 });
    const wrong = await check(world, ['nowhere', '--range', 'HEAD~1..HEAD']);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toContain('nowhere');
  });

  test.concurrent('one that no parser reads could not be told', async () => {
    const world = await started();
    await unhooked(world, { 'pyproject.toml': `${project('alpha')}x = [\n` }, 'Broken');
    await unhooked(world, { 'notes.md': 'x' }, 'Notes');
    await unhooked(world, { 'pyproject.toml': project('alpha') }, 'As before');
    const { exitCode, stdout } = await check(world, ['--range', 'HEAD~3..HEAD']);
    expect(exitCode, stdout).toBe(2);
    expect(stdout.match(/^ {2}unknown {2}pyproject\.toml: /gm)).toHaveLength(1);
  });
});

test.concurrent('an empty range is fresh, and nothing to say in quiet', async () => {
  const world = await started();
  expect(await check(world, ['--range', 'HEAD..HEAD'])).toMatchObject({
    exitCode: 0,
    stdout: 'HEAD..HEAD: no commits, so none that changes inputs or lockfiles\n',
  });
  expect(await check(world, ['--quiet', '--range', 'HEAD..HEAD'])).toMatchObject({ exitCode: 0, stdout: '' });
});

test.concurrent.each(['HEAD', 'nowhere..HEAD', 'HEAD..nowhere', '--all..', '..--output=x'])(
  '%s is no range: exit 2',
  async (range) => {
    const world = await started();
    const result = await check(world, [`--range=${range}`]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('next: ');
  },
);
