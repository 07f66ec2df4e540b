import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check, somebodyElse } from '../helpers/check.js';
import { type Hooked, hooked, startedWith, withoutUvAndPython } from '../helpers/hooked.js';
import { STANDARD_PACKAGES } from '../helpers/local-index.js';
import { pyproject, standardProject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';

const started = (text = standardProject()): Promise<Hooked> => startedWith({ 'pyproject.toml': text });

describe('fresh: exit 0', () => {
  test.concurrent('right after a commit, with neither uv nor Python', async () => {
    const world = await started();
    const alone = await withoutUvAndPython(world);
    expect(await check(world, [], alone.env)).toMatchObject({
      exitCode: 0,
      stdout: 'fresh    requirements.txt\nfresh    requirements-full.txt\n',
      stderr: '',
    });
    expect(await check(world, ['--quiet'], alone.env)).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(await alone.started()).toEqual([]);
  });

  test.concurrent('for somebody whose machine knows nothing of them, and then known there, too', async () => {
    const world = await started();
    const env = await somebodyElse(world);
    const first = await check(world, ['--verbose'], env);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stderr).toContain('uv pip compile');
    const second = await check(world, ['--verbose'], env);
    expect(second).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test.concurrent('when newer releases have come out, and after edits that change nothing', async () => {
    const world = await started();
    await world.index.add([
      { name: 'alpha', version: '3.0.0' },
      { name: 'gamma', version: '2.0.0' },
    ]);
    await world.repository.write(
      'pyproject.toml',
      standardProject({ more: '[tool.ruff]\nline-length = 90\n' }),
    );
    expect(await check(world, [], await somebodyElse(world))).toMatchObject({ exitCode: 0 });
  });

  test.concurrent('with older pins than there could be, which a person chose', async () => {
    const world = await started(pyproject({ dependencies: ['gamma'] }));
    const { repository } = world;
    const text = await repository.read('requirements.txt');
    await repository.write('requirements.txt', text.replace('delta==2.0.0', 'delta==1.5.0'));
    expect(await check(world, [], await somebodyElse(world))).toMatchObject({ exitCode: 0 });
  });

  test.concurrent('with hashes, and with Windows line ends', async () => {
    const world = await started(
      pyproject({ dependencies: ['alpha'], more: '[tool.lockgen]\ngenerate-hashes = true' }),
    );
    const { repository } = world;
    const text = await repository.read('requirements.txt');
    await repository.write('requirements.txt', text.replaceAll('\n', '\r\n'));
    expect(await check(world, [], await somebodyElse(world))).toMatchObject({ exitCode: 0 });
  });
});

describe('stale: exit 1', () => {
  test.concurrent('after an edit of the dependencies, with the reason and what mends it, without uv', async () => {
    const world = await started();
    await world.repository.write('pyproject.toml', standardProject({ dependencies: ['gamma', 'delta<2'] }));
    const alone = await withoutUvAndPython(world);
    const { exitCode, stdout } = await check(world, [], alone.env);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^stale {4}requirements\.txt: .*delta/m);
    expect(stdout).toMatch(/^stale {4}requirements-full\.txt: /m);
    expect(stdout).toMatch(/\nto mend: npx lockgen generate \.\n {3}then: git add .* && git commit\n$/);
    expect((await check(world, ['--quiet'], alone.env)).stdout).toBe(stdout);
    // The command that it names does mend it.
    const { repository, index } = world;
    const env = await somebodyElse(world);
    expect(index.env.UV_FIND_LINKS).toBe(env.UV_FIND_LINKS);
    expect(await world.lockgen(['generate', '.'], { env })).toMatchObject({ exitCode: 0 });
    expect(await repository.read('requirements.txt')).toContain('delta==1.5.0');
    expect(await check(world, [], env)).toMatchObject({ exitCode: 0 });
  });

  test.concurrent.each([
    { what: 'is missing', edit: () => undefined, says: /requirements\.txt: it is missing/ },
    {
      what: 'lacks a transitive pin',
      edit: (text: string) => text.replace(/^delta.*\n( +#.*\n)*/m, ''),
      says: /requirements\.txt: (line \d+: )?.*delta/,
    },
    {
      what: 'has a pin that no index has',
      edit: (text: string) => text.replace('delta==2.0.0', 'delta==7.0.0'),
      says: /requirements\.txt: .*\n?.*delta/,
    },
    {
      what: 'has a marker that is too narrow',
      edit: (text: string) => text.replace('delta==2.0.0', "delta==2.0.0 ; sys_platform == 'linux'"),
      says: /delta/,
    },
    {
      what: 'has conflict markers',
      edit: (text: string) => `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n`,
      says: /conflict/,
    },
    {
      what: 'was made for another Python',
      edit: (text: string) => text.replace('--python-version=3.10', '--python-version=3.12'),
      says: /3\.12/,
    },
  ])('where a lockfile $what', async ({ edit, says }) => {
    const world = await started(pyproject({ dependencies: ['gamma'] }));
    const { repository } = world;
    const text = edit(await repository.read('requirements.txt'));
    if (text === undefined) await repository.remove('requirements.txt');
    else await repository.write('requirements.txt', text);
    const { exitCode, stdout } = await check(world, [], await somebodyElse(world));
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toMatch(says);
  });

  test.concurrent('where a hash was tampered with', async () => {
    const world = await started(
      pyproject({ dependencies: ['alpha'], more: '[tool.lockgen]\ngenerate-hashes = true' }),
    );
    const { repository } = world;
    const text = await repository.read('requirements.txt');
    await repository.write('requirements.txt', text.replace(/sha256:.{8}/, 'sha256:01234567'));
    const { exitCode, stdout } = await check(world, [], await somebodyElse(world));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/alpha.*hash|hash.*alpha/);
  });

  test.concurrent('where the requirements have no solution, with uv’s words', async () => {
    const world = await started(pyproject({ dependencies: ['epsilon', 'delta'] }));
    const { repository } = world;
    await repository.write('pyproject.toml', pyproject({ dependencies: ['epsilon', 'delta>=1.5'] }));
    await world.index.remove('delta', '1.5.0');
    await repository.write(
      'requirements.txt',
      (await repository.read('requirements.txt')).replace('1.5.0', '2.0.0'),
    );
    const { exitCode, stdout } = await check(world, [], await somebodyElse(world));
    expect(exitCode).toBe(1);
    expect(stdout).toContain("can't be resolved");
    expect(stdout).toContain('No solution found');
  });

  test.concurrent('where one of several projects is, and the others are told apart', async () => {
    const world = await hooked();
    const managed = (name: string, dependency: string) =>
      pyproject({ name, dependencies: [dependency], more: '[tool.lockgen]' });
    await world.commit({
      'a b/pyproject.toml': managed('a', 'alpha'),
      'c/pyproject.toml': managed('c', 'delta'),
    });
    await world.repository.write('a b/pyproject.toml', managed('a', 'iota'));
    const all = await check(world);
    expect(all).toMatchObject({ exitCode: 1 });
    expect(all.stdout).toMatch(/^stale {4}a b\/requirements\.txt: /m);
    expect(all.stdout).toMatch(/^fresh {4}c\/requirements\.txt$/m);
    expect(all.stdout).toMatch(/^to mend: npx lockgen generate 'a b'$/m);
    expect(await check(world, ['c'])).toMatchObject({ exitCode: 0 });
    expect(await check(world, ['a b/pyproject.toml'])).toMatchObject({ exitCode: 1 });
  });
});

describe('could not tell: exit 2', () => {
  test.concurrent('where the index is gone, and nothing is cached', async () => {
    const world = await started();
    const env = await somebodyElse(world, {
      UV_CACHE_DIR: join(await scratchFolder(), 'cache'),
      UV_HTTP_RETRIES: '0',
    });
    await rm(world.index.folder, { recursive: true });
    const { exitCode, stdout } = await check(world, [], {
      ...env,
      UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple',
    });
    expect(exitCode, stdout).toBe(2);
    expect(stdout).toMatch(/^unknown {2}requirements\.txt: /m);
    expect(stdout).not.toContain('to mend');
  });

  test.concurrent('where there is nothing to check', async () => {
    const world = await hooked({ files: { 'tools/pyproject.toml': '[tool.ruff]\n', 'notes.md': '' } });
    const none = await check(world);
    expect(none).toMatchObject({ exitCode: 2, stdout: '' });
    expect(none.stderr).toContain('no project here is managed');
    const wrong = await check(world, ['nowhere']);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toContain('nowhere');
  });
});

test.concurrent('what is staged or committed does not count: check is about the work tree', async () => {
  const world = await started(pyproject({ dependencies: ['alpha'] }));
  await world.repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['delta'] }) });
  expect(await check(world)).toMatchObject({ exitCode: 1 });
  await world.repository.write('pyproject.toml', pyproject({ dependencies: ['alpha'] }));
  expect(await check(world)).toMatchObject({ exitCode: 0 });
});

test.concurrent('from a sub-folder, and outside of any repository', async () => {
  const world = await started();
  await world.repository.write('src/x.py', '');
  expect(await world.lockgen(['check'], { from: 'src' })).toMatchObject({ exitCode: 0 });
  await world.repository.remove('.git');
  expect(await world.lockgen(['check'])).toMatchObject({ exitCode: 0 });
});

test.concurrent('flags stand above the configuration', async () => {
  const world = await started(pyproject({ dependencies: ['alpha'] }));
  const { exitCode, stdout } = await check(world, ['--generate-hashes']);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/hash/);
});

test.concurrent('a Python floor that rises is told with what a regeneration drops', async () => {
  const project = (floor: string): string =>
    pyproject({ dependencies: ['gamma', "iota ; python_version < '3.12'"], requiresPython: floor });
  const world = await startedWith({ 'pyproject.toml': project('>=3.10') });
  await world.repository.write('pyproject.toml', project('>=3.12'));
  const { exitCode, stdout } = await check(world);
  expect(exitCode, stdout).toBe(1);
  expect(stdout).toMatch(/^ +- iota \S+$/m);
});

test.concurrent('extras that a pinned package asks for may be kept, as pip-compile does; others may not', async () => {
  const packages = [
    ...STANDARD_PACKAGES,
    { name: 'web', version: '1.0.0', requires: ['theta[fast]'], extras: { all: ['theta[all]'] } },
  ];
  const world = await hooked({ packages });
  await world.commit({ 'pyproject.toml': pyproject({ dependencies: ['web'] }) });
  const text = await world.repository.read('requirements.txt');
  const header =
    '# This file is autogenerated by pip-compile with Python 3.11\n# by the following command:\n#\n#    pip-compile --output-file=requirements.txt pyproject.toml\n#\n';
  const kept = (extras: string): string =>
    header + text.replace(/^#.*\n/gm, '').replace(/^theta==/m, `theta[${extras}]==`);
  await world.repository.write('requirements.txt', kept('fast'));
  expect(await check(world)).toMatchObject({ exitCode: 0 });
  await world.repository.write('requirements.txt', kept('all,fast'));
  const { exitCode, stdout } = await check(world);
  expect(exitCode, stdout).toBe(1);
  expect(stdout).toContain('theta: [all] should not be there');
});

test.concurrent('extras that a local package asks for may be kept, and no merge stops for those of any package', async () => {
  const more = '[tool.uv.sources]\nlib = { path = "lib" }';
  const world = await hooked();
  const { repository } = world;
  await world.commit({
    'pyproject.toml': pyproject({ dependencies: ['lib'], more }),
    'lib/pyproject.toml': pyproject({ name: 'lib', dependencies: ['theta[fast]'] }),
    'notes.md': 'a\n',
  });
  const text = await repository.read('requirements.txt');
  const kept =
    '# This file is autogenerated by pip-compile with Python 3.11\n# by the following command:\n#\n#    pip-compile --output-file=requirements.txt pyproject.toml\n#\n' +
    text.replace(/^#.*\n/gm, '').replace(/^theta==/m, 'theta[fast]==');
  await repository.stage({ 'requirements.txt': kept });
  await repository.commit('Kept', { args: ['--no-verify'] });
  const fresh = await check(world);
  expect(fresh, fresh.stdout).toMatchObject({ exitCode: 0 });
  await repository.git('checkout', '--quiet', '-b', 'side');
  await repository.stage({
    'pyproject.toml': pyproject({ dependencies: ['lib'], more, requiresPython: '>=3.10' }),
  });
  await repository.commit('Same', { args: ['--no-verify', '--allow-empty'] });
  await repository.stage({ 'notes.md': 'b\n' });
  await repository.commit('Side', { args: ['--no-verify'] });
  await repository.git('checkout', '--quiet', '-');
  await repository.stage({ 'other.md': 'c\n' });
  await repository.commit('Mine', { args: ['--no-verify'] });
  const merged = await repository.tryGit('merge', '--quiet', '--no-edit', 'side');
  expect(merged, merged.stderr).toMatchObject({ exitCode: 0 });
  expect(await repository.read('requirements.txt')).toBe(kept);
});
