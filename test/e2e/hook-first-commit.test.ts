import { describe, expect, test } from 'vitest';
import { hooked, startedWith } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';

const BASE = [
  'alpha==2.0.0',
  "beta==1.0.0 ; python_full_version < '3.11'",
  "beta==2.0.0 ; python_full_version >= '3.11'",
];

describe('a first commit', () => {
  test.concurrent('carries both lockfiles', async () => {
    const { repository, commit, pins } = await hooked();
    const words = await commit({ 'pyproject.toml': standardProject(), 'README.md': 'Hello\n' });
    expect(await repository.changed()).toEqual([
      'README.md',
      'pyproject.toml',
      'requirements-full.txt',
      'requirements.txt',
    ]);
    expect(await pins('requirements.txt')).toEqual([...BASE, 'delta==2.0.0', 'gamma==1.0.0']);
    expect(await pins('requirements-full.txt')).toEqual([
      ...BASE,
      'delta==2.0.0',
      'gamma==1.0.0',
      'iota==2.0.0',
      'theta==1.0.0',
    ]);
    // The summary: what was staged and how long it took, then how much that is; no more.
    expect(words.trim().split('\n')).toEqual([
      expect.stringMatching(/^lockgen: staged requirements\.txt and requirements-full\.txt \(\d.* m?s\)$/),
      '  requirements.txt: 4 packages   requirements-full.txt: 6 packages',
    ]);
  });

  test.concurrent('carries one where the project has no extra full', async () => {
    const { repository, commit, pins } = await hooked();
    await commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
    expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
    expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0']);
  });

  test.concurrent('carries them in a repository with SHA-256, and in a folder with spaces and other letters', async () => {
    const { repository, commit } = await hooked({
      init: ['--object-format=sha256'],
      folder: 'mein Ördner $x',
    });
    await commit({ 'pyproject.toml': standardProject() });
    expect(await repository.files()).toContain('requirements-full.txt');
    expect(await repository.show('HEAD:requirements.txt')).not.toMatch(/tmp|rdner/);
  });
});

describe('a later commit', () => {
  test.concurrent('that adds a dependency moves no other pin, and says what moved', async () => {
    const { commit, pins, index } = await startedWith({ 'pyproject.toml': standardProject() });
    await index.add([
      { name: 'alpha', version: '2.1.0' },
      { name: 'delta', version: '2.1.0' },
    ]);
    const words = await commit({
      'pyproject.toml': standardProject({ dependencies: ['gamma', 'kappa.core'] }),
    });
    expect(await pins('requirements.txt')).toEqual([
      ...BASE,
      'delta==2.0.0',
      'gamma==1.0.0',
      'kappa-core==3.1.0',
    ]);
    expect(await pins('requirements-full.txt')).toContain('kappa-core==3.1.0');
    expect(await pins('requirements-full.txt')).toContain('alpha==2.0.0');
    expect(words).toMatch(/staged requirements\.txt and requirements-full\.txt/);
    expect(words.trim().split('\n')[1]).toBe('  + kappa-core 3.1.0');
  });

  test.concurrent('that moves and removes dependencies names both', async () => {
    const { commit, pins } = await hooked();
    await commit({ 'pyproject.toml': standardProject({ dependencies: ['delta<2', 'alpha'] }) });
    const words = await commit({
      'pyproject.toml': standardProject({ dependencies: ['delta'], extras: {} }),
    });
    expect(await pins('requirements.txt')).toEqual(['delta==1.5.0']);
    expect(words).toContain('- alpha');
    const more = await commit({
      'pyproject.toml': standardProject({ dependencies: ['delta>=2'], extras: {} }),
    });
    expect(more).toContain('delta 1.5.0 → 2.0.0');
  });

  test.concurrent('that loosens a requirement leaves the lockfile as it is', async () => {
    const { repository, commit } = await hooked();
    await commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha<2'] }) });
    const words = await commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
    expect(await repository.changed()).toEqual(['pyproject.toml']);
    expect(words).toMatch(/^lockgen: requirements\.txt already right \(.*\)$/m);
  });

  test.concurrent('that deletes the project is left alone', async () => {
    const { repository, commit } = await startedWith({ 'pyproject.toml': standardProject() });
    await repository.git('rm', '--quiet', 'pyproject.toml', 'requirements.txt', 'requirements-full.txt');
    await commit({ 'README.md': 'Gone\n' });
    expect(await repository.files()).toEqual(['README.md']);
  });

  test.concurrent('that moves a project to another folder makes its lockfiles there', async () => {
    const { repository, commit, pins } = await hooked();
    await commit({ 'old/pyproject.toml': standardProject({ more: '[tool.lockgen]' }) });
    await repository.git('mv', 'old', 'new');
    await commit({
      'new/pyproject.toml': standardProject({ dependencies: ['alpha<2'], more: '[tool.lockgen]' }),
    });
    expect(await repository.files()).toEqual([
      'new/pyproject.toml',
      'new/requirements-full.txt',
      'new/requirements.txt',
    ]);
    expect(await pins('new/requirements.txt')).toEqual(['alpha==1.1.0']);
  });

  test.concurrent('from a sub-folder is like any other', async () => {
    const { repository, commit } = await hooked();
    await commit({ 'pyproject.toml': standardProject(), 'src/x.py': '' });
    await commit({ 'pyproject.toml': standardProject({ dependencies: ['alpha<2'] }) }, { from: 'src' });
    expect(await repository.changed()).toEqual([
      'pyproject.toml',
      'requirements-full.txt',
      'requirements.txt',
    ]);
  });
});
