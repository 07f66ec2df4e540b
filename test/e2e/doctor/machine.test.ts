import { chmod, copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { expect, test } from 'vitest';
import { doctor, mendedByTyping, notOk } from '../../helpers/doctor.js';
import { type Hooked, startedWith } from '../../helpers/hooked.js';
import { pyproject } from '../../helpers/projects.js';
import { layOutPythons } from '../../helpers/python-folders.js';
import { scratchFolder } from '../../helpers/scratch.js';

const healthy = (more = ''): Promise<Hooked> =>
  startedWith({ 'pyproject.toml': pyproject({ dependencies: ['alpha'], more }) });

/** A PATH with these programs of the usual one, and scripts of the test's own. */
async function pathWith(
  { repository }: Hooked,
  programs: readonly string[],
  scripts: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = join(await scratchFolder(), 'bin');
  await mkdir(folder);
  for (const name of programs) {
    const { stdout } = await repository.run('sh', ['-c', `command -v ${name}`]);
    await symlink(stdout.trim(), join(folder, name));
  }
  for (const [name, text] of Object.entries(scripts))
    await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return folder;
}

test.concurrent('what is found is named: git, node, Python, uv, cache', async () => {
  const answer = await doctor(await healthy());
  expect(answer.says('git')).toEqual([expect.stringMatching(/^ok \d+\.\d+\.\d+ \(\/.*git\)$/)]);
  expect(answer.says('node')).toEqual([`ok ${process.versions.node} (${process.execPath})`]);
  expect(answer.says('python')).toEqual([expect.stringMatching(/^ok 3\.\d+\.\d+ \(\/.*\)$/)]);
  expect(answer.says('uv')).toEqual([
    expect.stringMatching(/^ok \d+\.\d+\.\d+ \(\/.*\/uv, installed by lockgen, its bytes as installed\)$/),
  ]);
  expect(answer.says('cache')).toEqual([
    expect.stringMatching(/^ok \/.*lockgen, \d+ [kM]B, [\d.]+ GB free$/),
  ]);
});

test.concurrent('no git', async () => {
  const world = await healthy();
  const env = { PATH: await pathWith(world, ['node']) };
  const answer = await doctor(world, ['--offline'], { env });
  expect(answer.says('git')).toEqual(['not-ok git is not on PATH']);
  expect(answer.of('pre-commit')).toEqual([]);
});

test.concurrent.each([
  ['2.20.1', /^not-ok 2\.20\.1 .* calls no pre-merge-commit hook/],
  ['2.25.0', /^note 2\.25\.0 .* can't tell who sets what/],
  ['2.30.0', /^note 2\.30\.0 .* older than the 2\.39\.0 /],
])('git %s', async (version, words) => {
  const world = await healthy();
  const { stdout } = await world.repository.run('sh', ['-c', 'command -v git']);
  const old = `[ "$1" = --version ] && { echo git version ${version}; exit; }\nexec ${stdout.trim()} "$@"`;
  const env = { PATH: await pathWith(world, ['node', 'python3'], { git: old }) };
  expect((await doctor(world, [], { env })).says('git')).toEqual([expect.stringMatching(words)]);
});

test.concurrent('a node that is recorded for programs with a window, and gone', async () => {
  const world = await healthy();
  await world.repository.git('config', 'lockgen.node', '/gone/node');
  expect(notOk(await doctor(world))).toEqual(['gui-clients']);
  const { message } = await mendedByTyping(world, 'gui-clients');
  expect(message).toContain('/gone/node');
  const [says] = (await doctor(world)).says('gui-clients');
  expect(says).toMatch(
    /^ok a program that commits with a bare PATH finds node \d+\.\d+\.\d+ \(\/.*, Python 3\..*, uv \d/,
  );
});

test.concurrent('a node that is recorded for programs with a window, and too old', async () => {
  const world = await healthy();
  const folder = await pathWith(world, [], { node: 'echo v18.20.0' });
  await world.repository.git('config', 'lockgen.node', join(folder, 'node'));
  expect((await doctor(world)).says('gui-clients')[0]).toMatch(
    /^not-ok .* is node 18\.20\.0 .* older than 20\.19\.0$/,
  );
  await mendedByTyping(world, 'gui-clients');
});

test.concurrent('a uv that is recorded, and gone', async () => {
  const world = await healthy();
  await world.repository.git('config', 'lockgen.uv', '/gone/uv');
  expect(notOk(await doctor(world))).toEqual(['uv']);
  const { message } = await mendedByTyping(world, 'uv');
  expect(message).toContain('/gone/uv');
});

test.concurrent('a Python that is recorded, and gone', async () => {
  const world = await healthy();
  await world.repository.git('config', 'lockgen.python', '/gone/python3');
  const answer = await doctor(world);
  expect(notOk(answer)).toEqual(['python']);
  expect(answer.says('python')[1]).toMatch(/^ok 3\./);
  const { message } = await mendedByTyping(world, 'python');
  expect(message).toContain('/gone/python3');
});

test.concurrent('a Python that only pyenv has is named as such', async () => {
  const world = await healthy();
  await layOutPythons(world.repository.home, { pythons: ['.pyenv/versions/3.12.4/bin/python3'] });
  const env = { PATH: await pathWith(world, ['git', 'node']) };
  const answer = await doctor(world, [], { env });
  expect(answer.exitCode).toBe(0);
  expect(answer.says('python')).toEqual([expect.stringMatching(/^ok 3\..*, which is not on PATH\)$/)]);
});

test.concurrent('a uv on record of the version that is asked for', async () => {
  const world = await healthy();
  const own = join(world.repository.home, '.cache', 'lockgen', 'uv');
  const { stdout } = await world.repository.run('sh', ['-c', 'ls "$1"/*/*/bin/uv', 'sh', own]);
  const elsewhere = join(await scratchFolder(), 'uv');
  await copyFile(stdout.trim().split('\n')[0] ?? '', elsewhere);
  await rm(own);
  await world.repository.git('config', 'lockgen.uv', elsewhere);
  const answer = await doctor(world);
  expect(answer.exitCode).toBe(0);
  expect(answer.says('uv')).toEqual([expect.stringMatching(/^ok .* on record as lockgen\.uv\)$/)]);
});

test.concurrent('a uv of another version on PATH is not the one that is installed', async () => {
  const world = await healthy();
  await rm(join(world.repository.home, '.cache', 'lockgen', 'uv'));
  const env = { PATH: `${await pathWith(world, [], { uv: 'echo uv 0.10.0' })}:${world.repository.env.PATH}` };
  const answer = await doctor(world, [], { env });
  expect(answer.exitCode).toBe(0);
  expect(answer.of('uv')[0]).toMatchObject({
    state: 'note',
    message: expect.stringMatching(/is not installed yet.*uv 0\.10\.0 on PATH .* is another version$/),
    mend: ['lockgen uv --version'],
  });
});

test.concurrent('no uv, and no Python to install it with', async () => {
  const world = await healthy();
  await rm(join(world.repository.home, '.cache', 'lockgen', 'uv'));
  const env = { PATH: await pathWith(world, ['git', 'node']) };
  const answer = await doctor(world, [], { env });
  expect(notOk(answer)).toEqual(['python']);
  expect(answer.of('python')[0]?.byHand).toContain('sudo apt install python3');
});

test.concurrent('no uv, and a Python without pip', async () => {
  const world = await healthy();
  await rm(join(world.repository.home, '.cache', 'lockgen', 'uv'));
  const { stdout } = await world.repository.run('sh', ['-c', 'command -v python3']);
  const bare = `case "$*" in *find_spec*) exit 1;; esac\nexec ${stdout.trim()} "$@"`;
  const env = { PATH: await pathWith(world, ['git', 'node'], { python3: bare }) };
  const answer = await doctor(world, [], { env });
  expect(notOk(answer)).toEqual(['python']);
  expect(answer.says('python')).toEqual([
    expect.stringMatching(/^ok 3\./),
    expect.stringMatching(/^not-ok no Python here has pip/),
  ]);
});

test.concurrent('an installed uv needs no pip, and then none is looked for', async () => {
  const world = await healthy();
  const { stdout } = await world.repository.run('sh', ['-c', 'command -v python3']);
  const bare = `case "$*" in *find_spec*) exit 1;; esac\nexec ${stdout.trim()} "$@"`;
  const env = { PATH: await pathWith(world, ['git', 'node'], { python3: bare }) };
  expect((await doctor(world, [], { env })).exitCode).toBe(0);
});

test.concurrent("a uv of lockgen's own whose bytes were changed", async () => {
  const world = await healthy();
  const { repository } = world;
  const own = join(repository.home, '.cache', 'lockgen', 'uv');
  await repository.run('sh', ['-c', `cp -R "$1/" "$1.own" && rm "$1" && mv "$1.own" "$1"`, 'sh', own]);
  expect((await doctor(world)).says('uv')[0]).toMatch(/^ok /);
  await repository.run('sh', ['-c', `for uv in "$1"/*/*/bin/uv; do printf x >>"$uv"; done`, 'sh', own]);
  const answer = await doctor(world);
  expect(answer.of('uv')[0]).toMatchObject({
    state: 'note',
    message: expect.stringContaining('was changed since it was installed'),
  });
});

test.concurrent('a uvVersion that is not here, without hashes', async () => {
  const world = await healthy();
  await world.repository.stage({ '.lockgenrc': 'uvVersion: 0.9.9\n' });
  const answer = await doctor(world);
  expect(notOk(answer)).toEqual(['uv']);
  expect(answer.of('uv')[0]?.mend).toEqual(['lockgen uv upgrade 0.9.9']);
});

test.concurrent.each([
  ['[tool.uv]\nrequired-version = ">=99"', 'pyproject.toml [tool.uv]', 'lockgen uv upgrade'],
  ['[tool.uv]\nrequired-version = "0.12.0"', 'pyproject.toml [tool.uv]', 'lockgen uv upgrade 0.12.0'],
])('%j, which uv insists on', async (more, place, command) => {
  const world = await healthy();
  await world.repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha'], more }) });
  const answer = await doctor(world);
  expect(notOk(answer)).toEqual(['uv']);
  expect(answer.of('uv')[1]).toMatchObject({
    message: expect.stringMatching(`^${place.replace(/[[\].]/g, '\\$&')}: required-version is `),
    mend: [command],
  });
});

test.concurrent('required-version in uv.toml', async () => {
  const world = await healthy();
  await world.repository.stage({ 'uv.toml': 'required-version = ">=99"\n' });
  expect((await doctor(world)).says('uv')[1]).toMatch(/^not-ok uv\.toml: required-version is >=99/);
  await world.repository.stage({ 'uv.toml': 'required-version = ">=0.9"\n' });
  expect((await doctor(world)).exitCode).toBe(0);
});

test.concurrent('a cache folder that is a file', async () => {
  const world = await healthy();
  const cache = join(world.repository.home, 'elsewhere');
  await mkdir(cache);
  await writeFile(join(cache, 'lockgen'), '');
  const env = { XDG_CACHE_HOME: cache };
  expect((await doctor(world, [], { env })).says('cache')).toEqual([
    expect.stringMatching(/ is a file, not a folder$/),
  ]);
  const { mend } = await mendedByTyping(world, 'cache', { env });
  expect(mend).toEqual([`rm ${join(cache, 'lockgen')}`]);
});

test.concurrent('a cache folder that cannot be written', async () => {
  const world = await healthy();
  const cache = join(world.repository.home, 'sealed');
  await mkdir(join(cache, 'lockgen'), { recursive: true });
  // The administrator writes everywhere, except where the system has nothing to write to.
  const isAdministrator = getuid?.() === 0;
  const env = { XDG_CACHE_HOME: isAdministrator ? '/proc/1' : cache };
  if (!isAdministrator) await chmod(join(cache, 'lockgen'), 0o500);
  const answer = await doctor(world, [], { env });
  expect(notOk(answer)).toEqual(['cache']);
  expect(answer.says('cache')[0]).toMatch(/can't be written \(E[A-Z]+\), so nothing is kept between runs$/);
  if (!isAdministrator) await mendedByTyping(world, 'cache', { env });
});

test.concurrent.each([
  ['LOCKGEN', '0'],
  ['HUSKY', '0'],
  ['LEFTHOOK', 'false'],
  ['SKIP_SIMPLE_GIT_HOOKS', '1'],
  ['SKIP', 'flake8,lockgen'],
  ['PREK_SKIP', 'lockgen'],
])('%s=%s keeps hooks from running', async (name, value) => {
  const world = await healthy();
  const env = { [name]: value };
  expect(notOk(await doctor(world, [], { env }))).toEqual(['environment']);
  const { message } = await mendedByTyping(world, 'environment', { env });
  expect(message).toContain(`${name}=${value} is set`);
});

test.concurrent('variables that uv is not given are a note', async () => {
  const world = await healthy();
  const answer = await doctor(world, [], { env: { UV_PRERELEASE: 'allow', SKIP: 'flake8' } });
  expect(answer.exitCode).toBe(0);
  expect(answer.says('environment')).toEqual([expect.stringMatching(/^note .*UV_PRERELEASE$/)]);
});

test.concurrent('a uv.toml that is no TOML keeps no other check from its answer', async () => {
  const world = await healthy();
  await mkdir(join(world.repository.home, '.config', 'uv'), { recursive: true });
  await writeFile(join(world.repository.home, '.config', 'uv', 'uv.toml'), 'a = \n');
  const answer = await doctor(world);
  expect(answer.exitCode).toBe(2);
  expect(answer.says('environment')).toEqual([expect.stringMatching(/^unknown .*uv\.toml, line 1/)]);
  expect(answer.says('pre-commit')).toEqual([expect.stringMatching(/^ok /)]);
});
