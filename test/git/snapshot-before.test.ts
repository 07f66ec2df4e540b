import { describe, expect, test } from 'vitest';
import { stagedChanges } from '../../src/git/changes.js';
import { commitSnapshot } from '../../src/git/commit-snapshot.js';
import { indexListing, snapshotBefore } from '../../src/git/index-snapshot.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';

const FILES = {
  'pyproject.toml': 'one\n',
  'a/requirements.txt': 'alpha==1\n',
  'a/b/script.sh': 'echo\n',
  'empty.txt': '',
  'with space and ünd.txt': 'x\n',
};

/** All that a snapshot has, as one can compare it. */
async function all(snapshot: ReturnType<typeof commitSnapshot>) {
  const paths = await snapshot.list();
  const entries = await Promise.all(paths.map((path) => snapshot.entry(path)));
  const contents = await snapshot.readMany(paths);
  return {
    entries: entries.map((entry) => ({ path: entry?.path, mode: entry?.mode, oid: entry?.oid })),
    contents: [...contents].map(([path, bytes]) => [path, bytes.toString()]).sort(),
  };
}

type Change = (repository: TestRepository) => Promise<unknown>;

const CHANGES: Readonly<Record<string, Change>> = {
  'nothing staged': async () => {},
  'one edited, one new, one gone': async (repository) => {
    await repository.stage({ 'pyproject.toml': 'two\n', 'new/file.txt': 'new\n' });
    await repository.git('rm', '--quiet', 'a/requirements.txt');
  },
  'a file renamed, and its content changed': async (repository) => {
    await repository.git('mv', 'a/requirements.txt', 'a/constraints.txt');
    await repository.stage({ 'a/constraints.txt': 'alpha==2\n' });
  },
  'a mode changed': (repository) => repository.git('update-index', '--chmod=+x', 'a/b/script.sh'),
  'a file that becomes a link, and a folder that becomes a file': async (repository) => {
    await repository.git('rm', '--quiet', '-r', 'a');
    await repository.stage({ a: 'a file\n' });
    await repository.run('ln', ['-sf', 'pyproject.toml', 'empty.txt']);
    await repository.git('add', 'empty.txt');
  },
  'a file that is announced only': async (repository) => {
    await repository.write('later.txt', '');
    await repository.git('add', '--intent-to-add', 'later.txt');
  },
  'a file taken out of the index and announced again': async (repository) => {
    await repository.git('rm', '--quiet', '--cached', 'empty.txt');
    await repository.git('add', '--intent-to-add', 'empty.txt');
  },
  'a file that stands aside': async (repository) => {
    await repository.git('update-index', '--skip-worktree', 'pyproject.toml');
    await repository.git('update-index', '--assume-unchanged', 'empty.txt');
    await repository.stage({ 'new.txt': 'x\n' });
  },
  'a sparse index': async (repository) => {
    await repository.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'other');
    await repository.stage({ 'pyproject.toml': 'two\n' });
  },
  'a repository in it': async (repository) => {
    await repository.git('init', '--quiet', 'sub');
    await repository.git('-C', 'sub', 'commit', '--quiet', '--allow-empty', '-m', 'Sub');
    await repository.git('add', 'sub');
  },
};

describe('what the commit before has, by what the index has otherwise', () => {
  test.each(Object.entries(CHANGES))('%s', async (_name, change) => {
    const repository = await makeRepository({ files: FILES });
    await change(repository);
    const git = { cwd: repository.root, env: repository.env };
    const head = await repository.id();
    const before = snapshotBefore(git, head, indexListing(git), await stagedChanges(git));
    if (before === undefined) throw new Error('it is told');
    expect(await all(before)).toEqual(await all(commitSnapshot(git, head)));
  });

  test('is not told where something is in conflict', async () => {
    const repository = await makeRepository({ files: FILES });
    await repository.git('checkout', '--quiet', '-b', 'other');
    await repository.stage({ 'pyproject.toml': 'theirs\n' });
    await repository.commit('Theirs');
    await repository.git('checkout', '--quiet', 'main');
    await repository.stage({ 'pyproject.toml': 'ours\n' });
    await repository.commit('Ours');
    await repository.tryGit('merge', 'other');
    const git = { cwd: repository.root, env: repository.env };
    const changes = await stagedChanges(git);
    expect(changes.map(({ status }) => status)).toContain('U');
    expect(snapshotBefore(git, await repository.id(), indexListing(git), changes)).toBeUndefined();
  });
});
