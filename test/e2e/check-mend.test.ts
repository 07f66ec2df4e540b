import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check } from '../helpers/check.js';
import { type Hooked, hooked, startedWith } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';
import { typedThere } from '../helpers/typed.js';

const managed = (dependencies: readonly string[]): string =>
  pyproject({ dependencies, more: '[tool.lockgen]' });
const alpha = managed(['alpha']);
const delta = managed(['delta']);

/** Checks in a folder, and types what mends it there. Gives that command. */
async function mended(world: Hooked, args: readonly string[], from = '.'): Promise<string> {
  const told = await world.lockgen(['check', ...args], { from });
  expect(told, told.stdout).toMatchObject({ exitCode: 1 });
  const command = /^to mend: (.*)$/m.exec(told.stdout)?.[1] ?? '';
  const typed = await typedThere(world, command, from);
  expect(typed, typed.stderr).toMatchObject({ exitCode: 0 });
  return command;
}

test.concurrent('what is said to follow commits what was mended', async () => {
  const world = await startedWith({ 'svc/pyproject.toml': alpha, 'web/pyproject.toml': alpha });
  const { repository } = world;
  await repository.stage({ 'svc/pyproject.toml': delta });
  await repository.commit('Past the hook', { args: ['--no-verify'] });
  const told = await world.lockgen(['check'], { from: 'web' });
  expect(told.stdout).toMatch(/^ {3}then: git add \.\.\/svc\/requirements\.txt && git commit$/m);
  const [mend = '', then = ''] = [...told.stdout.matchAll(/^(?:to mend| {3}then): (.*)$/gm)].map(
    ([, line]) => line,
  );
  expect(await typedThere(world, mend, 'web')).toMatchObject({ exitCode: 0 });
  expect(await typedThere(world, `${then} --message Mend`, 'web')).toMatchObject({ exitCode: 0 });
  expect(await check(world, ['--rev', 'HEAD'])).toMatchObject({ exitCode: 0 });
});

test.concurrent('what mends is typed where the check was started', async () => {
  const world = await startedWith({ 'svc/pyproject.toml': alpha, 'web/pyproject.toml': alpha });
  await world.repository.write('svc/pyproject.toml', delta);
  expect(await mended(world, [], 'web')).toBe('npx lockgen generate ../svc');
  expect(await check(world)).toMatchObject({ exitCode: 0 });
});

test.concurrent('what mends has the flags of the check', async () => {
  const world = await startedWith({ 'pyproject.toml': alpha });
  const flags = ['--generate-hashes', '--python-version', '3.11', '--uv-arg=--resolution=lowest'];
  expect(await mended(world, flags)).toBe(
    'npx lockgen generate --python-version=3.11 --generate-hashes --uv-arg=--resolution=lowest .',
  );
  expect(await check(world, flags)).toMatchObject({ exitCode: 0 });
  expect(await mended(world, ['--no-generate-hashes', '--no-agree'])).toBe(
    'npx lockgen generate --no-generate-hashes --no-agree .',
  );
});

test.concurrent('what mends the index stages what it made', async () => {
  const world = await startedWith({ 'svc/pyproject.toml': alpha, 'notes/x.md': '' });
  await world.repository.stage({ 'svc/pyproject.toml': delta });
  expect(await mended(world, ['--staged'], 'notes')).toBe(
    'npx lockgen generate ../svc && git add ../svc/requirements.txt',
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
  expect(here.stdout).toMatch(/^to mend: npx lockgen generate \.$/m);
  await repository.git('checkout', '--quiet', '-');
  expect(await mended(world, ['--rev', 'side'])).toBe('git checkout side && npx lockgen generate .');
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
  expect((await check(world, ['--range', 'HEAD~1..'])).stdout).toMatch(/^to mend: npx lockgen generate \.$/m);
  await repository.commit('More', { args: ['--allow-empty'] });
  expect(await mended(world, ['--range', 'v1~1..v1'])).toBe('git checkout v1 && npx lockgen generate .');
});

test.concurrent('what mends a lockfile of another command, or of none, adopts it', async () => {
  const world = await startedWith({ 'pyproject.toml': alpha });
  const text = await world.repository.read('requirements.txt');
  for (const header of [
    '',
    '# This file was autogenerated by uv via the following command:\n#    uv export -o requirements.txt\n',
  ]) {
    await world.repository.write('requirements.txt', header + text.replace(/^#.*\n/gm, ''));
    expect(await mended(world, [])).toBe('npx lockgen generate --adopt .');
    expect(await check(world)).toMatchObject({ exitCode: 0 });
  }
});

test.concurrent('what mends a folder in the place of a lockfile moves it away', async () => {
  const world = await startedWith({ 'pyproject.toml': alpha });
  await world.repository.git('rm', '--quiet', 'requirements.txt');
  await world.repository.write('requirements.txt/x', '');
  await world.repository.git('add', '.');
  const { stdout } = await check(world);
  expect(stdout).toContain(
    'next: put a plain file there: mv requirements.txt requirements.txt.old, then npx lockgen generate',
  );
});

test.concurrent('nothing is typed in a bare repository', async () => {
  const world = await startedWith({ 'pyproject.toml': alpha });
  await world.repository.stage({ 'pyproject.toml': delta });
  await world.repository.commit('Past the hook', { args: ['--no-verify'] });
  const bare = join(await scratchFolder(), 'bare.git');
  await world.repository.git('clone', '--quiet', '--bare', '.', bare);
  for (const args of [
    ['--rev', 'HEAD'],
    ['--range', 'HEAD~1..HEAD'],
  ]) {
    const told = await world.repository.run(world.installed.bin, ['check', ...args], { cwd: bare });
    expect(told).toMatchObject({ exitCode: 1 });
    expect(told.stdout).not.toContain('to mend');
  }
});
