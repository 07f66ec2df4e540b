import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../helpers/check.js';
import { type Hooked, hooked, inWorkTree } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';

const managed = (name: string, dependency: string): string =>
  pyproject({ name, dependencies: [dependency], more: '[tool.lockgen]' });

/** Two projects on `main`; `main` changes a afterwards, the branch `topic` b; both past the hook. */
async function forked(): Promise<Hooked> {
  const world = await hooked();
  const { repository } = world;
  await world.commit({
    'a/pyproject.toml': managed('a', 'alpha'),
    'b/pyproject.toml': managed('b', 'alpha'),
  });
  await repository.git('checkout', '--quiet', '-B', 'main');
  await repository.git('checkout', '--quiet', '-b', 'topic');
  await past(world, { 'b/pyproject.toml': managed('b', 'delta') });
  await repository.git('checkout', '--quiet', '-b', 'target', 'main');
  await past(world, { 'a/pyproject.toml': managed('a', 'delta') });
  return world;
}

async function past(world: Hooked, files: Readonly<Record<string, string>>): Promise<void> {
  await world.repository.stage(files);
  await world.repository.commit('Past the hook', { args: ['--no-verify'] });
}

async function merged(world: Hooked): Promise<void> {
  await world.repository.git('merge', '--quiet', '--no-verify', '-m', 'Merge', 'topic');
}

describe('--changed-since judges', () => {
  test.concurrent('what a branch changed, and not what came to the other meanwhile', async () => {
    const world = await forked();
    await world.repository.git('checkout', '--quiet', 'topic');
    const { exitCode, stdout, stderr } = await check(world, ['--changed-since', 'target']);
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toMatch(/^stale {4}b\/requirements\.txt: /m);
    expect(stdout).not.toContain('a/requirements.txt');
    expect(stderr).toMatch(/^lockgen: 1 of 2 projects differ from \w{12}, where HEAD left target\n$/);
    expect((await check(world, ['--quiet', '--changed-since=target'])).stderr).toBe('');
    for (const revision of ['HEAD', (await world.repository.git('rev-parse', 'HEAD')).trim()]) {
      const same = await check(world, ['--changed-since', revision]);
      expect(same.stderr).toMatch(/^lockgen: 0 of 2 projects differ from \w{12}(?:, HEAD)?\n$/);
    }
  });

  test.concurrent('what a pull request’s merge commit brings, found by itself', async () => {
    const world = await forked();
    await merged(world);
    const { exitCode, stdout, stderr } = await check(world, ['--changed-since']);
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain('a/requirements.txt');
    expect(stderr).toContain(', the first parent of HEAD');
  });

  test.concurrent('what the CI says that a pull request is merged into', async () => {
    const world = await forked();
    const { repository } = world;
    await repository.git('update-ref', 'refs/remotes/origin/target', 'target');
    await repository.git('checkout', '--quiet', 'topic');
    for (const env of [
      { GITHUB_BASE_REF: 'target' },
      { SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/target' },
      { CI_MERGE_REQUEST_DIFF_BASE_SHA: await repository.id('main') },
    ]) {
      const result = await check(world, ['--changed-since', '--format=text'], { ...repository.env, ...env });
      expect(result.exitCode, result.stderr).toBe(1);
      expect(result.stderr).toContain('1 of 2 projects differ');
    }
  });

  test.concurrent('a lockfile that was edited, and work that is not committed', async () => {
    const world = await forked();
    await world.repository.git('checkout', '--quiet', 'main');
    expect(await check(world, ['--changed-since', 'HEAD'])).toMatchObject({ exitCode: 0, stdout: '' });
    const text = await world.repository.read('a/requirements.txt');
    await world.repository.write('a/requirements.txt', `${text}zeta==1.0.0\n`);
    const { exitCode, stdout } = await check(world, ['--changed-since', 'HEAD']);
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain('b/requirements.txt');
  });

  test.concurrent('a commit that is not checked out', async () => {
    const world = await forked();
    const { stdout } = await check(world, ['--rev', 'topic', '--changed-since', 'target']);
    expect(stdout).toMatch(/^stale {4}b\/requirements\.txt: /m);
    expect(stdout).not.toContain('a/requirements.txt');
  });
});

describe('everything, and a word about it', () => {
  test.concurrent('where a shallow clone lacks the commit', async () => {
    const world = await forked();
    await merged(world);
    const clone = join(await scratchFolder(), 'clone');
    await world.repository.git('clone', '--quiet', '--depth=1', `file://${world.repository.root}`, clone);
    const there = inWorkTree(world, clone);
    const parent = await check(there, ['--changed-since']);
    expect(parent).toMatchObject({ exitCode: 1 });
    expect(parent.stdout).toContain('a/requirements.txt');
    expect(parent.stderr).toMatch(/git fetch --depth=2.*everything is checked/);
    const back = await check(there, ['--changed-since', 'HEAD~5']);
    expect(back.stderr).toContain('lacks HEAD~5 (git fetch --unshallow): everything is checked');
    const typed = async (told: string): Promise<void> => {
      const command = /\((git fetch [^),]*).*\): everything is checked/.exec(told)?.[1] ?? told;
      const { exitCode, stderr } = await there.repository.run('sh', ['-c', command], { cwd: clone });
      expect(exitCode, stderr).toBe(0);
    };
    const branch = await check(there, ['--changed-since', 'origin/main']);
    expect(branch.stdout).toContain('a/requirements.txt');
    await typed(branch.stderr);
    expect((await check(there, ['--changed-since', 'origin/main'])).stderr).toMatch(
      /differ from .*, origin\/main$/m,
    );
    await world.repository.git('tag', 'v1', 'main~0');
    const tag = await check(there, ['--changed-since', 'v1']);
    expect(tag.stderr).toContain(', then --changed-since FETCH_HEAD): everything is checked');
    await typed(tag.stderr);
    expect((await check(there, ['--changed-since', 'FETCH_HEAD'])).stderr).toMatch(
      /differ from .*, FETCH_HEAD$/m,
    );
  });

  test.concurrent('where nothing tells what a pull request is merged into', async () => {
    const world = await forked();
    const { exitCode, stderr } = await check(world, ['--changed-since']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no pull request is known: everything is checked');
  });

  test.concurrent('outside of any repository', async () => {
    const world = await forked();
    await world.repository.remove('.git');
    const result = await world.lockgen(['check', '--changed-since', 'main']);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('everything is checked');
  });
});

test.concurrent('a revision that no clone would have is a slip of the pen: exit 2', async () => {
  const world = await forked();
  const result = await check(world, ['--changed-since', 'mian']);
  expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  expect(result.stderr).toContain('mian names no commit');
});
