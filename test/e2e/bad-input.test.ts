import { chmod, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realPython } from '../helpers/environment.js';
import { pyproject } from '../helpers/projects.js';
import type { TestRepository } from '../helpers/repository.js';
import { type RunResult, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedUv } from '../helpers/uv.js';
import { standing, type Wired, type WiredOptions, wired } from '../helpers/wired.js';

type Files = Readonly<Record<string, string>>;

/** One thing that a person or a machine got wrong, on top of a project whose lockfile is fresh. */
interface Bad {
  readonly name: string;
  /** What is staged. */
  readonly files?: Files;
  /** Does to the repository what writing files can't. */
  readonly prepare?: (repository: TestRepository) => Promise<void>;
  /** Variables for the commands. */
  readonly env?: () => Promise<NodeJS.ProcessEnv>;
  readonly options?: WiredOptions;
  /** Exit code of all commands. */
  readonly exit: 1 | 2;
  /** What went wrong, and where: the file with line, the key, the host. */
  readonly says: readonly string[];
  /** In what the user is told to do. */
  readonly next: string;
  /** Who can meet it. Default all three. */
  readonly commands?: readonly ('commit' | 'generate' | 'check')[];
}

const GOOD: Files = { 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) };

/** Nothing that a static rule judges, so that uv has to be asked. */
const ASKS_UV: Files = {
  'pyproject.toml': pyproject({
    dependencies: ['alpha'],
    more: '[tool.uv]\nconstraint-dependencies = ["alpha<99"]',
  }),
};

const targets = (lines: string): Files => ({
  'pyproject.toml': pyproject({
    dependencies: ['alpha'],
    extras: { fast: ['beta'] },
    more: `[tool.lockgen.targets]\n${lines}`,
  }),
});
const rc = (text: string, name = '.lockgenrc'): Files => ({ ...ASKS_UV, [name]: text });
const uvTable = (lines: string): Files => ({
  'pyproject.toml': pyproject({ dependencies: ['alpha'], more: `[tool.uv]\n${lines}` }),
});
const dynamic = (file: string): Files => ({
  'pyproject.toml': [
    '[project]',
    'name = "sample"',
    'version = "1"',
    'requires-python = ">=3.10"',
    'dynamic = ["dependencies"]',
    '[tool.setuptools.dynamic]',
    `dependencies = { file = ["${file}"] }`,
    '',
  ].join('\n'),
});

const PROJECT: readonly Bad[] = [
  {
    name: 'TOML that is none',
    files: { 'pyproject.toml': '[project]\nname = "sample"\ndependencies = [\n  "alpha"\n  "beta"\n]\n' },
    exit: 2,
    says: ['pyproject.toml:5:3: '],
    next: 'mend the TOML in pyproject.toml',
  },
  {
    name: 'a key twice',
    files: { 'pyproject.toml': '[project]\nname = "sample"\nname = "sample"\n' },
    exit: 2,
    says: ['pyproject.toml:3:'],
    next: 'mend the TOML in pyproject.toml',
  },
  {
    name: 'no [project], but [tool.lockgen]',
    files: { 'pyproject.toml': '[tool.lockgen]\nuniversal = true\n' },
    exit: 2,
    says: ['pyproject.toml has no [project] table'],
    next: 'add [project] with name, version, requires-python and dependencies to pyproject.toml',
  },
  {
    name: 'no [project] in a folder that projects names',
    files: { '.lockgenrc': 'projects: [svc]\n', 'svc/pyproject.toml': '[tool.ruff]\nline-length = 100\n' },
    exit: 2,
    says: ['svc/pyproject.toml has no [project] table', 'projects in .lockgenrc names it'],
    next: 'add [project] to svc/pyproject.toml, or take svc out of projects in .lockgenrc',
  },
  {
    name: 'no folder that projects names',
    files: { '.lockgenrc': 'projects: [svc]\n' },
    exit: 2,
    says: ['.lockgenrc: projects names svc, which has no pyproject.toml'],
    next: 'correct projects in .lockgenrc',
  },
  {
    name: 'no name',
    files: {
      'pyproject.toml': '[project]\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = ["alpha"]\n',
    },
    exit: 2,
    says: ['pyproject.toml: [project] has no name'],
    next: 'add name = "…" under [project] in pyproject.toml',
  },
  {
    name: 'no requires-python',
    files: { 'pyproject.toml': pyproject({ requiresPython: null, dependencies: ['alpha'] }) },
    exit: 2,
    says: ['pyproject.toml: [project] has no requires-python'],
    next: 'add requires-python = ">=3.10"',
  },
  {
    name: 'requires-python without a lower bound',
    files: { 'pyproject.toml': pyproject({ requiresPython: '!=3.9.1', dependencies: ['alpha'] }) },
    exit: 2,
    says: ['pyproject.toml: requires-python = "!=3.9.1" has no lower bound'],
    next: 'add requires-python = ">=3.10"',
  },
  {
    name: 'requires-python that is no specifier',
    files: { 'pyproject.toml': pyproject({ requiresPython: '3.10 or later', dependencies: ['alpha'] }) },
    exit: 2,
    says: ['pyproject.toml:4: requires-python = "3.10 or later" is no version specifier'],
    next: 'write it as PEP 440 has it',
  },
  {
    name: 'requires-python that is no text',
    files: { 'pyproject.toml': '[project]\nname = "a"\nversion = "1"\nrequires-python = 3.10\n' },
    exit: 2,
    says: ['pyproject.toml', 'requires-python'],
    next: 'requires-python = ">=3.10"',
  },
  {
    name: 'a requirement that is none',
    files: { 'pyproject.toml': pyproject({ dependencies: ['alpha', 'beta >> 2'] }) },
    exit: 2,
    says: ['pyproject.toml:7: project.dependencies: '],
    next: 'write it as PEP 508 has it',
  },
  {
    name: 'dependencies that are no list',
    files: {
      'pyproject.toml':
        '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = "alpha"\n',
    },
    exit: 2,
    says: ['pyproject.toml: project.dependencies must be a list of strings'],
    next: 'write dependencies = ["name>=1.0", …] in pyproject.toml',
  },
  {
    name: 'an unknown key in [tool.uv]',
    files: uvTable('resolutoin = "lowest"'),
    exit: 2,
    says: ["pyproject.toml: uv can't read [tool.uv]", 'unknown field `resolutoin`'],
    next: 'correct [tool.uv] in pyproject.toml',
  },
  {
    name: 'a path dependency outside the repository',
    files: uvTable('sources = { alpha = { path = "../alpha" } }'),
    exit: 1,
    says: ['pyproject.toml:10: the path dependency "../alpha" lies outside the repository'],
    next: 'move it into the repository',
  },
  {
    name: 'a path dependency that is not in git',
    files: uvTable('sources = { alpha = { path = "libs/alpha" } }'),
    exit: 2,
    says: ['pyproject.toml:10: the path dependency "libs/alpha" isn\'t there'],
    next: 'create libs/alpha, or correct the path in pyproject.toml',
  },
  {
    name: 'a file = that is missing',
    files: dynamic('requirements.in'),
    exit: 2,
    says: ['pyproject.toml:7: file "requirements.in" isn\'t there'],
    next: 'create requirements.in, or correct the name in pyproject.toml',
  },
  {
    name: 'a file = that is on disk alone',
    files: dynamic('requirements.in'),
    prepare: async (repository) => await repository.write('requirements.in', 'alpha\n'),
    exit: 2,
    says: ['pyproject.toml:7: file "requirements.in" isn\'t there'],
    next: 'git add requirements.in, or correct the name in pyproject.toml',
    commands: ['commit'],
  },
  {
    name: 'a file = that is a lockfile',
    files: dynamic('requirements.txt'),
    exit: 2,
    says: ['pyproject.toml: the dependencies are read from requirements.txt, which is also'],
    next: 'name another output under [tool.lockgen.targets]',
  },
  {
    name: 'a pyproject.toml that is a symbolic link',
    files: { 'real.toml': pyproject({ dependencies: ['beta'] }) },
    prepare: async (repository) => {
      await repository.remove('pyproject.toml');
      await symlink('real.toml', repository.path('pyproject.toml'));
      await repository.git('add', 'pyproject.toml');
    },
    exit: 2,
    says: ['pyproject.toml is a symbolic link, not a file'],
    next: 'make pyproject.toml a plain file',
  },
  {
    name: 'a pyproject.toml that is a folder',
    prepare: async (repository) => {
      await repository.remove('pyproject.toml');
      await repository.stage({ 'pyproject.toml/pyproject.txt': 'alpha\n' });
      await repository.git('add', '--all');
    },
    exit: 2,
    says: ['pyproject.toml is a folder, not a file'],
    next: 'make pyproject.toml a plain file',
  },
  {
    name: 'no version of a requirement fits',
    files: { 'pyproject.toml': pyproject({ dependencies: ['epsilon', 'zeta'] }) },
    exit: 1,
    says: ["can't be resolved; see pyproject.toml:6", 'all versions of epsilon depend on delta<2'],
    next: 'change the requirements in pyproject.toml',
    commands: ['commit', 'generate'],
  },
  {
    name: 'no version of a constraint fits',
    files: uvTable('constraint-dependencies = ["alpha<1"]'),
    exit: 1,
    says: ["can't be resolved; see pyproject.toml:6", 'alpha<1'],
    next: 'change the requirements in pyproject.toml',
  },
  {
    name: 'no version of what a file of constraints says fits',
    files: {
      '.lockgenrc': 'targets: { base: { output: requirements.txt, constraints: [limits.txt] } }\n',
      'limits.txt': '# for all\nalpha\ndelta>=2 # newer\n',
      'pyproject.toml': pyproject({ dependencies: ['alpha', 'epsilon'] }),
    },
    exit: 1,
    says: [`requirements.txt can't be resolved; see limits.txt:3 "delta>=2", and pyproject.toml:7 "epsilon"`],
    next: 'change the constraint in limits.txt, or the requirements in pyproject.toml',
    commands: ['commit', 'generate'],
  },
  {
    name: 'a package that no index has',
    files: { 'pyproject.toml': pyproject({ dependencies: ['alpha', 'alhpa'] }) },
    exit: 1,
    says: ['no index has alhpa', 'pyproject.toml:7 "alhpa"'],
    next: 'correct the name in pyproject.toml',
    commands: ['commit', 'generate'],
  },
];

const CONFIGURATION: readonly Bad[] = [
  {
    name: 'an unknown extra',
    files: targets('base = { output = "requirements.txt", extras = ["fats"] }'),
    exit: 2,
    says: [
      'pyproject.toml: tool.lockgen.targets.base.extras[0]: "fats" is no extra of pyproject.toml',
      'did you mean "fast"?',
    ],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'an unknown group',
    files: targets('base = { output = "requirements.txt", groups = ["dev"] }'),
    exit: 2,
    says: ['tool.lockgen.targets.base.groups[0]: "dev" is no dependency group of pyproject.toml'],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'an unknown group that a group includes',
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['alpha'],
        more: '[dependency-groups]\ndev = [{ include-group = "tset" }]\n[tool.lockgen.targets]\nbase = { output = "requirements.txt", groups = ["dev"] }',
      }),
    },
    exit: 2,
    says: ['pyproject.toml:10: dependency group "dev" includes "tset", which isn\'t there'],
    next: 'correct the name, or add tset under [dependency-groups] in pyproject.toml',
  },
  {
    name: 'an unknown option',
    files: rc('generateHash: true\n'),
    exit: 2,
    says: ['.lockgenrc: generateHash: unknown option', 'did you mean generateHashes?'],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'several wrong values at once',
    files: rc('platforms: [linux, beos]\nuniversal: "yes"\n'),
    exit: 2,
    says: [
      '.lockgenrc: platforms[1]: "beos" is not allowed',
      '.lockgenrc: universal: "yes" is not allowed; allowed: true or false',
    ],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'YAML that is none',
    files: rc('targets:\n  base: [\n'),
    exit: 2,
    says: ['.lockgenrc:3:1: not YAML: '],
    next: 'correct .lockgenrc there and try again',
  },
  {
    name: 'JSON that is none',
    files: rc('{\n  "universal": yes\n}\n', '.lockgenrc.json'),
    exit: 2,
    says: ['.lockgenrc.json:2:16: not JSON: '],
    next: 'correct .lockgenrc.json there and try again',
  },
  {
    name: 'TOML in the root file that is none',
    files: rc('universal = yes\n', '.lockgenrc.toml'),
    exit: 2,
    says: ['.lockgenrc.toml:1:13: not TOML: '],
    next: 'correct .lockgenrc.toml there and try again',
  },
  {
    name: 'two configuration files',
    files: { ...rc('universal: true\n'), '.lockgenrc.json': '{}\n' },
    exit: 2,
    says: ['there are 2: .lockgenrc and .lockgenrc.json'],
    next: 'move all options into one of them and remove the rest',
  },
  {
    name: 'a configuration file that is a symbolic link',
    files: { ...ASKS_UV, 'options.yaml': 'universal: true\n' },
    prepare: async (repository) => {
      await symlink('options.yaml', repository.path('.lockgenrc'));
      await repository.git('add', '.lockgenrc');
    },
    exit: 2,
    says: ['.lockgenrc is a symbolic link, not a file'],
    next: 'make .lockgenrc a plain file',
  },
  {
    name: 'an output outside the repository',
    files: targets('base = { output = "../requirements.txt" }'),
    exit: 2,
    says: [
      'pyproject.toml: tool.lockgen.targets.base.output: "../requirements.txt" is outside the repository',
    ],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'an absolute output',
    files: targets('base = { output = "/etc/requirements.txt" }'),
    exit: 2,
    says: [
      'tool.lockgen.targets.base.output: "/etc/requirements.txt" is not allowed; allowed: a relative path',
    ],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'an output in .git',
    files: targets('base = { output = ".git/requirements.txt" }'),
    exit: 2,
    says: [
      'tool.lockgen.targets.base.output: ".git/requirements.txt" is not allowed; allowed: a path outside .git',
    ],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'an output that no resolver reads',
    files: targets('base = { output = "requirements.json" }'),
    exit: 2,
    says: ['tool.lockgen.targets.base.output: "requirements.json" is not allowed', '.txt, .in or .lock'],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'two targets with one output',
    files: targets('base = { output = "a.txt" }\nfast = { output = "./A.txt", extras = ["fast"] }'),
    exit: 2,
    says: ['tool.lockgen.targets.fast.output: "A.txt" is the output of the target base, too'],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'a constraints file that is missing',
    files: targets('base = { output = "requirements.txt", constraints = ["limits.txt"] }'),
    exit: 2,
    says: ["pyproject.toml names limits.txt, which isn't there"],
    next: 'write or restore limits.txt and git add it, or drop the line',
  },
  {
    name: "an argument of uv's that lockgen sets",
    files: rc('uvArgs: ["--upgrade", "-o=x"]\n'),
    exit: 2,
    says: [
      '.lockgenrc: uvArgs[0]: "--upgrade" is not allowed',
      '.lockgenrc: uvArgs[1]: "-o=x" is not allowed',
    ],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'a platform without its Python',
    files: rc('pythonPlatform: linux\n'),
    exit: 2,
    says: [
      '.lockgenrc: pythonPlatform: "linux" names one platform, which needs universal = false and a pythonVersion',
    ],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'a uv that is too old to be asked for',
    files: rc('uvVersion: "0.5.0"\n'),
    exit: 2,
    says: ['.lockgenrc: uvVersion: "0.5.0" is not allowed', '0.9.8'],
    next: 'correct it and try again; docs/configuration.md',
  },
  {
    name: 'a uv without its hashes',
    files: rc('uvVersion: "0.12.0"\n'),
    exit: 2,
    says: ['0.12.0', 'uvHashes'],
    next: 'uvHashes',
  },
];

const OUTPUTS: readonly Bad[] = [
  {
    name: 'a lockfile that a person wrote',
    files: { ...ASKS_UV, 'requirements.txt': 'alpha\n' },
    exit: 1,
    says: ['requirements.txt was written by hand'],
    next: 'npx lockgen generate --adopt; or rename it; or name another output under [tool.lockgen.targets]',
    commands: ['commit', 'generate'],
  },
  {
    name: 'a lockfile of another command',
    files: {
      ...ASKS_UV,
      'requirements.txt':
        '# This file was autogenerated by uv via the following command:\n#    uv export -o requirements.txt\nalpha==2.0.0\n',
    },
    exit: 1,
    says: ['requirements.txt was made by another command: uv export -o requirements.txt'],
    next: 'npx lockgen generate --adopt',
    commands: ['commit', 'generate'],
  },
  {
    name: 'a lockfile that is a symbolic link',
    files: { ...ASKS_UV, 'pins.txt': 'alpha==1.0.0\n' },
    prepare: async (repository) => {
      await repository.remove('requirements.txt');
      await symlink('pins.txt', repository.path('requirements.txt'));
      await repository.git('add', 'requirements.txt');
    },
    exit: 1,
    says: ['requirements.txt is a symbolic link, not a file'],
    next: 'make it a plain file',
    commands: ['commit', 'generate'],
  },
];

const MACHINE: readonly Bad[] = [
  {
    name: 'no uv, and none to be had',
    options: { managedUv: false, env: { PIP_NO_INDEX: '1', PIP_FIND_LINKS: '/nowhere' } },
    exit: 2,
    says: ['uv 0.13.9'],
    next: '-m pip config list',
  },
  {
    name: 'no uv but one that is too old',
    options: { managedUv: false, env: { PIP_NO_INDEX: '1', PIP_FIND_LINKS: '/nowhere' } },
    env: async () => ({ PATH: await pathWith({ uv: 'echo "uv 0.9.7"' }) }),
    exit: 2,
    says: ['uv 0.9.7', 'is older than 0.9.8'],
    next: '-m pip config list',
  },
  {
    name: 'a uv that is killed',
    env: async () => ({
      PATH: await pathWith({ uv: '[ "$1" = --version ] && echo "uv 0.13.9" && exit\nkill -9 $$' }),
    }),
    options: { managedUv: false },
    exit: 2,
    says: ['uv was killed while it resolved requirements.txt'],
    next: 'try again',
  },
  {
    name: 'neither uv nor Python',
    env: async () => ({ PATH: await pathOf(['git', 'node', 'sh', 'readlink']) }),
    options: { managedUv: false },
    exit: 2,
    says: ['Python'],
    next: 'sudo apt install python3',
  },
  {
    name: 'a uv without a Python',
    env: async () => ({ PATH: await pathOf(['git', 'node', 'sh', 'readlink', await sharedUv()]) }),
    options: { managedUv: false },
    exit: 2,
    says: ['uv found no Python for requirements.txt'],
    next: 'install a Python 3.8 or later, or, where a terminal has one, record it for this clone:',
  },
];

const at =
  (path: string, user = ''): (() => Promise<NodeJS.ProcessEnv>) =>
  async () => ({
    UV_DEFAULT_INDEX: `${(await origin()).replace('//', `//${user}`)}${path}/simple`,
    UV_FIND_LINKS: undefined,
  });

const NETWORK: readonly Bad[] = [
  ...[401, 403, 500, 503].map(
    (status): Bad => ({
      name: `an index that answers ${status}`,
      env: at(`/${status}`, 'somebody:secret@'),
      exit: 2,
      says: [`requirements.txt: 127.0.0.1 didn't give what uv asked for (HTTP ${status})`],
      next: status < 500 ? 'check the credentials for 127.0.0.1' : 'wait a little, then npx lockgen generate',
    }),
  ),
  {
    name: 'an index that answers 404',
    env: at('/404'),
    exit: 2,
    says: ['requirements.txt: 127.0.0.1 has no alpha, which the lockfile pins'],
    next: 'check the index settings and credentials, which may hide it',
    commands: ['commit', 'generate'],
  },
  {
    name: 'an index that refuses the connection',
    env: async () => ({ UV_DEFAULT_INDEX: 'http://127.0.0.1:1/simple', UV_FIND_LINKS: undefined }),
    exit: 2,
    says: ["requirements.txt: 127.0.0.1 didn't give what uv asked for"],
    next: 'check the network and the index settings',
  },
  {
    name: 'an index whose name is unknown',
    env: async () => ({ UV_DEFAULT_INDEX: 'http://index.invalid/simple', UV_FIND_LINKS: undefined }),
    exit: 2,
    says: ["requirements.txt: index.invalid didn't give what uv asked for"],
    next: 'check the network and the index settings',
  },
];

let lockfile = '';
let server: Server | undefined;

/** A server that answers each request with the status that its path begins with. */
async function origin(): Promise<string> {
  server ??= createServer((request, response) => {
    response.writeHead(Number(request.url?.split('/')[1] ?? 500)).end('no\n');
  });
  const { listening } = server;
  if (!listening) await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

afterAll(() => {
  server?.close();
});

beforeAll(async () => {
  const { repository, lockgen } = await wired({ files: GOOD });
  const made = await lockgen(['generate']);
  expect(made.exitCode, made.stderr).toBe(0);
  lockfile = await repository.read('requirements.txt');
});

/** A PATH with programs of these bodies before the usual ones. */
async function pathWith(scripts: Readonly<Record<string, string>>): Promise<string> {
  const folder = await scratchFolder();
  for (const [name, body] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return `${folder}:${dirname(realPython())}:${await pathOf(['git', 'node', 'sh', 'readlink'])}`;
}

/** A PATH with these programs alone: names, or paths. */
async function pathOf(programs: readonly string[]): Promise<string> {
  const folder = await scratchFolder();
  for (const program of programs) {
    const where = program.includes('/')
      ? program
      : program === 'node'
        ? process.execPath
        : (await runOk('sh', ['-c', `command -v ${program}`])).stdout.trim();
    await symlink(where, join(folder, program.slice(program.lastIndexOf('/') + 1)));
  }
  return folder;
}

async function prepared(bad: Bad): Promise<Wired> {
  const one = await wired({ ...bad.options, files: { ...GOOD, 'requirements.txt': lockfile } });
  await one.repository.stage(bad.files ?? (bad.prepare === undefined ? ASKS_UV : {}));
  await bad.prepare?.(one.repository);
  // Edits beside it, which nobody may touch either.
  await one.repository.write('notes.txt', 'mine\n');
  return one;
}

function expectClear(result: RunResult, bad: Bad, command: string): void {
  const { stdout, stderr, exitCode } = result;
  const all = `${stdout}${stderr}`;
  expect(exitCode, all).toBe(bad.exit);
  for (const words of bad.says) expect(all).toContain(words);
  expect(all, 'a stack trace').not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(all, 'a defect').not.toContain('defect');
  expect(all, 'a password').not.toContain('secret');
  const next = all.slice(all.indexOf(' next: '));
  expect(next, all).toContain(bad.next);
  if (command === 'check') return;
  const own = stderr.split('\n').filter((line) => line.startsWith('lockgen: '));
  expect(own.length, stderr).toBeLessThanOrEqual(5);
  expect(stderr.trimEnd().split('\n').length, stderr).toBeLessThanOrEqual(20);
}

describe.each([
  ['a project', PROJECT],
  ['a configuration', CONFIGURATION],
  ['a lockfile', OUTPUTS],
  ['a machine', MACHINE],
  ['an index', NETWORK],
])('%s', (_, table) => {
  test.concurrent.each(table.map((bad) => [bad.name, bad] as const))('%s', async (_, bad) => {
    const { repository, lockgen, commit } = await prepared(bad);
    const env = (await bad.env?.()) ?? {};
    const before = await standing(repository);
    for (const command of bad.commands ?? ['commit', 'generate', 'check']) {
      const result = await (command === 'commit' ? commit({ env }) : lockgen([command], { env }));
      expectClear(result, bad, command);
      expect(await standing(repository), `what ${command} left`).toBe(before);
    }
  });
});
