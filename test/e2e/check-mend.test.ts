import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { check } from '../helpers/check.js';
import { withPath } from '../helpers/environment.js';
import { type Hooked, hooked, startedWith } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';

const managed = (dependencies: readonly string[]): string =>
  pyproject({ dependencies, more: '[tool.lockgen]' });
const alpha = managed(['alpha']);
const delta = managed(['delta']);

/** Checks in a folder, and types what mends it there. Gives that command. */
async function mended(world: Hooked, args: readonly string[], from = '.'): Promise<string> {
  const { repository, installed } = world;
  const told = await world.lockgen(['check', ...args], { from });
  expect(told, told.stdout).toMatchObject({ exitCode: 1 });
  const command = /^to mend: (.*)$/m.exec(told.stdout)?.[1] ?? '';
  const env = withPath(repository.env, dirname(installed.bin));
  const typed = await repository.run('sh', ['-c', command], { cwd: repository.path(from), env });
  expect(typed, typed.stderr).toMatchObject({ exitCode: 0 });
  return command;
}

test.concurrent('what mends is typed where the check was started', async () => {
  const world = await startedWith({ 'svc/pyproject.toml': alpha, 'web/pyproject.toml': alpha });
  await world.repository.write('svc/pyproject.toml', delta);
  expect(await mended(world, [], 'web')).toBe('lockgen generate ../svc');
  expect(await check(world)).toMatchObject({ exitCode: 0 });
});

test.concurrent('what mends has the flags of the check', async () => {
  const world = await startedWith({ 'pyproject.toml': alpha });
  const flags = ['--generate-hashes', '--python-version', '3.11', '--uv-arg=--resolution=lowest'];
  expect(await mended(world, flags)).toBe(
    'lockgen generate --python-version=3.11 --generate-hashes --uv-arg=--resolution=lowest .',
  );
  expect(await check(world, flags)).toMatchObject({ exitCode: 0 });
  expect(await mended(world, ['--no-generate-hashes', '--no-agree'])).toBe(
    'lockgen generate --no-generate-hashes --no-agree .',
  );
});

test.concurrent('what mends the index stages what it made', async () => {
  const world = await startedWith({ 'svc/pyproject.toml': alpha, 'notes/x.md': '' });
  await world.repository.stage({ 'svc/pyproject.toml': delta });
  expect(await mended(world, ['--staged'], 'notes')).toBe(
    'lockgen generate ../svc && git add ../svc/requirements.txt',
  );
  expect(await check(world, ['--staged'])).toMatchObject({ exitCode: 0 });
});

test.concurrent('what mends a commit begins with checking it out, unless it is', async () => {
  const world = await hooked();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': alpha });
  await repository.git('checkout', '--quiet', '-b', 'side');
  await repository.stage({ 'pyproject.toml': delta });
  await repository.commit('Past the hook', { args: ['--no-verify'] });
  const here = await check(world, ['--rev', 'side']);
  expect(here.stdout).toMatch(/^to mend: lockgen generate \.$/m);
  await repository.git('checkout', '--quiet', '-');
  expect(await mended(world, ['--rev', 'side'])).toBe('git checkout side && lockgen generate .');
  expect(await check(world)).toMatchObject({ exitCode: 0 });
  await repository.git('add', '.');
  await repository.git('commit', '--amend', '--no-edit', '--quiet');
  expect(await check(world, ['--rev', 'side'])).toMatchObject({ exitCode: 0 });
});

test.concurrent('what mends a range begins with checking its end out, unless it is', async () => {
  const world = await hooked();
  const { repository } = world;
  await world.commit({ 'pyproject.toml': alpha });
  await repository.stage({ 'pyproject.toml': delta });
  await repository.commit('Past the hook', { args: ['--no-verify'] });
  await repository.git('tag', 'v1');
  expect((await check(world, ['--range', 'HEAD~1..'])).stdout).toMatch(/^to mend: lockgen generate \.$/m);
  await repository.commit('More', { args: ['--allow-empty'] });
  expect(await mended(world, ['--range', 'v1~1..v1'])).toBe('git checkout v1 && lockgen generate .');
});
