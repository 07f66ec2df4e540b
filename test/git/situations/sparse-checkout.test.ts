// topic: repositories
import { expect, test } from 'vitest';
import { type Hooked, startedWith } from '../../helpers/hooked.js';
import { alphaProject, edit, expectBlocked, expectCommits, expectCommitted, expectSound } from './kept.js';

const MANAGED = '[tool.lockgen]';
/** The lockfiles of `svc` are in `zlocks`, a folder that a sparse checkout can leave out, and the last entry of a sparse index. */
const ELSEWHERE = `[tool.lockgen.targets]
base = { output = "../zlocks/requirements.txt" }
`;

function inService(): Promise<Hooked> {
  return startedWith({
    'notes.md': 'one\n',
    'svc/pyproject.toml': alphaProject('alpha', MANAGED),
    'other/a/big.bin': 'big\n',
    'other/b/big.bin': 'big\n',
  });
}

function lockedElsewhere(): Promise<Hooked> {
  return startedWith({
    'notes.md': 'one\n',
    'svc/pyproject.toml': alphaProject('alpha', ELSEWHERE),
    'zlocks/readme.md': 'locks\n',
  });
}

async function sparse({ repository }: Hooked, ...args: readonly string[]): Promise<void> {
  // A file whose time the index doesn't know stays in the work tree.
  await repository.tryGit('update-index', '--refresh');
  await repository.git('sparse-checkout', 'set', ...args);
}

test.concurrent('a sparse checkout of folders with the project in it: the lockfiles are in the commit, and in the work tree', async () => {
  const world = await inService();
  await sparse(world, '--cone', 'svc');
  expect(await world.repository.tryRead('other/a/big.bin')).toBeUndefined();
  await expectCommits(world, { folder: 'svc', more: MANAGED });
  await expectBlocked(world, { folder: 'svc', more: MANAGED });
  expect(await world.repository.tryRead('other/a/big.bin')).toBeUndefined();
});

test.concurrent('a sparse checkout by patterns with the project in it: the lockfiles are in the commit, and in the work tree', async () => {
  const world = await inService();
  await sparse(world, '--no-cone', '/notes.md', '/svc/');
  await expectCommits(world, { folder: 'svc', more: MANAGED });
  expect(await world.repository.tryRead('other/a/big.bin')).toBeUndefined();
});

test.concurrent('a sparse checkout by patterns that leaves the lockfiles out: they are in the commit, and not in the work tree', async () => {
  const world = await inService();
  const { repository } = world;
  await sparse(world, '--no-cone', '/notes.md', '/svc/pyproject.toml');
  await expectCommits(world, { folder: 'svc', more: MANAGED });
  expect(await repository.tryRead('svc/requirements.txt')).toBeUndefined();
  expect(await repository.git('ls-files', '-t', 'svc')).toContain('S svc/requirements.txt');
  await sparse(world, '--no-cone', '/*');
  expect(await repository.read('svc/requirements.txt')).toContain('alpha==1.0.0');
});

test.concurrent('a sparse index: the lockfiles are in the commit, and the index stays sparse', async () => {
  const world = await inService();
  const { repository } = world;
  await sparse(world, '--cone', '--sparse-index', 'svc');
  const folders = async () =>
    (await repository.git('ls-files', '--sparse')).split('\n').filter((path) => path.endsWith('/'));
  expect(await folders()).toEqual(['other/']);
  await expectCommits(world, { folder: 'svc', more: MANAGED });
  expect(await folders()).toEqual(['other/']);
});

async function expectLockedElsewhere(world: Hooked): Promise<void> {
  const { repository, pins } = world;
  await edit(world, 'alpha<2', { folder: 'svc', more: ELSEWHERE });
  const { stderr } = await repository.commit('Change', { args: ['-a'] });
  expect(await repository.changed(), stderr).toEqual(['svc/pyproject.toml', 'zlocks/requirements.txt']);
  expect(await pins('zlocks/requirements.txt')).toEqual(['alpha==1.1.0']);
  expect(await repository.status()).toEqual([]);
  expect(await repository.tryRead('zlocks/requirements.txt')).toBeUndefined();
  await edit(world, 'alpha<1.1', { folder: 'svc', more: ELSEWHERE });
  await repository.commit('Path', { args: ['--', 'svc/pyproject.toml'] });
  expect(await pins('zlocks/requirements.txt')).toEqual(['alpha==1.0.0']);
  expect(await repository.status()).toEqual([]);
  await expectSound(repository);
}

test.concurrent('a lockfile outside of a sparse checkout of folders: it is in the commit, and not in the work tree', async () => {
  const world = await lockedElsewhere();
  await sparse(world, '--cone', 'svc');
  await expectLockedElsewhere(world);
});

test.concurrent('a lockfile outside of a sparse checkout with a sparse index: it is in the commit, and not in the work tree', async () => {
  const world = await lockedElsewhere();
  await sparse(world, '--cone', '--sparse-index', 'svc');
  await expectLockedElsewhere(world);
});

test.concurrent('a new lockfile outside of a sparse checkout: it is in the commit, and the work tree is clean', async () => {
  const world = await startedWith({ 'notes.md': 'one\n', 'zlocks/readme.md': 'locks\n' });
  const { repository, pins } = world;
  await sparse(world, '--cone', 'svc');
  await edit(world, 'alpha<2', { folder: 'svc', more: ELSEWHERE });
  await repository.git('add', 'svc');
  const { stderr } = await repository.commit('New');
  expect(await repository.changed(), stderr).toEqual(['svc/pyproject.toml', 'zlocks/requirements.txt']);
  expect(await pins('zlocks/requirements.txt')).toEqual(['alpha==1.1.0']);
  expect(await repository.status()).toEqual([]);
});

/** Stages a pyproject.toml that isn't in the work tree, as a tool or another checkout does. */
async function expectFromAfar(world: Hooked): Promise<void> {
  const { repository } = world;
  const path = 'svc/pyproject.toml';
  const text = alphaProject('alpha<2', MANAGED);
  const made = await repository.run('git', ['hash-object', '-w', '--stdin'], { input: text });
  const entry = `100644,${made.stdout.trim()},${path}`;
  await repository.git('-c', 'index.sparse=false', 'update-index', '--cacheinfo', entry);
  await repository.git('update-index', '--skip-worktree', path);
  const { stderr } = await repository.commit('From afar');
  expect(await repository.status(), stderr).toEqual([]);
  await expectCommitted(world, '1.1.0', { folder: 'svc' });
  expect(await repository.tryRead('svc/requirements.txt')).toBeUndefined();
}

test.concurrent('the whole project outside of a sparse checkout: its staged change is committed with its lockfiles', async () => {
  const world = await inService();
  await sparse(world, '--cone', 'other/a');
  await expectFromAfar(world);
});

test.concurrent('the whole project outside of a sparse index: its staged change is committed with its lockfiles', async () => {
  const world = await inService();
  await sparse(world, '--cone', '--sparse-index', 'other/a');
  await expectFromAfar(world);
});

test.concurrent('a commit that has nothing to do with a project outside of the sparse checkout: it passes, and reads nothing of it', async () => {
  const world = await inService();
  const { repository } = world;
  await sparse(world, '--cone', '--sparse-index', 'other/a');
  await repository.write('other/a/note.txt', 'mine\n');
  await repository.git('add', 'other/a/note.txt');
  const { stderr } = await repository.commit('Unrelated');
  expect(stderr).toBe('');
  expect(await repository.changed()).toEqual(['other/a/note.txt']);
  expect(await repository.status()).toEqual([]);
});
