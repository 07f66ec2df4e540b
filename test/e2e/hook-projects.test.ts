import { describe, expect, test } from 'vitest';
import { blocked, hooked } from '../helpers/hooked.js';
import { pyproject, unsatisfiableProject } from '../helpers/projects.js';

const project = (name: string, dependency: string, more = ''): string =>
  pyproject({ name, dependencies: [dependency], more });
const managed = (name: string, dependency: string): string => project(name, dependency, '[tool.lockgen]');

describe('a project in a sub-folder', () => {
  test.concurrent('with [tool.lockgen] has its lockfiles beside it, and none is made at the root', async () => {
    const { repository, commit, pins } = await hooked();
    await commit({ 'services/a b/pyproject.toml': managed('a', 'alpha') });
    expect(await repository.changed()).toEqual([
      'services/a b/pyproject.toml',
      'services/a b/requirements.txt',
    ]);
    expect(await pins('services/a b/requirements.txt')).toEqual(['alpha==2.0.0']);
    // What a replay reads is seen from the project's own folder.
    expect(await repository.show('HEAD:services/a b/requirements.txt')).toMatch(
      /^# {4}uv pip compile .* --output-file=requirements\.txt pyproject\.toml$/m,
    );
  });

  test.concurrent('whose lockfile is a compile of it is managed without a word of configuration', async () => {
    const { repository, commit, lockgen } = await hooked();
    await commit({ 'svc/pyproject.toml': project('svc', 'alpha') });
    expect(await repository.files()).toEqual(['svc/pyproject.toml']);
    expect(await lockgen(['generate', 'svc'])).toMatchObject({ exitCode: 0 });
    await commit({ 'svc/requirements.txt': await repository.read('svc/requirements.txt') });
    await commit({ 'svc/pyproject.toml': project('svc', 'delta') });
    expect(await repository.changed()).toEqual(['svc/pyproject.toml', 'svc/requirements.txt']);
  });
});

describe('several projects', () => {
  const CONFIGURED = { '.lockgenrc': 'projects: ["services/*"]\nexclude: [services/old]\n' };

  test.concurrent('in one commit: those that are staged and managed, and no other', async () => {
    const { repository, commit, pins } = await hooked();
    const words = await commit({
      '.lockgenrc': 'projects: [".", "services/*"]\nexclude: [services/old]\n',
      'pyproject.toml': project('root', 'alpha'),
      'services/a/pyproject.toml': project('a', 'delta'),
      'services/b/pyproject.toml': project('b', 'iota'),
      'services/tools/pyproject.toml': '[tool.ruff]\n',
      'services/old/pyproject.toml': project('old', 'gamma'),
      'examples/x/pyproject.toml': project('x', 'gamma'),
    });
    const lockfiles = (await repository.files()).filter((path) => path.endsWith('.txt'));
    expect(lockfiles).toEqual([
      'requirements.txt',
      'services/a/requirements.txt',
      'services/b/requirements.txt',
    ]);
    expect(words).toContain('staged services/a/requirements.txt');
    await commit({ 'services/b/pyproject.toml': project('b', 'iota<2') });
    expect(await repository.changed()).toEqual(['services/b/pyproject.toml', 'services/b/requirements.txt']);
    expect(await pins('services/b/requirements.txt')).toEqual(['iota==1.0.0']);
  });

  test.concurrent('all get their lockfiles, or none does', async () => {
    const world = await hooked();
    const { repository, commit } = world;
    await commit({ ...CONFIGURED, 'services/a/pyproject.toml': project('a', 'delta') });
    await repository.stage({
      'services/a/pyproject.toml': project('a', 'alpha'),
      'services/b/pyproject.toml': unsatisfiableProject(),
      'services/c/pyproject.toml': project('c', 'iota'),
    });
    const words = await blocked(world, () => repository.tryCommit('Change'));
    expect(words).toContain('services/b/requirements.txt');
    expect(words).toContain('services/b/pyproject.toml:');
  });

  test.concurrent('are concerned by the shared configuration together', async () => {
    const { repository, commit } = await hooked();
    await commit({
      ...CONFIGURED,
      'services/a/pyproject.toml': project('a', 'delta'),
      'services/b/pyproject.toml': project('b', 'iota'),
    });
    await commit({ '.lockgenrc': `${CONFIGURED['.lockgenrc']}generateHashes: true\n` });
    expect(await repository.changed()).toEqual([
      '.lockgenrc',
      'services/a/requirements.txt',
      'services/b/requirements.txt',
    ]);
  });
});

describe('projects that are not managed', () => {
  test.concurrent('are left alone, and one line says so', async () => {
    const { repository, commit } = await hooked();
    expect(await commit({ 'examples/a/pyproject.toml': project('a', 'alpha') })).toBe(
      'lockgen: examples/a/pyproject.toml is not managed; see npx lockgen status\n',
    );
    expect(await repository.changed()).toEqual(['examples/a/pyproject.toml']);
  });

  test.concurrent('of a monorepo don’t get lockfiles, and are still one line', async () => {
    const { repository, commit } = await hooked();
    const packages = Array.from({ length: 60 }, (_, number) => `packages/p${number}/pyproject.toml`);
    const words = await commit({
      'pyproject.toml': project('root', 'alpha'),
      ...Object.fromEntries(packages.map((path, number) => [path, project(`p${number}`, 'alpha')])),
    });
    expect((await repository.files()).filter((path) => path.endsWith('.txt'))).toEqual(['requirements.txt']);
    expect(words.trim().split('\n')).toEqual([
      'lockgen: packages/p0/pyproject.toml and 59 others are not managed; see npx lockgen status',
      expect.stringMatching(/^lockgen: staged requirements\.txt/),
      '  requirements.txt: 1 package',
    ]);
    expect(await commit({ 'pyproject.toml': project('root', 'delta') })).not.toContain('not managed');
    expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
  });

  test.concurrent('that only configure tools are not worth a word', async () => {
    const { repository, commit } = await hooked();
    expect(await commit({ 'pyproject.toml': '[tool.black]\n', 'a/pyproject.toml': '[tool.ruff]\n' })).toBe(
      '',
    );
    expect(await repository.files()).toEqual(['a/pyproject.toml', 'pyproject.toml']);
  });
});

test.concurrent('a project that cannot be read blocks only the commits that touch it', async () => {
  const world = await hooked({
    files: {
      'pyproject.toml': pyproject({ name: 'root', dependencies: ['alpha'] }),
      'broken/pyproject.toml': pyproject({ name: 'broken', more: '[tool.lockgen]\nno-such-option = 1' }),
    },
  });
  await world.commit({ 'notes.txt': 'notes\n' });
  await world.commit({ 'pyproject.toml': pyproject({ name: 'root', dependencies: ['delta'] }) });
  expect(await world.pins('requirements.txt')).toEqual(['delta==2.0.0']);
  await world.repository.stage({ 'broken/README.txt': 'x\n' });
  expect(await blocked(world, () => world.repository.tryCommit('Touch'))).toContain('no-such-option');
});
