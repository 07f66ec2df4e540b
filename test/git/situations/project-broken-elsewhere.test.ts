// topic: commands
import { expect, test } from 'vitest';
import { blocked, type Hooked, startedWith } from '../../helpers/hooked.js';
import { pyproject } from '../../helpers/projects.js';

const NEEDS_LIB = pyproject({ dependencies: ['lib'], more: '[tool.uv.sources]\nlib = { path = "lib" }' });
const LIB = pyproject({ name: 'lib', dependencies: ['alpha'] });

/** A project at the root that needs the package in `lib`. */
const started = (): Promise<Hooked> =>
  startedWith({ 'pyproject.toml': NEEDS_LIB, 'lib/pyproject.toml': LIB, 'notes.md': '' });

/** The commit of what is staged is blocked; after LOCKGEN=0, one of something else goes through without a word. */
async function expectBlockedOnce(world: Hooked, says: string): Promise<void> {
  const { repository, commit } = world;
  expect(await blocked(world, () => repository.tryCommit('Break'))).toContain(says);
  await repository.commit('Break all the same', { env: { LOCKGEN: '0' } });
  expect(await commit({ 'docs/notes.txt': 'notes\n' })).toBe('');
}

test.concurrent('the pyproject.toml of a path dependency deleted: blocked, and a later commit of something else is not', async () => {
  const world = await started();
  await world.repository.git('rm', '-q', 'lib/pyproject.toml');
  await expectBlockedOnce(world, 'the path dependency "lib" isn\'t there');
});

test.concurrent('the folder of a path dependency moved: blocked, and the commit that names its new place is not', async () => {
  const world = await started();
  const { repository, commit, pins } = world;
  await repository.git('mv', 'lib', 'lib2');
  expect(await blocked(world, () => repository.tryCommit('Move'))).toContain(
    'the path dependency "lib" isn\'t there',
  );
  await commit({ 'pyproject.toml': NEEDS_LIB.replace('path = "lib"', 'path = "lib2"') });
  expect(await pins('requirements.txt')).toContain('alpha==2.0.0');
});

test.concurrent('a syntax error in the pyproject.toml of a path dependency: blocked, and a later commit of something else is not', async () => {
  const world = await started();
  await world.repository.stage({ 'lib/pyproject.toml': `${LIB}[tool.x\n` });
  await expectBlockedOnce(world, 'lib/pyproject.toml:');
});

test.concurrent('a bad requirement in the pyproject.toml of a path dependency: blocked, and a later commit of something else is not', async () => {
  const world = await started();
  await world.repository.stage({ 'lib/pyproject.toml': LIB.replace('alpha', 'alpha >> 1') });
  await expectBlockedOnce(world, 'lib/pyproject.toml:');
});

test.concurrent('a path dependency that comes to need a folder outside the repository: blocked, and a later commit of something else is not', async () => {
  const world = await started();
  const outside = '[tool.uv.sources]\nother = { path = "../../other" }\n';
  await world.repository.stage({
    'lib/pyproject.toml': `${LIB.replace('"alpha"', '"alpha", "other"')}${outside}`,
  });
  await expectBlockedOnce(world, 'lies outside the repository');
});

test.concurrent('a member of a workspace added that cannot be read: blocked, and a later commit of something else is not', async () => {
  const world = await startedWith({
    'pyproject.toml': pyproject({
      dependencies: ['alpha'],
      more: '[tool.uv.workspace]\nmembers = ["packages/*"]',
    }),
    'packages/one/pyproject.toml': pyproject({ name: 'one' }),
  });
  await world.repository.stage({ 'packages/two/pyproject.toml': '[project\n' });
  await expectBlockedOnce(world, 'packages/two/pyproject.toml:');
});

test.concurrent('a file deleted that dynamic dependencies are read from: blocked, and a later commit of something else is not', async () => {
  const build =
    '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n' +
    '[tool.setuptools.dynamic]\ndependencies = { file = ["reqs/base.txt"] }\n[tool.setuptools]\npackages = []\n';
  const world = await startedWith({ 'pyproject.toml': pyproject({}), 'reqs/base.txt': 'alpha\n' });
  const { repository } = world;
  // What is committed without the hook needs no build.
  await repository.stage({
    'pyproject.toml': `[project]\nname = "sample"\nversion = "1"\nrequires-python = ">=3.10"\ndynamic = ["dependencies"]\n${build}`,
  });
  await repository.commit('Dynamic', { env: { LOCKGEN: '0' } });
  await repository.git('rm', '-q', 'reqs/base.txt');
  await expectBlockedOnce(world, 'file "reqs/base.txt" isn\'t there');
});

test.concurrent('a clean merge of a side that deletes a path dependency into one that begins to need it: stopped, and `git merge --abort` restores all', async () => {
  const world = await startedWith({
    'pyproject.toml': pyproject({ dependencies: ['alpha'] }),
    'lib/pyproject.toml': LIB,
  });
  const { repository, commit } = world;
  await repository.git('switch', '-q', '-c', 'theirs');
  await repository.git('rm', '-q', 'lib/pyproject.toml');
  await repository.commit('Delete');
  await repository.git('switch', '-q', '-');
  await commit({ 'pyproject.toml': NEEDS_LIB });
  const before = await repository.id();
  const { exitCode, stderr } = await repository.tryGit('merge', 'theirs');
  expect(exitCode, stderr).not.toBe(0);
  expect(stderr).toContain('the path dependency "lib" isn\'t there');
  await repository.git('merge', '--abort');
  expect(await repository.id()).toBe(before);
  expect(await repository.status()).toEqual([]);
});

test.concurrent('a clean merge of a side that changes a path dependency into one whose project cannot be read: stopped; a side that changes something else is merged', async () => {
  const world = await startedWith({
    'pyproject.toml': pyproject({
      dependencies: ['lib', 'deep'],
      more: '[tool.uv.sources]\nlib = { path = "lib" }\ndeep = { path = "deep" }',
    }),
    'lib/pyproject.toml': LIB,
    'deep/pyproject.toml': pyproject({ name: 'deep' }),
    'docs/notes.txt': '',
  });
  const { repository } = world;
  const edits: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    inputs: { 'deep/pyproject.toml': pyproject({ name: 'deep', version: '2.0.0' }) },
    notes: { 'docs/notes.txt': 'notes\n' },
  };
  for (const [name, files] of Object.entries(edits)) {
    await repository.git('switch', '-q', '-c', name, 'HEAD');
    await world.commit(files);
    await repository.git('switch', '-q', '-');
  }
  await repository.git('rm', '-q', 'lib/pyproject.toml');
  await repository.commit('Break all the same', { env: { LOCKGEN: '0' } });
  const { exitCode, stderr } = await repository.tryGit('merge', 'inputs');
  expect(exitCode, stderr).not.toBe(0);
  expect(stderr).toContain('the path dependency "lib" isn\'t there');
  await repository.git('merge', '--abort');
  await repository.git('merge', 'notes');
  expect(await repository.read('docs/notes.txt')).toBe('notes\n');
});
