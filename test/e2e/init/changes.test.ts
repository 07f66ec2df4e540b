import { symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openTerminal } from '../../git/situations/terminal.js';
import { everything, unwired } from '../../helpers/init-world.js';
import { npmRegistryWith } from '../../helpers/npm-registry.js';
import { run, runOk } from '../../helpers/run.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { typedThere } from '../../helpers/typed.js';
import { sharedUv } from '../../helpers/uv.js';

const RANGE = `[project]
name = "shop"
version = "1.0"
requires-python = ">=3.10,<3.13"
dependencies = [
  "alpha",  # for the shop
]
`;

describe('asked on a terminal', () => {
  test.concurrent('yes does it, and says what comes next', async () => {
    const { repository, installed } = await unwired();
    const terminal = openTerminal(repository, [installed.bin, 'init']);
    await terminal.shows('do it? [Y/n]');
    terminal.type('\n');
    const { exitCode, text } = await terminal.ended();
    expect(exitCode, text).toBe(0);
    expect(text).toContain('git add .gitattributes package.json requirements.txt && git commit');
    expect(await repository.tryRead('.git/hooks/pre-commit')).toContain('lockgen-pre-commit');
  });

  test.concurrent('no changes nothing', async () => {
    const { repository, installed } = await unwired();
    const before = await everything(repository);
    const terminal = openTerminal(repository, [installed.bin, 'init']);
    await terminal.shows('do it? [Y/n]');
    terminal.type('n\n');
    const { exitCode, text } = await terminal.ended();
    expect(exitCode).toBe(2);
    expect(text).toContain('nothing was changed');
    expect(await everything(repository)).toEqual(before);
  });
});

test.concurrent('a new project: what to type commits all that a clone needs, and nothing of the user’s else', async () => {
  const { repository, lockgen } = await unwired({ 'uv.toml': 'constraint-dependencies = ["alpha<2"]\n' });
  await repository.git('rm', '--quiet', '--cached', 'pyproject.toml', 'package.json', 'uv.toml');
  await repository.commit('Nothing yet', { args: ['--no-verify', '--quiet'] });
  await repository.write('package-lock.json', '{}\n');
  await repository.write('notes.txt', 'mine\n');
  const done = await lockgen(['init', '--yes']);
  expect(done.exitCode, done.stderr + done.stdout).toBe(0);
  const [, typed = ''] = /^ {2}(git add .*)$/m.exec(done.stdout) ?? [];
  const committed = await repository.run('sh', ['-c', typed]);
  expect(committed.exitCode, committed.stderr).toBe(0);
  expect(await repository.files()).toEqual([
    '.gitattributes',
    '.gitignore',
    'package-lock.json',
    'package.json',
    'pyproject.toml',
    'requirements.txt',
    'uv.toml',
  ]);
  expect(await repository.status()).toEqual(['?? notes.txt']);
});

test.concurrent('from a folder of the repository: what to type is right there, too', async () => {
  const { repository, lockgen } = await unwired({ 'src/shop/app.py': '' });
  const done = await lockgen(['init', '--yes'], { from: 'src/shop' });
  expect(done.exitCode, done.stderr + done.stdout).toBe(0);
  const [, next = ''] = /^next\n((?: {2}.*\n)+)/m.exec(done.stdout) ?? [];
  const committed = await repository.run('sh', ['-e', '-c', next], { cwd: repository.path('src/shop') });
  expect(committed.exitCode, committed.stderr).toBe(0);
  expect(await repository.status()).toEqual([]);
});

test.concurrent('edits are shown as they are written; that package.json doesn’t list lockgen is said first', async () => {
  const { repository, lockgen } = await unwired({ 'package.json': '{}\n' });
  const shown = await lockgen(['init', '--yes']);
  expect(shown.exitCode, shown.stderr).toBe(0);
  expect(shown.stdout).toMatch(/^found\n {2}lockgen .*npm install --save-dev lockgen\n/);
  const lines = [...shown.stdout.matchAll(/^ {9}\+ (.*)$/gm)].map(([, line]) => line ?? '');
  const written = await Promise.all(
    ['package.json', '.gitattributes', '.git/hooks/pre-commit', '.git/hooks/pre-merge-commit'].map((path) =>
      repository.read(path),
    ),
  );
  const all = new Set(written.join('\n').split('\n'));
  expect(lines.filter((line) => !all.has(line))).toEqual([]);
  expect(lines.join('\n')).toContain('"prepare": "lockgen init --clone || true"');
});

test.concurrent('of an edited file what changes is shown, of a new one every line', async () => {
  const scripts = Array.from({ length: 40 }, (_, at) => `    "s${at}": "true"`).join(',\n');
  const packageJson = `{\n  "name": "shop",\n  "scripts": {\n${scripts}\n  },\n  "devDependencies": {\n    "lockgen": "^0.1.0"\n  }\n}\n`;
  const { repository, lockgen } = await unwired({ 'package.json': packageJson });
  const shown = await lockgen(['init', '--yes', '--ci']);
  expect(shown.exitCode, shown.stderr).toBe(0);
  const edit = [
    '@@ -41,5 +41,6 @@',
    '      "s37": "true",',
    '      "s38": "true",',
    '-     "s39": "true"',
    '+     "s39": "true",',
    '+     "prepare": "lockgen init --clone || true"',
    '    },',
    '    "devDependencies": {',
  ];
  expect(shown.stdout).toContain(`       package.json\n${edit.map((line) => `         ${line}\n`).join('')}`);
  const job = await repository.read('.github/workflows/lockgen.yml');
  const [, part = ''] =
    /^ {7}\.github\/workflows\/lockgen\.yml \(new\)\n((?: {9}.*\n)+)/m.exec(shown.stdout) ?? [];
  expect(part.replace(/^ {9}\+ ?/gm, '')).toBe(job);
});

test.concurrent('no program of a work tree is put on record', async () => {
  const { repository, lockgen } = await unwired();
  const { path } = repository;
  await repository.run('mkdir', ['-p', path('tools'), join(repository.home, 'links')]);
  await writeFile(path('tools/uv'), '#!/bin/sh\necho "uv 0.13.9"\n', { mode: 0o755 });
  await symlink(path('tools/uv'), join(repository.home, 'links', 'uv'));
  const env = { PATH: `${path('tools')}:${join(repository.home, 'links')}:${repository.env.PATH}` };
  const done = await lockgen(['init', '--yes'], { env });
  expect(done.exitCode, done.stderr).toBe(0);
  const { stdout } = await repository.tryGit('config', '--get-regexp', '^lockgen\\.');
  expect(stdout).toContain('lockgen.node ');
  expect(stdout).not.toContain('uv');
});

test.concurrent('no uv of a virtual environment is put on record: the next one on PATH is', async () => {
  const { repository, lockgen } = await unwired();
  const [environment, other] = ['venv', 'other'].map((name) => join(repository.home, name));
  await repository.run('mkdir', ['-p', `${environment}/bin`, `${other}/bin`]);
  await writeFile(`${environment}/pyvenv.cfg`, 'home = /usr/bin\n');
  const real = await sharedUv();
  for (const folder of [environment, other]) await symlink(real, `${folder}/bin/uv`);
  const env = { PATH: `${environment}/bin:${other}/bin:${repository.env.PATH}` };
  const done = await lockgen(['init', '--yes'], { env });
  expect(done.exitCode, done.stderr).toBe(0);
  expect((await repository.git('config', 'lockgen.uv')).trim()).toBe(`${other}/bin/uv`);
});

test.concurrent('an upper bound of requires-python is told to uv, and every other letter stays', async () => {
  const { repository, lockgen } = await unwired({ 'pyproject.toml': RANGE });
  expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
  expect(await repository.read('pyproject.toml')).toBe(
    `${RANGE}\n[tool.uv]\nenvironments = ["python_version < '3.13'"]\n`,
  );
  expect((await lockgen(['check'])).exitCode).toBe(0);
  await lockgen(['uninstall']);
  expect(await repository.read('pyproject.toml')).toBe(RANGE);
});

test.concurrent('--ci adds the job of docs/ci.md for this repository’s branch', async () => {
  const { repository, lockgen } = await unwired({ '.github/workflows/test.yml': 'on: push\njobs: {}\n' });
  const plain = await lockgen(['init', '--dry-run']);
  expect(plain.stdout).toContain('lockgen init --ci');
  const done = await lockgen(['init', '--yes', '--ci']);
  expect(done.exitCode, done.stderr).toBe(0);
  const job = await repository.read('.github/workflows/lockgen.yml');
  expect(job).toContain('npx lockgen check --changed-since');
  expect(job).toContain('branches: [main]');
  expect((await lockgen(['init', '--ci'])).stdout).toContain('nothing to do');
  await lockgen(['uninstall']);
  expect(await repository.tryRead('.github/workflows/lockgen.yml')).toBeUndefined();
});

test.concurrent('a manager that is not installed is named with its command, and the rest is done', async () => {
  const { repository, lockgen } = await unwired({ '.pre-commit-config.yaml': 'repos: []\n' });
  const env = {
    PATH: (repository.env.PATH ?? '')
      .split(':')
      .filter((folder) => !folder.includes('hook-managers'))
      .join(':'),
  };
  const done = await lockgen(['init', '--yes'], { env });
  expect(done.exitCode, done.stderr).toBe(0);
  expect(done.stdout).toMatch(/^next\n {2}pre-commit install\n {2}git add /m);
  expect(await repository.read('.pre-commit-config.yaml')).toContain('- id: lockgen');
});

test.concurrent('what can’t be edited safely is left to a person, with the lines; the rest is done', async () => {
  const { repository, lockgen } = await unwired(
    { 'lefthook.yml': 'pre-commit: { jobs: [{ run: "true" }] }\n' },
    { commands: ['lefthook install'] },
  );
  const done = await lockgen(['init', '--yes']);
  expect(done.exitCode, done.stderr).toBe(1);
  expect(done.stdout).toContain('by hand: lefthook.yml');
  expect(done.stdout).toContain('run: node_modules/.bin/lockgen-pre-commit');
  expect(await repository.read('lefthook.yml')).toBe('pre-commit: { jobs: [{ run: "true" }] }\n');
  expect(await repository.read('requirements.txt')).toContain('alpha==');
});

test.concurrent('lockfiles that can’t be made: all else is done, the reason is said, and the next run makes them', async () => {
  const world = await unwired({
    'pyproject.toml': RANGE.replace('"alpha"', '"no-such-package"'),
  });
  const { repository, lockgen } = world;
  const before = await everything(repository);
  const done = await lockgen(['init', '--yes']);
  expect(done.exitCode).not.toBe(0);
  expect(done.stdout).toContain('all but the lockfiles is done');
  expect(done.stderr).toContain('no-such-package');
  // What is to be typed comes after what the failure says, and stops where no lockfile is made.
  expect(done.stdout).not.toContain('git add');
  const [, then = ''] = /\nthen: (npx lockgen generate && git add .*)$/m.exec(done.stderr) ?? [];
  expect((await typedThere(world, then)).exitCode).not.toBe(0);
  expect(await repository.git('diff', '--cached', '--name-only')).toBe('');
  await repository.write(
    'pyproject.toml',
    (await repository.read('pyproject.toml')).replace('no-such-package', 'alpha'),
  );
  const again = await lockgen(['init', '--yes']);
  expect(again.exitCode, again.stderr).toBe(0);
  expect(await repository.read('requirements.txt')).toContain('alpha==');
  // What the run before has written is to be committed as well.
  expect(again.stdout).toContain(
    '  git add .gitattributes package.json pyproject.toml requirements.txt && git commit',
  );
  await lockgen(['uninstall']);
  const after = await everything(repository);
  expect({ ...after, 'pyproject.toml': '' }).toEqual({ ...before, 'pyproject.toml': '' });
  expect(await repository.read('pyproject.toml')).toBe(RANGE);
});

test.concurrent('a pyproject.toml that was edited since is to be committed, as the lockfiles are made from it', async () => {
  const { repository, lockgen } = await unwired();
  expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
  await repository.git('add', '--all');
  await repository.commit('Set up');
  await repository.remove('.gitattributes');
  await repository.write('pyproject.toml', `${await repository.read('pyproject.toml')}\n[tool.x]\n`);
  const again = await lockgen(['init', '--yes']);
  expect(again.exitCode, again.stderr).toBe(0);
  expect(again.stdout).toContain('  git add pyproject.toml && git commit');
});

describe('interrupted halfway', () => {
  // What is recorded is what was about to be done: any part of it may have been.
  test.concurrent.each([
    [
      'before any file was written',
      async (world: Awaited<ReturnType<typeof unwired>>) => {
        await world.repository.write('package.json', await world.repository.show('HEAD:package.json'));
        await world.repository.remove('.gitattributes');
        await world.repository.remove('.git/hooks/pre-commit');
        await world.repository.remove('.git/hooks/pre-merge-commit');
        await world.repository.git('config', '--remove-section', 'merge.lockgen');
        await world.repository.git('config', '--remove-section', 'lockgen');
        await world.repository.remove('requirements.txt');
      },
    ],
    [
      'between two files',
      async (world: Awaited<ReturnType<typeof unwired>>) => {
        await world.repository.remove('.git/hooks/pre-merge-commit');
        await world.repository.git('config', '--unset', 'merge.lockgen.driver');
        await world.repository.remove('requirements.txt');
      },
    ],
  ] as const)('%s: uninstall takes back, init goes on', async (_, undo) => {
    const world = await unwired();
    const { repository, lockgen } = world;
    const before = await everything(repository);
    expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
    const done = await everything(repository);
    await undo(world);
    const again = await lockgen(['init', '--yes']);
    expect(again.exitCode, again.stderr).toBe(0);
    expect({ ...(await everything(repository)), '.git/lockgen/setup.json': '' }).toEqual({
      ...done,
      '.git/lockgen/setup.json': '',
    });
    await undo(world);
    expect((await lockgen(['uninstall'])).exitCode).toBe(0);
    expect(await everything(repository)).toEqual(before);
  });

  test.concurrent('while uv runs', async () => {
    const { repository, lockgen, installed } = await unwired();
    const before = await everything(repository);
    const folder = join(repository.home, 'slow');
    await repository.run('mkdir', ['-p', folder]);
    await writeFile(
      join(folder, 'uv'),
      '#!/bin/sh\n[ "$1" = --version ] && { echo "uv 0.13.9"; exit; }\necho >"$0.started"; sleep 30\n',
      { mode: 0o755 },
    );
    const env = {
      ...repository.env,
      PATH: `${folder}:${repository.env.PATH}`,
      XDG_CACHE_HOME: join(repository.home, 'another'),
    };
    const script = `'${installed.bin}' init --yes & pid=$!; while [ ! -e '${folder}/uv.started' ]; do sleep 0.1; done; kill -INT $pid; wait $pid`;
    const ended = await repository.run('sh', ['-c', `set -m; ${script}`], { env });
    expect(ended.exitCode, ended.stderr).toBe(130);
    expect(ended.stderr).toMatch(
      /next: to go on: (?:npx )?lockgen init --yes; to take back what is done: (?:npx )?lockgen uninstall\n/,
    );
    expect(ended.stdout).not.toContain('all but the lockfiles is done');
    expect(await repository.tryRead('requirements.txt')).toBeUndefined();
    expect((await lockgen(['uninstall'])).exitCode).toBe(0);
    expect(await everything(repository)).toEqual(before);
  });
});

test.concurrent('pre-commit without package.json: its own node environment has lockgen, from npm', async () => {
  const world = await unwired({ '.pre-commit-config.yaml': 'repos: []\n' });
  const { repository, installed } = world;
  const registry = await npmRegistryWith(installed.folder);
  try {
    await repository.git('rm', '--quiet', 'package.json');
    await repository.commit('No npm', { args: ['--no-verify', '--quiet'] });
    await repository.remove('node_modules');
    const env = { ...repository.env, ...registry.env };
    const done = await repository.run('npx', ['--yes', 'lockgen', 'init', '--yes'], { env });
    expect(done.exitCode, done.stderr + done.stdout).toBe(0);
    expect(await repository.read('.pre-commit-config.yaml')).toContain(
      `additional_dependencies: [lockgen@${registry.version}]`,
    );
    const driver = `npx --yes lockgen@${registry.version} merge-driver %O %A %B %P %L`;
    expect(done.stdout).toContain("note: the merge driver isn't wired");
    expect(done.stdout).toContain(`git config merge.lockgen.driver "${driver}"\n`);
    await repository.git('add', '--all');
    await repository.commit('Set up', { env });
    await repository.stage({
      'pyproject.toml': (await repository.read('pyproject.toml')).replace('"alpha"', '"alpha", "delta"'),
    });
    await repository.commit('Change', { env });
    expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);

    // As the note says it.
    await repository.write('.gitattributes', 'requirements*.txt merge=lockgen\n');
    await repository.git('config', 'merge.lockgen.driver', driver);
    const pins = await repository.read('requirements.txt');
    const sides = ['base', 'ours', 'theirs'];
    const texts = [pins, `${pins}mine==1.0\n`, `${pins}yours==2.0\n`];
    for (const [index, side] of sides.entries()) await repository.write(`../${side}.txt`, texts[index] ?? '');
    const words = driver.replace(
      '%O %A %B %P %L',
      '../base.txt ../ours.txt ../theirs.txt requirements.txt 7',
    );
    const merged = await repository.run('sh', ['-c', words], { env });
    expect(merged.exitCode, merged.stderr).toBe(0);
    expect(await repository.read('../ours.txt')).toMatch(/^mine==1\.0\nyours==2\.0\n/m);
    expect(
      (await repository.run('npx', ['--yes', 'lockgen', 'init', '--dry-run'], { env })).stdout,
    ).not.toContain("the merge driver isn't wired");

    const clone = await scratchFolder();
    await repository.git('clone', '--quiet', '.', clone);
    const asked = () => run('npx', ['--yes', 'lockgen', 'init', '--clone'], { cwd: clone, env });
    expect((await asked()).stdout).toBe(
      'lockgen: not set up in this clone: pre-commit install is still to be typed here, or no commit calls lockgen\n',
    );
    await runOk('pre-commit', ['install'], { cwd: clone, env });
    expect((await asked()).stdout).toBe('');
  } finally {
    registry.close();
  }
});

describe('two at once', () => {
  test.concurrent('each ends well, nothing is written twice, and uninstall takes all of it back', async () => {
    const { repository, lockgen } = await unwired({
      '.gitattributes': '*.png binary\n',
      'hook.sh': '#!/bin/sh\ntrue\n',
    });
    await repository.run('sh', ['-c', 'cp hook.sh .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit']);
    const before = await everything(repository);
    const both = await Promise.all([1, 2].map(() => lockgen(['init', '--yes'])));
    for (const done of both) expect(done.exitCode, done.stderr + done.stdout).toBe(0);
    expect(both.filter(({ stdout }) => stdout.includes('nothing to do'))).toHaveLength(1);
    expect((await repository.read('.git/hooks/pre-commit')).match(/lockgen-pre-commit$/gm)).toHaveLength(1);
    expect((await repository.read('.gitattributes')).match(/merge=lockgen/g)).toHaveLength(1);
    const back = await Promise.all([1, 2].map(() => lockgen(['uninstall'])));
    for (const done of back) expect(done.exitCode, done.stderr).toBe(0);
    expect(await everything(repository)).toEqual(before);
  });

  test.concurrent('one that takes long: the other says so; what a killed one left is nobody’s', async () => {
    const { repository, lockgen } = await unwired();
    const before = await everything(repository);
    const holder = (pid: number) => JSON.stringify({ pid, host: hostname(), token: 'x' });
    await repository.write('.git/lockgen-setup.lock', holder(process.pid));
    const refused = await lockgen(['init', '--yes']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('another init or uninstall runs in this repository\n');
    expect(refused.stderr).toContain(`it is process ${process.pid}`);
    await repository.write('.git/lockgen-setup.lock', holder(2 ** 22 + 1));
    expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
    expect((await lockgen(['uninstall'])).exitCode).toBe(0);
    expect(await everything(repository)).toEqual(before);
  });
});
