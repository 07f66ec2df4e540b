import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inWorkTree } from '../../helpers/hooked.js';
import { everything, PACKAGE_JSON, unwired } from '../../helpers/init-world.js';
import { runOk } from '../../helpers/run.js';
import { scratchFolder } from '../../helpers/scratch.js';

/** What init must not change anything at all after. */
async function refused(
  world: Awaited<ReturnType<typeof unwired>>,
  args: readonly string[] = ['init', '--yes'],
): Promise<{ readonly exitCode: number | undefined; readonly words: string }> {
  const before = await everything(world.repository);
  const { exitCode, stdout, stderr } = await world.lockgen(args);
  expect(await everything(world.repository)).toEqual(before);
  expect(exitCode).not.toBe(0);
  expect(stderr).not.toMatch(/\n\s+at /);
  return { exitCode, words: `${stdout}${stderr}` };
}

describe('changes nothing, and says why', () => {
  test.concurrent('without --yes where nobody can be asked', async () => {
    const { exitCode, words } = await refused(await unwired(), ['init']);
    expect(exitCode).toBe(2);
    expect(words).toContain('to do');
    expect(words).toMatch(/next: (?:npx )?lockgen init --yes/);
  });

  test.concurrent('where lockgen is not installed', async () => {
    const world = await unwired();
    await world.repository.remove('node_modules');
    const { words } = await refused(world);
    expect(words).toContain('npm install --save-dev lockgen');
  });

  test.concurrent('where there is no project', async () => {
    const world = await unwired({ 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' });
    const { words } = await refused(world);
    expect(words).toContain('there is no pyproject.toml with [project] here');
  });

  test.concurrent.each([
    ['package.json', '{ "devDependencies": { "lockgen": "*" }, }\n', 'package.json:1:42: not JSON'],
    ['pyproject.toml', '[project]\nname = "shop\n', 'pyproject.toml:2:'],
    ['.pre-commit-config.yaml', 'repos:\n  - repo: local\n   hooks: []\n', '.pre-commit-config.yaml:3:'],
    ['lefthook.yml', 'pre-commit:\n  jobs: [\n', 'lefthook.yml:'],
    ['prek.toml', '[[repos]\n', 'prek.toml:1:'],
    ['.lockgenrc', 'targets: [\n', '.lockgenrc:'],
  ])('where %s is broken', async (path, text, says) => {
    const { words, exitCode } = await refused(await unwired({ [path]: text }));
    expect(words).toContain(says);
    expect(exitCode).toBe(2);
  });

  test.concurrent('in a bare repository', async () => {
    const world = await unwired();
    const bare = join(await scratchFolder(), 'bare.git');
    await world.repository.git('clone', '--quiet', '--bare', '.', bare);
    const { exitCode, stderr } = await world.repository.run(world.installed.bin, ['init', '--yes'], {
      cwd: bare,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('this repository is bare');
  });

  test.concurrent('outside of any repository; --clone says nothing there', async () => {
    const world = await unwired();
    const folder = await scratchFolder();
    const run = (...args: readonly string[]) =>
      world.repository.run(world.installed.bin, args, { cwd: folder });
    const { exitCode, stderr } = await run('init', '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no git repository here');
    const clone = await run('init', '--clone');
    expect([clone.exitCode, clone.stdout, clone.stderr]).toEqual([0, '', '']);
  });
});

test.concurrent('a monorepo: 30 projects among 200 pyproject.toml, no configuration written by hand', async () => {
  const files: Record<string, string> = { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' };
  for (let at = 0; at < 30; at += 1)
    files[`services/s${at}/pyproject.toml`] =
      `[project]\nname = "s${at}"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = ["alpha"]\n`;
  for (let at = 0; at < 60; at += 1)
    files[`services/s${at % 30}/tests/fixtures/f${at}/pyproject.toml`] =
      '[project]\nname = "f"\nversion = "1"\n';
  for (let at = 0; at < 109; at += 1)
    files[`tools/t${at}/pyproject.toml`] = '[tool.black]\nline-length = 100\n';
  const world = await unwired(files);
  const { repository, lockgen } = world;
  const before = await everything(repository);
  const done = await lockgen(['init', '--yes']);
  expect(done.exitCode, done.stderr + done.stdout).toBe(0);
  expect(await repository.read('.lockgenrc')).toMatch(/^projects:\n {2}- services\/\*\n$/m);
  const [, typed = ''] = /^ {2}(git add .*)$/m.exec(done.stdout) ?? [];
  expect(typed.length).toBeLessThan(100);
  // What is many is counted.
  expect(done.stdout).toMatch(/^wrote 30 lockfiles: .* and 27 more \(--verbose names them\)$/m);
  expect(done.stdout.split('\n').length).toBeLessThan(50);
  const committed = await repository.run('sh', ['-c', typed]);
  expect(committed.exitCode, committed.stderr).toBe(0);
  expect(await repository.status()).toEqual([]);
  expect((await repository.files()).filter((path) => path.endsWith('requirements.txt'))).toHaveLength(30);
  expect((await lockgen(['check'])).exitCode).toBe(0);
  const back = await lockgen(['uninstall']);
  expect(back.exitCode, back.stderr).toBe(0);
  const after = Object.entries(await everything(repository)).filter(
    ([path]) => !path.endsWith('/requirements.txt'),
  );
  expect(Object.fromEntries(after)).toEqual(before);
});

test.concurrent('a clone: npm’s prepare wires what no commit carries; a linked work tree shares it', async () => {
  const world = await unwired();
  expect((await world.lockgen(['init', '--yes'])).exitCode).toBe(0);
  await world.repository.git('add', '--all');
  await world.repository.commit('Set up');
  const root = join(await scratchFolder(), 'clone');
  await world.repository.git('clone', '--quiet', '.', root);
  const clone = inWorkTree(world, root);
  await symlink(world.repository.path('node_modules'), clone.repository.path('node_modules'));
  const before = await everything(clone.repository);
  const prepared = await clone.repository.run('npm', ['run', 'prepare', '--silent']);
  expect([prepared.exitCode, prepared.stdout, prepared.stderr]).toEqual([
    0,
    'lockgen: set up in this clone: hooks, merges of lockfiles, where node is; to take it back: npx lockgen uninstall\n',
    '',
  ]);
  // Each `npm ci` runs it, and there is no news then.
  const twice = await clone.repository.run('npm', ['run', 'prepare', '--silent']);
  expect([twice.exitCode, twice.stdout, twice.stderr]).toEqual([0, '', '']);
  await clone.repository.write('.git/info/exclude', 'node_modules\n');
  await clone.commit({
    'pyproject.toml': (await clone.repository.read('pyproject.toml')).replace('"alpha"', '"alpha", "delta"'),
  });
  expect(await clone.repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
  const linked = join(await scratchFolder(), 'linked');
  await clone.repository.git('worktree', 'add', '--quiet', '-b', 'linked', linked);
  const there = inWorkTree(world, linked);
  await symlink(world.repository.path('node_modules'), there.repository.path('node_modules'));
  const again = await there.lockgen(['init']);
  expect(again.stdout, again.stderr).toContain('nothing to do');
  await clone.repository.git('worktree', 'remove', '--force', linked);
  const back = await clone.lockgen(['uninstall']);
  expect(back.exitCode, back.stderr).toBe(0);
  const config = (files: Readonly<Record<string, string>>): unknown =>
    Object.entries(files).filter(([path]) => /^\.git\/(?:config|hooks)/.test(path));
  expect(config(await everything(clone.repository))).toEqual(config(before));
  // What came with the commit goes in the same run.
  expect(await clone.repository.read('package.json')).toBe(PACKAGE_JSON);
  expect(await clone.repository.tryRead('.gitattributes')).toBeUndefined();
  expect((await clone.lockgen(['uninstall'])).stdout).toContain('nothing to take back');
});

test.concurrent('what a user had before init in init’s own words stays theirs', async () => {
  const { repository, lockgen } = await unwired({ '.gitattributes': 'requirements*.txt merge=lockgen\n' });
  const before = await everything(repository);
  expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
  expect((await lockgen(['uninstall'])).exitCode).toBe(0);
  expect(await everything(repository)).toEqual(before);
});

test.concurrent('a submodule', async () => {
  const world = await unwired();
  const outer = join(await scratchFolder(), 'outer');
  await world.repository.run('git', ['init', '--quiet', outer]);
  const inner = join(outer, 'inner');
  const git = [
    '-c',
    'protocol.file.allow=always',
    'submodule',
    '--quiet',
    'add',
    world.repository.root,
    'inner',
  ];
  await runOk('git', git, { cwd: outer, env: world.repository.env });
  const there = inWorkTree(world, inner);
  await symlink(world.repository.path('node_modules'), there.repository.path('node_modules'));
  await there.repository.write('../.git/modules/inner/info/exclude', 'node_modules\n');
  const done = await there.lockgen(['init', '--yes']);
  expect(done.exitCode, done.stderr + done.stdout).toBe(0);
  await there.repository.git('add', '--all');
  await there.repository.commit('Set up');
  await there.commit({
    'pyproject.toml': (await there.repository.read('pyproject.toml')).replace('"alpha"', '"alpha", "delta"'),
  });
  expect(await there.repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
  const { stdout } = await there.repository.run('git', ['status', '--porcelain'], { cwd: outer });
  expect(stdout).toContain('inner');
  expect((await there.lockgen(['uninstall'])).exitCode).toBe(0);
});

test.concurrent('edits of the user in between stay, and what init added goes', async () => {
  const { repository, lockgen } = await unwired({ '.gitattributes': '*.png binary\n' });
  expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
  await repository.write(
    '.gitattributes',
    `*.jpg binary\n${await repository.read('.gitattributes')}*.gif binary\n`,
  );
  const manifest = JSON.parse(await repository.read('package.json'));
  manifest.scripts.test = 'pytest';
  await repository.write('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
  await repository.write(
    '.git/hooks/pre-commit',
    `${await repository.read('.git/hooks/pre-commit')}# mine\n`,
  );
  const back = await lockgen(['uninstall']);
  expect(back.stdout).toContain('your edits since stay');
  expect(await repository.read('.gitattributes')).toBe('*.jpg binary\n*.png binary\n*.gif binary\n');
  expect(JSON.parse(await repository.read('package.json'))).toEqual({
    ...JSON.parse(PACKAGE_JSON),
    scripts: { test: 'pytest' },
  });
  expect(await repository.tryRead('.git/hooks/pre-commit')).toBe('# mine\n');
  expect(await repository.tryRead('.git/lockgen/setup.json')).toBeUndefined();
});

test.concurrent('a colleague’s clone, which has no record: the same lines are known, and go', async () => {
  const world = await unwired({
    'pyproject.toml': '[tool.ruff]\nline-length = 100\n',
    'libs/a/pyproject.toml':
      '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.10,<3.13"\ndependencies = ["alpha"]\n',
    '.gitattributes': '*.png binary\n',
    '.gitlab-ci.yml': 'test:\n  script: pytest\n',
    'prek.toml': '# ours\n[[repos]]\nrepo = "builtin"\nhooks = []\n',
  });
  const before = await everything(world.repository);
  const done = await world.lockgen(['init', '--yes', '--ci']);
  expect(done.exitCode, done.stderr + done.stdout).toBe(0);
  await world.repository.git('add', '--all');
  await world.repository.commit('Set up', { args: ['--no-verify', '--quiet'] });
  const committed = await world.repository.files();
  const root = join(await scratchFolder(), 'colleague');
  await world.repository.git('clone', '--quiet', '.', root);
  const clone = inWorkTree(world, root);
  await symlink(world.repository.path('node_modules'), clone.repository.path('node_modules'));
  await clone.repository.write('.git/info/exclude', 'node_modules\n');
  const back = await clone.lockgen(['uninstall']);
  expect(back.exitCode, back.stderr).toBe(0);
  const after = await everything(clone.repository);
  const ofCommits = Object.keys(before).filter((path) => !path.startsWith('.git/') && !path.endsWith('/'));
  for (const path of ofCommits) expect(after[path], path).toBe(before[path]);
  const more = committed.filter((path) => !(path in before));
  expect(more.toSorted()).toEqual(['.lockgenrc', 'libs/a/requirements.txt']);
  expect(await clone.repository.tryRead('.lockgenrc')).toBeUndefined();
  expect((await clone.lockgen(['uninstall'])).stdout).toContain('nothing to take back');
});

test.concurrent('without a record, what may be somebody’s stays, and is named', async () => {
  const { repository, lockgen } = await unwired();
  expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
  await repository.remove('.git/lockgen');
  await repository.write('.lockgenrc', 'build: never\n');
  const edited = `${await repository.read('.git/hooks/pre-commit')}# mine\n`;
  await repository.write('.git/hooks/pre-commit', edited);
  const back = await lockgen(['uninstall']);
  expect(back.exitCode, back.stderr).toBe(1);
  expect(back.stdout).toMatch(/^ {2}\.lockgenrc +stays: nothing here tells/m);
  expect(back.stdout).toMatch(/^ {2}\.git\/hooks\/pre-commit +stays: it calls lockgen/m);
  expect(await repository.read('.git/hooks/pre-commit')).toBe(edited);
  expect(await repository.read('.lockgenrc')).toBe('build: never\n');
  expect(await repository.tryRead('.git/hooks/pre-merge-commit')).toBeUndefined();
});
