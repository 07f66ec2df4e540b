import { describe, expect, test } from 'vitest';
import { blocked, type Hooked, hooked, startedWith } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';

const ONE = pyproject({ dependencies: ['alpha'] });
const TWO = pyproject({ dependencies: ['alpha', 'delta'] });
const THREE = pyproject({ dependencies: ['alpha', 'delta', 'iota'] });

async function started(): Promise<Hooked & { readonly lockfile: string }> {
  const world = await startedWith({ 'pyproject.toml': ONE, 'notes.md': 'one\n' });
  return { ...world, lockfile: await world.repository.show('HEAD:requirements.txt') };
}

describe('edits that are not staged are kept', () => {
  test.concurrent('in pyproject.toml, and the lockfile is that of what is staged', async () => {
    const { repository, pins } = await started();
    await repository.stage({ 'pyproject.toml': TWO });
    await repository.write('pyproject.toml', THREE);
    await repository.commit('Change');
    expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
    expect(await repository.show('HEAD:pyproject.toml')).toBe(TWO);
    expect(await repository.read('pyproject.toml')).toBe(THREE);
    expect(await repository.status()).toEqual([' M pyproject.toml']);
  });

  test.concurrent('in pyproject.toml that is no TOML at all', async () => {
    const { repository } = await started();
    await repository.stage({ 'pyproject.toml': TWO });
    await repository.write('pyproject.toml', '[project\n');
    await repository.commit('Change');
    expect(await repository.read('pyproject.toml')).toBe('[project\n');
    expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
  });

  test.concurrent('in other files, staged hunks and unstaged ones of the same file among them', async () => {
    const { repository } = await started();
    await repository.stage({ 'pyproject.toml': TWO, 'notes.md': 'one\ntwo\n' });
    await repository.write('notes.md', 'one\ntwo\nthree\n');
    await repository.write('untracked.txt', 'mine\n');
    await repository.commit('Change');
    expect(await repository.show('HEAD:notes.md')).toBe('one\ntwo\n');
    expect(await repository.read('notes.md')).toBe('one\ntwo\nthree\n');
    expect(await repository.read('untracked.txt')).toBe('mine\n');
    expect(await repository.status()).toEqual([' M notes.md', '?? untracked.txt']);
  });

  test.concurrent('where pyproject.toml is deleted in the work tree only', async () => {
    const { repository, pins } = await started();
    await repository.stage({ 'pyproject.toml': TWO });
    await repository.remove('pyproject.toml');
    await repository.commit('Change');
    expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
    expect(await repository.status()).toEqual([' D pyproject.toml']);
  });
});

describe('a lockfile', () => {
  test.concurrent('with edits that are not staged blocks, and the message has both ways out', async () => {
    const world = await started();
    const { repository, lockfile } = world;
    await repository.stage({ 'pyproject.toml': TWO });
    await repository.write('requirements.txt', `${lockfile}# mine\n`);
    const words = await blocked(world, () => repository.tryCommit('Change'));
    expect(words).toContain('requirements.txt has edits that are not staged, and would be lost');
    expect(words).toContain('git add requirements.txt');
    expect(words).toContain('git restore requirements.txt');
    // The way out that the message names works.
    await repository.git('restore', 'requirements.txt');
    await repository.commit('Change');
    expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
  });

  test.concurrent('that git does not know, a compile with a person’s edits, blocks', async () => {
    const world = await hooked();
    const { repository, lockgen } = world;
    await repository.write('pyproject.toml', ONE);
    expect(await lockgen(['generate'])).toMatchObject({ exitCode: 0 });
    await repository.write('requirements.txt', `${await repository.read('requirements.txt')}# mine\n`);
    await repository.stage({ 'pyproject.toml': ONE });
    const words = await blocked(world, () => repository.tryCommit('Change'));
    expect(words).toContain('requirements.txt is not in git, and its contents would be lost');
  });

  test.concurrent('that lockgen generate wrote and nobody staged is committed', async () => {
    const { repository, lockgen, pins } = await started();
    await repository.write('pyproject.toml', TWO);
    expect(await lockgen(['generate'])).toMatchObject({ exitCode: 0 });
    await repository.git('add', 'pyproject.toml');
    await repository.commit('Change');
    expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
    expect(await repository.status()).toEqual([]);
  });

  test.concurrent('that lockgen generate wrote for something else is replaced, and that is said', async () => {
    const { repository, lockgen, pins } = await started();
    await repository.write('pyproject.toml', THREE);
    expect(await lockgen(['generate'])).toMatchObject({ exitCode: 0 });
    await repository.stage({ 'pyproject.toml': TWO });
    const { stderr } = await repository.commit('Change');
    expect(stderr).toContain(
      "lockgen: requirements.txt as lockgen generate left it was not staged, so this commit's replaces it",
    );
    expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
    expect(await repository.status()).toEqual([]);
  });
});
