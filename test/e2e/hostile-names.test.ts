import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { pyproject } from '../helpers/projects.js';
import { type RunResult, run } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { type Wired, wired } from '../helpers/wired.js';

/** Names that do something where a name is taken for more than data. Each writes a file that is called canary. */
const NAMES = [
  '$(echo>canary)',
  '`echo>canary`',
  ';echo>canary;',
  '|echo>canary',
  '&echo>canary&',
  'x\necho>canary\n',
  "';echo>canary;'",
  '";echo>canary;"',
  "it's $(echo>canary)",
  '--upload-pack=echo>canary',
  '-oProxyCommand=echo>canary',
  '--output=canary',
  ':(exclude)$(echo>canary)',
  'ext::sh -c echo>canary',
  '@{-1}$(echo>canary)',
  '*[!x]?{a,b}$(echo>canary)',
  ' $(echo>canary) ',
  'größe\u202e🐍$(echo>canary)',
  'a\u0007\u001b[2J\u007f$(echo>canary)',
] as const;

type Files = Readonly<Record<string, string>>;

const project = pyproject({ dependencies: ['alpha'], more: '[tool.lockgen]' });
const rc = (options: unknown, manifest = project): Files => ({
  'pyproject.toml': manifest,
  '.lockgenrc': JSON.stringify(options),
});
const target = (options: object): Files =>
  rc({ targets: { base: { output: 'requirements.txt', ...options } } });
const source = (table: string): Files => ({
  'pyproject.toml': pyproject({ dependencies: ['far'], more: `[tool.uv.sources]\nfar = ${table}` }),
});
const text = JSON.stringify;

/** What a commit can name, by the files that name it. */
const PLACES: Readonly<Record<string, (name: string) => Files>> = {
  'a project’s folder': (name) => ({ [`${name}/pyproject.toml`]: project }),
  'a project’s folder, with a hand-written file in a lockfile’s place': (name) => ({
    [`${name}/pyproject.toml`]: project,
    [`${name}/requirements.txt`]: 'alpha\n',
  }),
  'the folder of a file that a project needs': (name) => ({
    ...source(`{ path = ${text(name)} }`),
    [`${name}/pyproject.toml`]: pyproject({ name: 'far' }),
  }),
  'a lockfile': (name) => target({ output: `${name}.txt` }),
  'a lockfile’s folder': (name) => target({ output: `${name}/requirements.txt` }),
  'a constraint file': (name) => ({
    ...target({ constraints: [`${name}.txt`] }),
    [`${name}.txt`]: 'alpha<2\n',
  }),
  'a target': (name) => rc({ targets: { [name]: { output: 'requirements.txt' } } }),
  'an extra': (name) => ({
    ...target({ extras: [name] }),
    'pyproject.toml': pyproject({ dependencies: ['alpha'], extras: { [name]: ['iota'] } }),
  }),
  'a group': (name) => ({
    ...target({ groups: [name] }),
    'pyproject.toml': pyproject({ dependencies: ['alpha'], groups: { [name]: ['iota'] } }),
  }),
  'a project': (name) => ({ 'pyproject.toml': pyproject({ name, dependencies: ['alpha'] }) }),
  'a package': (name) => ({ 'pyproject.toml': pyproject({ dependencies: [name] }) }),
  'a path dependency': (name) => source(`{ path = ${text(name)} }`),
  'a repository': (name) => source(`{ git = ${text(name)} }`),
  'a branch of a repository': (name) => source(`{ git = "file:///nowhere", branch = ${text(name)} }`),
  'a folder of a repository': (name) => source(`{ git = "file:///nowhere", subdirectory = ${text(name)} }`),
  'an index': (name) => ({
    'pyproject.toml': pyproject({ dependencies: ['alpha'], more: `[[tool.uv.index]]\nurl = ${text(name)}` }),
  }),
  'a file of dynamic dependencies': (name) => ({
    'pyproject.toml': `[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.10"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = [${text(name)}] }\n`,
  }),
  'an argument for uv': (name) => rc({ uvArgs: [name, `--index=${name}`] }),
  'a version of uv': (name) => rc({ uvVersion: name, uvHashes: [name] }),
  'a denied package': (name) => rc({ deny: [name, { package: 'alpha', reason: name }] }),
  'a host': (name) => rc({ hosts: [name] }),
  'a pattern of projects': (name) => rc({ projects: [name], exclude: [name] }),
  'an option': (name) => rc({ [name]: true }),
};

/** The commands that lockgen tells to type. */
function toType(words: string): string[] {
  return [
    ...words.matchAll(
      /\b(?:lockgen (?:generate|check|why|resolve|diff|config)|git (?:add|restore|rm|checkout|mv|update-index|config)|rm) .*$/gm,
    ),
  ].map(([line]) => line.split(/; or |, or | · /, 1)[0] ?? ''); // Then come other ways, in words.
}

/** Types commands into a shell that has nothing but programs that do nothing. */
async function typeAll({ repository }: Wired, commands: readonly string[]): Promise<void> {
  const programs = await scratchFolder();
  for (const name of ['lockgen', 'git', 'rm'])
    await writeFile(join(programs, name), '#!/bin/sh\n', { mode: 0o755 });
  for (const command of commands)
    await run('/bin/sh', ['-c', command], { cwd: repository.root, env: { PATH: programs } });
}

async function canaries({ repository }: Wired): Promise<string[]> {
  const found = await readdir(dirname(repository.root), { recursive: true });
  return found.filter((path) => /(?:^|\/)canary$/.test(path));
}

/** Where there is a command to type. */
const TELLING = /^a project’s folder/;

/** Names of paths can't have a slash of their own. */
const isPlace = (files: Files): boolean => Object.keys(files).every((path) => !path.includes('//'));

test.concurrent.each(Object.keys(PLACES))(
  'no name of %s is more than data',
  async (place) => {
    const world = await wired();
    const { repository, lockgen, commit } = world;
    const typed: string[] = [];
    for (const name of NAMES) {
      const files = PLACES[place]?.(name) ?? {};
      if (!isPlace(files)) continue;
      await repository.git('read-tree', '--empty');
      await repository.git('clean', '-ffdxq');
      await repository.stage(files);
      const results = [await lockgen(['check']), await commit()];
      if (TELLING.test(place)) results.push(await lockgen(['generate']));
      for (const { exitCode, stdout, stderr } of results) {
        expect([0, 1, 2], stderr).toContain(exitCode);
        expect(stderr).not.toContain('defect in lockgen');
        typed.push(...toType(stdout), ...toType(stderr));
      }
    }
    if (TELLING.test(place)) expect(typed.length).toBeGreaterThan(10);
    await typeAll(world, typed);
    expect(await canaries(world)).toEqual([]);
  },
  400_000,
);

test.concurrent('no name of a branch, a revision or a folder on the command line, or of a branch that CI gives, is more than data', async () => {
  const world = await wired();
  const { repository, lockgen } = world;
  await repository.stage({ 'pyproject.toml': project });
  await repository.commit('Start');
  const typed: string[] = [];
  for (const name of NAMES) {
    await repository.tryGit('branch', '--', name);
    await repository.tryGit('remote', 'add', '--', name, name);
    for (const args of [
      ['check', `--rev=${name}`],
      ['check', `--range=${name}..HEAD`],
      ['check', `--changed-since=${name}`],
      ['check', '--', name],
      ['diff', '--', name],
      ['why', '--', name],
    ]) {
      const { stdout, stderr } = await lockgen(args);
      expect(stderr).not.toContain('defect in lockgen');
      typed.push(...toType(stdout), ...toType(stderr));
    }
    const env = { GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: name, GITHUB_HEAD_REF: name, GITHUB_REF: name };
    await lockgen(['check', '--changed-since'], { env });
  }
  expect((await repository.git('branch', '--list')).includes('$(echo>canary)')).toBe(true);
  await typeAll(world, typed);
  expect(await canaries(world)).toEqual([]);
}, 400_000);

test('a name that is taken for more than data is noticed', async () => {
  const world = await wired();
  await mkdir(join(world.repository.root, 'x'), { recursive: true });
  await typeAll(world, toType('to mend: npx lockgen generate $(echo>canary)\n'));
  expect(await canaries(world)).toEqual(['repository/canary']);
});

test.concurrent('no name of a folder steers the terminal, or gives a line of its own to what reads the log', async () => {
  const world = await wired();
  const { repository, lockgen, commit } = world;
  const name = 'e\u001b[31mred\u009b2J\n::error::pwn\r##[error]pwn';
  await repository.stage({
    '.lockgenrc': JSON.stringify({ exclude: ['left*'] }),
    [`${name}/pyproject.toml`]: project,
    [`left${name}/pyproject.toml`]: pyproject({ dependencies: ['alpha'] }),
  });
  const told = async (what: string, { stdout, stderr }: RunResult): Promise<void> => {
    const said = stdout + stderr;
    expect(said, what).toContain('e\\u001b[31mred\\u009b2J\\n::error::pwn\\r##');
    expect(said.replaceAll('\n', ''), what).not.toMatch(/\p{Cc}/u);
    expect(said, what).not.toMatch(/^[ \t]*(?:::|##)/m);
  };
  await told('hook', await commit());
  await repository.write(`${name}/requirements.txt`, await repository.read(`${name}/requirements.txt`));
  for (const args of [
    ['status'],
    ['config', name],
    ['generate', name],
    ['generate', '--upgrade', name],
    ['check'],
    ['check', '--format', 'json'],
    ['why', 'alpha'],
  ])
    await told(args.join(' '), await lockgen(args));
  // A message of several lines is printed so; what reads a job's log takes none of them for its own.
  await repository.write(
    `${name}/pyproject.toml`,
    pyproject({ dependencies: ['alpha>99'], more: '[tool.lockgen]' }),
  );
  const { exitCode, stderr } = await lockgen(['generate', name], { env: { GITHUB_ACTIONS: 'true' } });
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toContain('pwn');
  expect(stderr).not.toMatch(/^[^\S\n]*::|##\[/m);
});
