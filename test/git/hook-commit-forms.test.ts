import { chmod, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { blocked, type Hooked, hooked, startedWith, withoutUvAndPython } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';

const LOCKFILES = ['requirements-full.txt', 'requirements.txt'];
const EDITED = standardProject({ dependencies: ['alpha<2'] });

/** A repository with a project and its lockfiles committed, and another file. */
const started = (): Promise<Hooked> =>
  startedWith({ 'pyproject.toml': standardProject(), 'notes.md': 'one\n' });

/** The commit has the new lockfiles beside these paths, and index and work tree are the same. */
async function expectLocked({ repository, pins }: Hooked, ...others: readonly string[]): Promise<void> {
  expect(await repository.changed()).toEqual([...others, 'pyproject.toml', ...LOCKFILES].sort());
  expect(await pins('requirements.txt')).toEqual(['alpha==1.1.0']);
  expect(await pins('requirements-full.txt')).toContain('alpha==1.1.0');
  for (const path of LOCKFILES) {
    const committed = await repository.show(`HEAD:${path}`);
    expect(await repository.show(`:${path}`), `${path} in the index`).toBe(committed);
    expect(await repository.read(path), `${path} in the work tree`).toBe(committed);
  }
  expect(await repository.tryRead('.git/index.lock')).toBeUndefined();
}

describe('every way to commit carries the lockfiles', () => {
  test.concurrent('commit', async () => {
    const world = await started();
    await world.commit({ 'pyproject.toml': EDITED });
    await expectLocked(world);
  });

  test.concurrent('commit -a takes what is not staged', async () => {
    const world = await started();
    const { repository } = world;
    await repository.write('pyproject.toml', EDITED);
    await repository.write('notes.md', 'two\n');
    await repository.commit('All', { args: ['-a'] });
    await expectLocked(world, 'notes.md');
    expect(await repository.status()).toEqual([]);
  });

  test.concurrent('commit PATH leaves what else is staged staged', async () => {
    const world = await started();
    const { repository } = world;
    await repository.stage({ 'notes.md': 'two\n', 'new.txt': 'new\n' });
    await repository.write('pyproject.toml', EDITED);
    await repository.commit('One', { args: ['--', 'pyproject.toml'] });
    await expectLocked(world);
    expect(await repository.status()).toEqual(['A  new.txt', 'M  notes.md']);
  });

  test.concurrent('commit PATH from the sub-folder of a project', async () => {
    const world = await hooked();
    const { repository } = world;
    const managed = { more: '[tool.lockgen]' };
    await world.commit({ 'svc/pyproject.toml': standardProject(managed) });
    await repository.write('svc/pyproject.toml', pyproject({ dependencies: ['alpha<2'], ...managed }));
    await repository.commit('One', { args: ['--', 'pyproject.toml'], from: 'svc' });
    expect(await repository.changed()).toEqual(['svc/pyproject.toml', 'svc/requirements.txt']);
    expect(await repository.status()).toEqual([]);
  });

  test.concurrent('commit -i PATH takes what is staged as well', async () => {
    const world = await started();
    const { repository } = world;
    await repository.stage({ 'notes.md': 'two\n' });
    await repository.write('pyproject.toml', EDITED);
    await repository.commit('Both', { args: ['-i', 'pyproject.toml'] });
    await expectLocked(world, 'notes.md');
    expect(await repository.status()).toEqual([]);
  });

  test.concurrent('commit --amend', async () => {
    const world = await started();
    const { repository } = world;
    await world.commit({ 'notes.md': 'two\n' });
    const parent = await repository.id('HEAD^');
    await world.commit({ 'pyproject.toml': EDITED }, { args: ['--amend'] });
    expect(await repository.id('HEAD^')).toBe(parent);
    await expectLocked(world, 'notes.md');
  });

  test.concurrent('commit --amend of the commit that brought the project', async () => {
    const world = await hooked();
    await world.commit({ 'pyproject.toml': standardProject() });
    await world.commit({ 'pyproject.toml': EDITED }, { args: ['--amend'] });
    await expectLocked(world);
    expect((await world.repository.git('rev-list', '--count', 'HEAD')).trim()).toBe('1');
  });

  test.concurrent('commit --amend that takes an edit of the dependencies back', async () => {
    const world = await started();
    const { repository } = world;
    const before = await repository.show('HEAD:requirements.txt');
    await world.commit({ 'pyproject.toml': EDITED });
    await world.commit({ 'pyproject.toml': standardProject(), 'notes.md': 'two\n' }, { args: ['--amend'] });
    const pins = await world.pins('requirements.txt');
    expect(pins.filter((pin) => !pin.startsWith('alpha'))).toEqual(
      (await world.pins('requirements.txt', 'HEAD^')).filter((pin) => !pin.startsWith('alpha')),
    );
    expect(before).toContain('gamma==1.0.0');
  });
});

test.concurrent('commits that change nothing start nothing', async () => {
  const world = await started();
  const { repository } = world;
  const alone = await withoutUvAndPython(world);
  const options = { env: alone.env };
  expect((await repository.commit('Reworded', { ...options, args: ['--amend'] })).stderr).toBe('');
  expect((await repository.commit('Empty', { ...options, args: ['--allow-empty'] })).stderr).toBe('');
  expect(await alone.started()).toEqual([]);
});

describe('a commit that something else refuses', () => {
  test.concurrent('commit PATH is not stuck afterwards', async () => {
    const world = await started();
    const { repository } = world;
    await writeFile(repository.path('.git/hooks/commit-msg'), '#!/bin/sh\necho no >&2\nexit 1\n');
    await chmod(repository.path('.git/hooks/commit-msg'), 0o755);
    await repository.write('pyproject.toml', EDITED);
    const args = ['--', 'pyproject.toml'];
    expect((await repository.tryCommit('One', { args })).exitCode).toBe(1);
    await repository.remove('.git/hooks/commit-msg');
    await repository.commit('One', { args });
    await expectLocked(world);
    expect(await repository.status()).toEqual([]);
  });
});

describe('a blocked commit changes nothing, in each form', () => {
  const broken = pyproject({ dependencies: ['epsilon', 'zeta'] });
  test.concurrent.each([
    { form: 'commit', staged: true, args: [] },
    { form: 'commit -a', staged: false, args: ['-a'] },
    { form: 'commit PATH', staged: false, args: ['--', 'pyproject.toml'] },
    { form: 'commit --amend', staged: true, args: ['--amend'] },
  ])('$form', async ({ staged, args }) => {
    const world = await started();
    const { repository } = world;
    await repository.stage({ 'notes.md': 'two\n' });
    await repository.write('notes.md', 'three\n');
    await repository.write('pyproject.toml', broken);
    if (staged) await repository.git('add', 'pyproject.toml');
    await blocked(world, () => repository.tryCommit('Broken', { args }));
  });
});
