// topic: repositories
import { expect, test } from 'vitest';
import { startedWith } from '../../helpers/hooked.js';
import { alphaProject, edit, expectSound } from './kept.js';

/** Targets whose outputs have such names, as far as the configuration takes them. */
async function expectOutput(output: string): Promise<void> {
  const more = `[tool.lockgen.targets]\nbase = { output = ${JSON.stringify(output)} }\n`;
  const world = await startedWith({ 'pyproject.toml': alphaProject('alpha', more), 'notes.md': 'one\n' });
  const { repository } = world;
  await edit(world, 'alpha<1.1', { more });
  await repository.stage({ 'new.txt': 'new\n' });
  await repository.commit('Path', { args: ['--', 'pyproject.toml'] });
  const files = await repository.git('ls-tree', '-r', '-z', '--name-only', 'HEAD');
  expect(files).toBe(
    ['notes.md', output, 'pyproject.toml']
      .sort()
      .map((path) => `${path}\0`)
      .join(''),
  );
  expect(await world.pins(output)).toEqual(['alpha==1.0.0']);
  expect(await world.pins(output, 'HEAD^')).toEqual(['alpha==2.0.0']);
  expect(await repository.status()).toEqual(['A  new.txt']);
  expect((await world.lockgen(['check'])).exitCode).toBe(0);
  await expectSound(repository);
}

test.concurrent('a lockfile whose name has spaces and quotes: it is in the commit', () =>
  expectOutput(`all "our"  people's deps.txt`));

test.concurrent('a lockfile whose name has glob characters and pathspec magic without a colon: it is in the commit', () =>
  expectOutput('!(glob)[a]*?{b}.txt'));

test.concurrent('a lockfile whose name has a dash in front: it is in the commit', () =>
  expectOutput('--upgrade.txt'));

test.concurrent('a lockfile whose name has letters beyond ASCII: it is in the commit', () =>
  expectOutput('größe/日本 cafe\u0301.txt'));

test.concurrent('a lockfile whose name has dollars, backticks and semicolons: it is in the commit', () =>
  expectOutput('$HOME `x`; #{y} & |z %PATH% !.txt'));

test.concurrent('a lockfile whose name is as long as a name can be: it is in the commit', () =>
  expectOutput(`${'n'.repeat(251)}.txt`));
