// topic: lockfiles
import { chmod, link, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { pyproject } from '../../helpers/projects.js';
import { type Busy, busy } from './busy.js';

const ONE = pyproject({ dependencies: ['alpha'] });
const TWO = pyproject({ dependencies: ['alpha', 'delta'] });
const PINS = ['alpha==2.0.0', 'delta==2.0.0'];

/** pyproject.toml is staged with one dependency more. */
async function started(): Promise<Busy> {
  const world = await busy({ 'pyproject.toml': ONE });
  await world.repository.stage({ 'pyproject.toml': TWO });
  return world;
}

async function modeOf({ repository }: Busy): Promise<number> {
  return (await stat(repository.path('requirements.txt'))).mode & 0o777;
}

async function expectBoth({ repository, pins }: Busy): Promise<void> {
  expect(await pins('requirements.txt')).toEqual(PINS);
  expect(await repository.read('requirements.txt')).toBe(await repository.show('HEAD:requirements.txt'));
}

test.concurrent('a lockfile that `lockgen generate` wrote and `git add -N` announced: the commit has it', async () => {
  const world = await busy({ 'docs.md': '' });
  const { repository, lockgen, commits } = world;
  await repository.stage({ 'pyproject.toml': TWO });
  expect(await lockgen(['generate'])).toMatchObject({ exitCode: 0 });
  await repository.git('add', '-N', 'requirements.txt');
  await commits();
  await expectBoth(world);
});

test.concurrent('a pyproject.toml that was only announced with `git add -N`: it is not in the commit, and no lockfile is', async () => {
  const { repository, commits } = await busy({ 'docs.md': '' });
  await repository.write('pyproject.toml', TWO);
  await repository.git('add', '-N', 'pyproject.toml');
  await commits({ leaves: [' A pyproject.toml'] });
  expect(await repository.changed()).toEqual(['notes.md']);
});

test.concurrent('an assume-unchanged lockfile: the commit and the work tree have the new one, and the flag stays', async () => {
  const world = await started();
  const { repository, commits } = world;
  await repository.git('update-index', '--assume-unchanged', 'requirements.txt');
  await commits();
  await expectBoth(world);
  expect(await repository.git('ls-files', '-v', 'requirements.txt')).toMatch(/^h /);
});

test.concurrent('a skip-worktree lockfile: the commit has the new one, the file and the flag stay', async () => {
  const { repository, commits, pins } = await started();
  await repository.git('update-index', '--skip-worktree', 'requirements.txt');
  await repository.write('requirements.txt', 'mine alone\n');
  await commits();
  expect(await pins('requirements.txt')).toEqual(PINS);
  expect(await repository.read('requirements.txt')).toBe('mine alone\n');
  expect(await repository.git('ls-files', '-v', 'requirements.txt')).toMatch(/^S /);
});

test.concurrent('a skip-worktree lockfile that is not in the work tree: the commit has the new one, and no file is made', async () => {
  const { repository, commits, pins } = await started();
  await repository.git('update-index', '--skip-worktree', 'requirements.txt');
  await repository.remove('requirements.txt');
  await commits();
  expect(await pins('requirements.txt')).toEqual(PINS);
  expect(await repository.tryRead('requirements.txt')).toBeUndefined();
});

test.concurrent('an executable lockfile: the mode stays, in the commit and in the work tree', async () => {
  const world = await started();
  const { repository, commits } = world;
  await chmod(repository.path('requirements.txt'), 0o755);
  await repository.git('add', 'requirements.txt');
  await commits();
  await expectBoth(world);
  expect(await repository.git('ls-tree', 'HEAD', 'requirements.txt')).toMatch(/^100755 /);
  expect(await modeOf(world)).toBe(0o755);
});

test.concurrent('a lockfile whose mode was changed and not staged: the change stays unstaged', async () => {
  const world = await started();
  const { repository, commits } = world;
  await chmod(repository.path('requirements.txt'), 0o755);
  await commits({ leaves: [' M requirements.txt'] });
  await expectBoth(world);
  expect(await repository.git('ls-tree', 'HEAD', 'requirements.txt')).toMatch(/^100644 /);
  expect(await modeOf(world)).toBe(0o755);
});

test.concurrent('a read-only lockfile: it is replaced, and stays read-only', async () => {
  const world = await started();
  const { repository, commits } = world;
  await chmod(repository.path('requirements.txt'), 0o444);
  await commits();
  await expectBoth(world);
  expect(await modeOf(world)).toBe(0o444);
});

test.concurrent('a lockfile with permissions of its own: they stay', async () => {
  const world = await started();
  const { repository, commits } = world;
  await chmod(repository.path('requirements.txt'), 0o640);
  await commits();
  await expectBoth(world);
  expect(await modeOf(world)).toBe(0o640);
});

test.concurrent('a lockfile with another name for the same file: the other name keeps the old bytes', async () => {
  const world = await started();
  const { repository, commits } = world;
  const before = await repository.read('requirements.txt');
  await link(repository.path('requirements.txt'), repository.path('other-name.txt'));
  await commits({ leaves: ['?? other-name.txt'] });
  await expectBoth(world);
  expect(await repository.read('other-name.txt')).toBe(before);
});

test.concurrent('a lockfile that is deleted in the work tree, and a changed pyproject.toml: the new one is there', async () => {
  const world = await started();
  const { repository, commits } = world;
  await repository.remove('requirements.txt');
  await commits();
  await expectBoth(world);
});

test.concurrent('a lockfile that is deleted in the work tree, and nothing staged that it depends on: it stays deleted there', async () => {
  const { repository, commits } = await busy({ 'pyproject.toml': ONE });
  await repository.remove('requirements.txt');
  expect(await commits({ leaves: [' D requirements.txt'] })).not.toContain('lockgen');
  expect(await repository.changed()).toEqual(['notes.md']);
});

test.concurrent('a lockfile deleted with `git rm`, pyproject.toml stays: it is made again with the pins that it had, and that is said', async () => {
  const world = await busy({ 'pyproject.toml': TWO });
  const { repository, index, commits } = world;
  await index.add([{ name: 'alpha', version: '3.0.0' }]);
  await repository.git('rm', '-q', 'requirements.txt');
  expect(await commits()).toMatch(/requirements\.txt.*(deleted|removed)/);
  await expectBoth(world);
});

test.concurrent('a lockfile deleted in the index alone, pyproject.toml stays: it is made again with the pins that it had, and that is said', async () => {
  const world = await busy({ 'pyproject.toml': TWO });
  const { repository, index, commits } = world;
  await index.add([{ name: 'alpha', version: '3.0.0' }]);
  await repository.git('rm', '-q', '--cached', 'requirements.txt');
  expect(await commits()).toMatch(/requirements\.txt.*(deleted|removed)/);
  await expectBoth(world);
});

test.concurrent('a lockfile deleted with `git rm` in the commit that changes pyproject.toml: the new one has the pins that it had', async () => {
  const world = await started();
  const { repository, index, commits } = world;
  await index.add([{ name: 'alpha', version: '3.0.0' }]);
  await repository.git('rm', '-q', 'requirements.txt');
  await commits();
  await expectBoth(world);
});

test.concurrent('a lockfile renamed in case only: it is made again under its own name, and the other is left', async () => {
  const world = await busy({ 'pyproject.toml': TWO });
  const { repository, commits } = world;
  await repository.git('mv', 'requirements.txt', 'Requirements.txt');
  await commits();
  await expectBoth(world);
  expect(await repository.files()).toContain('Requirements.txt');
});

test.concurrent('a lockfile renamed in case only under core.ignoreCase: it is made again under its own name', async () => {
  const world = await busy({ 'pyproject.toml': TWO });
  const { repository, commits } = world;
  await repository.git('config', 'core.ignoreCase', 'true');
  await repository.git('mv', '-f', 'requirements.txt', 'Requirements.txt');
  await commits();
  await expectBoth(world);
});
