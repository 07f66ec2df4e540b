import { describe, expect, it } from 'vitest';
import { hookedRepository, LOCKFILE, leftovers, PROJECT } from './staging-repository.js';

const NEW = 'new pins\n';

describe('the lockfile is in the commit, the index and the work tree, after', () => {
  const ways = {
    commit: { stage: true, args: [] },
    'commit --amend': { stage: true, args: ['--amend'] },
    'commit -a': { stage: false, args: ['-a'] },
    'commit -i PATH': { stage: false, args: ['-i', PROJECT] },
    'commit PATH': { stage: false, args: [PROJECT] },
    'commit --only PATH of a staged file': { stage: true, args: ['--only', PROJECT] },
  };
  it.each(Object.entries(ways))('%s', async (_name, { stage, args }) => {
    const repository = await hookedRepository();
    await repository.write(PROJECT, 'new\n');
    if (stage) await repository.git('add', PROJECT);
    await repository.wants({ [LOCKFILE]: NEW, 'requirements-full.txt': 'full\n' });
    await repository.commit('Change', { args });
    expect(await repository.show(`HEAD:${LOCKFILE}`)).toBe(NEW);
    expect(await repository.show('HEAD:requirements-full.txt')).toBe('full\n');
    expect(await repository.read(LOCKFILE)).toBe(NEW);
    expect(await repository.status()).toEqual([]);
    expect(await leftovers(repository.root)).toEqual([]);
  });

  it('the first commit', async () => {
    const repository = await hookedRepository({ empty: true });
    await repository.stage({ [PROJECT]: 'new\n' });
    await repository.wants({ 'sub/deep/requirements.txt': NEW });
    await repository.commit('First');
    expect(await repository.files()).toEqual([PROJECT, 'sub/deep/requirements.txt']);
    expect(await repository.status()).toEqual([]);
  });

  it('a commit from a sub-folder, in a linked work tree, with SHA-256 and an odd name', async () => {
    const repository = await hookedRepository({ init: ['--object-format=sha256'] });
    await repository.git('worktree', 'add', '-q', '../linked', '-b', 'linked');
    await repository.write('../linked/sub/pyproject.toml', 'new\n');
    await repository.run('git', ['add', '.'], { cwd: repository.path('../linked') });
    const name = 'sub/"odd"\n - é.txt';
    await repository.wants({ [name]: NEW });
    const result = await repository.run('git', ['commit', '-qm', 'x'], {
      cwd: repository.path('../linked/sub'),
    });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(await repository.show(`linked:${name}`)).toBe(NEW);
    expect(await repository.read(`../linked/${name}`)).toBe(NEW);
    const status = await repository.run('git', ['status', '--porcelain'], {
      cwd: repository.path('../linked'),
    });
    expect(status.stdout).toBe('');
    expect(await repository.status()).toEqual([]);
  });

  it('one that deletes a lockfile', async () => {
    const repository = await hookedRepository();
    await repository.stage({ [PROJECT]: 'new\n' });
    await repository.wants({ [LOCKFILE]: null });
    await repository.commit('Change');
    expect(await repository.files()).toEqual(['other.txt', PROJECT]);
    expect(await repository.tryRead(LOCKFILE)).toBeUndefined();
    expect(await repository.status()).toEqual([]);
  });
});

it('what is staged for later, and unstaged edits, stay after commit PATH', async () => {
  const repository = await hookedRepository();
  await repository.stage({ 'later.txt': 'later\n' });
  await repository.write('other.txt', 'edited\n');
  await repository.write(PROJECT, 'new\n');
  await repository.wants({ [LOCKFILE]: NEW });
  await repository.commit('Change', { args: [PROJECT] });
  expect(await repository.changed()).toEqual([PROJECT, LOCKFILE]);
  expect(await repository.status()).toEqual([' M other.txt', 'A  later.txt'].sort().reverse());
  expect(await repository.read('other.txt')).toBe('edited\n');
});

it('the commands that mind the times of files go on working', async () => {
  const repository = await hookedRepository();
  await repository.stage({ [PROJECT]: 'new\n' });
  await repository.wants({ [LOCKFILE]: NEW });
  await repository.commit('Change');
  expect(await repository.git('diff-files', '--name-only')).toBe('');
  await repository.git('reset', '--keep', 'HEAD^');
  expect(await repository.read(LOCKFILE)).toBe('old pins\n');
});

it('a commit that is blocked leaves all as it was', async () => {
  const repository = await hookedRepository();
  await repository.stage({ [PROJECT]: 'new\n' });
  await repository.write(LOCKFILE, 'my edits\n');
  await repository.wants({ [LOCKFILE]: NEW, 'second.txt': 'x\n' });
  const before = await repository.status();
  expect(await repository.tryCommit('Change')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('requirements.txt has edits that are not staged'),
  });
  expect(await repository.read(LOCKFILE)).toBe('my edits\n');
  expect(await repository.status()).toEqual(before);
});

it('a commit PATH that a later hook refused can be tried again', async () => {
  const repository = await hookedRepository();
  await repository.write(PROJECT, 'new\n');
  await repository.wants({ [LOCKFILE]: NEW });
  await repository.write('.git/hooks/commit-msg', '#!/bin/sh\nexit 1\n');
  await repository.run('chmod', ['755', '.git/hooks/commit-msg']);
  expect((await repository.tryCommit('Change', { args: [PROJECT] })).exitCode).not.toBe(0);
  await repository.remove('.git/hooks/commit-msg');
  await repository.commit('Change', { args: [PROJECT] });
  expect(await repository.show(`HEAD:${LOCKFILE}`)).toBe(NEW);
  expect(await repository.status()).toEqual([]);
});
