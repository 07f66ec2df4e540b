import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check, somebodyElse } from '../helpers/check.js';
import { type Hooked, hooked, startedWith, withoutUvAndPython } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';

const alpha = pyproject({ dependencies: ['alpha'] });
const delta = pyproject({ dependencies: ['delta'] });
const started = (): Promise<Hooked> => startedWith({ 'pyproject.toml': alpha });

describe('--staged judges what would be committed', () => {
  test.concurrent('and nothing of the work tree', async () => {
    const world = await started();
    await world.repository.stage({ 'pyproject.toml': delta });
    await world.repository.write('pyproject.toml', alpha);
    expect(await check(world)).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await check(world, ['--staged']);
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toMatch(/^stale {4}requirements\.txt: .*delta/m);
  });

  test.concurrent('with a lockfile that is staged as deleted', async () => {
    const world = await started();
    await world.repository.git('rm', '--cached', '--quiet', 'requirements.txt');
    expect(await check(world)).toMatchObject({ exitCode: 0 });
    expect((await check(world, ['--staged'])).stdout).toContain('requirements.txt: it is missing');
  });

  test.concurrent('before the first commit', async () => {
    const world = await started();
    await world.repository.git('update-ref', '-d', 'HEAD');
    expect(await check(world, ['--staged'])).toMatchObject({ exitCode: 0 });
  });
});

describe('--rev judges a commit', () => {
  test.concurrent('whatever is checked out', async () => {
    const world = await started();
    await world.repository.stage({ 'pyproject.toml': delta });
    await world.repository.commit('Stale', { args: ['--no-verify'] });
    await world.repository.write('pyproject.toml', '[[[');
    expect(await check(world, ['--rev', 'HEAD~1'])).toMatchObject({ exitCode: 0 });
    expect(await check(world, ['--rev', 'HEAD'])).toMatchObject({ exitCode: 1 });
    const by = await check(world, ['--rev', 'HEAD~1'], await somebodyElse(world));
    expect(by).toMatchObject({ exitCode: 0, stdout: 'fresh    requirements.txt\n' });
  });

  test.concurrent('also in a bare repository', async () => {
    const world = await started();
    const bare = join(await scratchFolder(), 'bare.git');
    await world.repository.git('clone', '--quiet', '--bare', '.', bare);
    const result = await world.repository.run(world.installed.bin, ['check', '--rev', 'HEAD'], { cwd: bare });
    expect(result).toMatchObject({ exitCode: 0, stdout: 'fresh    requirements.txt\n' });
    for (const args of [[], ['--staged']]) {
      const none = await world.repository.run(world.installed.bin, ['check', ...args], { cwd: bare });
      expect(none).toMatchObject({ exitCode: 2, stdout: '' });
      expect(none.stderr).toContain('this repository is bare: it has neither a work tree nor an index');
      expect(none.stderr).toContain('next: npx lockgen check --rev HEAD');
    }
  });

  test.concurrent('by what its message has', async () => {
    const world = await started();
    const subject = (await world.repository.git('log', '-1', '--format=%s')).trim();
    expect(await check(world, ['--rev', `:/${subject}`])).toMatchObject({ exitCode: 0 });
    expect(await check(world, ['--rev', ':/no such text'])).toMatchObject({ exitCode: 2 });
  });

  test.concurrent('from a sub-folder, for a project named as seen from there', async () => {
    const world = await hooked();
    const managed = pyproject({ dependencies: ['alpha'], more: '[tool.lockgen]' });
    await world.commit({ 'a/pyproject.toml': managed, 'b/x.py': '' });
    const result = await world.lockgen(['check', '../a', '--rev', 'HEAD'], { from: 'b' });
    expect(result).toMatchObject({ exitCode: 0, stdout: 'fresh    a/requirements.txt\n' });
  });

  test.concurrent.each([
    ['--rev', 'nowhere'],
    ['--rev', '--upload-pack=touch x'],
    ['--rev', ''],
    ['--rev', 'HEAD:pyproject.toml'],
    ['--rev', '^HEAD'],
  ])('%s %j names no commit: exit 2', async (...args) => {
    const world = await started();
    const result = await check(world, [`${args[0]}=${args[1]}`]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('names no commit that is here');
    expect(result.stderr).toContain('next: ');
  });

  test.concurrent('a cache folder that is not to be used: exit 2', async () => {
    const result = await check(await started(), ['--cache-dir', 'x', '--no-cache']);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('--no-cache leaves out the folder that --cache-dir names');
  });

  test.concurrent('a cache folder without a name puts no records into the work tree: exit 2', async () => {
    const world = await started();
    const result = await check(world, ['--cache-dir=']);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('--cache-dir names no folder');
    expect(await world.repository.git('status', '--porcelain')).toBe('');
  });

  test.concurrent('a shallow clone is told what to fetch', async () => {
    const world = await started();
    const clone = join(await scratchFolder(), 'clone');
    await world.repository.stage({ 'notes.md': 'x' });
    await world.repository.commit('More', { args: ['--no-verify'] });
    await world.repository.git('clone', '--quiet', '--depth=1', `file://${world.repository.root}`, clone);
    const result = await world.repository.run(world.installed.bin, ['check', '--rev', 'HEAD~1'], {
      cwd: clone,
    });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('git fetch --unshallow');
  });
});

test.concurrent.each([
  [['--staged', '--rev', 'HEAD'], "'--rev"],
  [['--range', 'HEAD~1..HEAD', '--staged'], "'--range"],
  [['--rev'], 'argument missing'],
  [['--format', 'xml'], 'Allowed choices'],
])('%j do not go together, or lack something: exit 2', async (args, says) => {
  const world = await started();
  const result = await check(world, args);
  expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  expect(result.stderr).toContain(says);
});

test.concurrent.each([['--staged'], ['--rev=HEAD'], ['--range=A..B']])(
  '%s outside of a repository: exit 2, and what to do',
  async (arg) => {
    const world = await started();
    await world.repository.remove('.git');
    const result = await world.lockgen(['check', arg]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('there is no git repository here');
  },
);

describe('the verdict store', () => {
  test.concurrent('can be kept elsewhere, and then nothing has to be asked', async () => {
    const world = await started();
    const env = await somebodyElse(world);
    const args = ['--cache-dir', join(await scratchFolder(), 'kept')];
    expect(await check(world, args, env)).toMatchObject({ exitCode: 0 });
    const alone = await withoutUvAndPython(world);
    const third = await somebodyElse(world, { PATH: alone.env.PATH });
    expect(await check(world, args, third)).toMatchObject({ exitCode: 0 });
    expect(await alone.started()).toEqual([]);
    expect(await check(world, [], third)).toMatchObject({ exitCode: 2 });
  });

  test.concurrent('does not count with --no-cache, and the index is asked at once', async () => {
    const world = await started();
    expect(await check(world, ['--verbose'])).toMatchObject({ exitCode: 0, stderr: '' });
    const { exitCode, stderr } = await check(world, ['--no-cache', '--verbose']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('uv pip compile');
    expect(stderr).not.toContain('offline');
  });
});

test.concurrent('of several projects, one that can not be read keeps the others from nothing', async () => {
  const world = await hooked();
  const managed = (name: string) => pyproject({ name, dependencies: ['alpha'], more: '[tool.lockgen]' });
  await world.commit({ 'a/pyproject.toml': managed('a'), 'b/pyproject.toml': managed('b') });
  await world.repository.write('b/pyproject.toml', `${managed('b')}\nx = [\n`);
  const { exitCode, stdout } = await check(world);
  expect(exitCode).toBe(2);
  expect(stdout).toMatch(/^fresh {4}a\/requirements\.txt$/m);
  expect(stdout).toMatch(/^unknown {2}b\/pyproject\.toml: b\/pyproject\.toml:\d+/m);
  await world.repository.write('a/pyproject.toml', managed('a').replace('alpha', 'delta'));
  expect(await check(world)).toMatchObject({ exitCode: 1 });
});

test.concurrent.each([
  [
    'that git ignores',
    async ({ repository }: Hooked) => {
      await repository.git('rm', '--cached', '--quiet', 'requirements.txt');
      await repository.write('.gitignore', 'requirements.txt\n');
    },
    'an ignore rule hides it',
  ],
  [
    'that is a link',
    async ({ repository }: Hooked) => {
      await repository.write('elsewhere.txt', await repository.read('requirements.txt'));
      await repository.remove('requirements.txt');
      await symlink('elsewhere.txt', repository.path('requirements.txt'));
    },
    'it is a symbolic link, not a file',
  ],
])('a lockfile %s is missing, and why is said', async (_, make, says) => {
  const world = await started();
  await make(world);
  const { exitCode, stdout } = await check(world);
  expect(exitCode).toBe(1);
  expect(stdout).toContain(says);
  expect(stdout).toMatch(/^ +next: \S/m);
  expect(stdout).not.toContain('to mend');
});

describe('a place outside of what is read is named as such', () => {
  test.concurrent('above a folder that is no repository, and in another one', async () => {
    const world = await started();
    await world.repository.write('sub/pyproject.toml', alpha);
    const other = await scratchFolder();
    const there = await check(world, [other]);
    expect(there).toMatchObject({ exitCode: 2 });
    expect(there.stderr).toContain(`${other} is not in `);
    expect(there.stderr).toContain(`next: cd ${other}, then try again`);
    await world.repository.remove('.git');
    const above = await world.lockgen(['check', '..'], { from: 'sub' });
    expect(above).toMatchObject({ exitCode: 2 });
    expect(above.stderr).toMatch(/\.\. is not in \S+sub, where the files are read/);
  });

  test.concurrent('but not where it leads back', async () => {
    const world = await started();
    const name = world.repository.root.split('/').at(-1);
    expect(await check(world, [`../${name}`])).toMatchObject({ exitCode: 0 });
  });
});

test.concurrent('a manifest in conflict says how to settle it', async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('checkout', '--quiet', '-b', 'side');
  await world.commit({ 'pyproject.toml': pyproject({ dependencies: ['delta'] }) });
  await repository.git('checkout', '--quiet', '-');
  await world.commit({ 'pyproject.toml': pyproject({ dependencies: ['gamma'] }) });
  await repository.tryGit('merge', '--quiet', 'side');
  const staged = await world.lockgen(['check', '--staged']);
  expect(staged).toMatchObject({ exitCode: 2 });
  expect(staged.stderr).toContain(
    'pyproject.toml is in conflict\nlockgen: next: settle it, then git add pyproject.toml',
  );
  const disk = await world.lockgen(['check']);
  expect(disk).toMatchObject({ exitCode: 2 });
  expect(disk.stderr).toContain('next: settle the merge in pyproject.toml, then git add it');
});

test.concurrent('a home that is none is nowhere in the repository', async () => {
  const world = await started();
  for (const HOME of ['', 'rel']) {
    const env = { HOME, XDG_CACHE_HOME: undefined };
    const { exitCode, stdout } = await check(world, ['--cache-dir', await scratchFolder()], {
      ...world.repository.env,
      ...env,
    });
    expect(exitCode, stdout).toBe(0);
    expect((await check(world, [], { ...world.repository.env, ...env })).exitCode).toBe(0);
  }
});

test.concurrent('a project that can not be read any more is not left out in silence', async () => {
  const managed = pyproject({ name: 'svc', dependencies: ['alpha'], more: '[tool.lockgen]' });
  const world = await startedWith({ 'pyproject.toml': alpha, 'svc/pyproject.toml': managed });
  for (const text of ['[project\nname = "svc"\n', 'x', '']) {
    await world.repository.write('svc/pyproject.toml', text);
    const { exitCode, stdout } = await check(world);
    expect(exitCode, stdout).not.toBe(0);
    expect(stdout).toContain('svc/');
  }
  await world.repository.write('svc/pyproject.toml', `\ufeff${managed}`);
  expect(await check(world)).toMatchObject({ exitCode: 0 });
  await world.repository.write(
    'svc/pyproject.toml',
    `\ufeff${managed.replace('"alpha"', '"alpha", "delta"')}`,
  );
  expect(await check(world)).toMatchObject({ exitCode: 1 });
});
