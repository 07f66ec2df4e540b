import { beforeAll, describe, expect, test } from 'vitest';
import { completionScript, SHELLS } from '../../src/completion/shells.js';
import { type Hooked, startedWith } from '../helpers/hooked.js';
import { windowPath } from '../helpers/node-folders.js';
import { standardProject } from '../helpers/projects.js';
import { type Offering, offering } from '../helpers/shells.js';

let world: Hooked;
let script: (shell: string) => Promise<string>;

beforeAll(async () => {
  world = await startedWith({
    'pyproject.toml': standardProject(),
    'services/api/pyproject.toml': standardProject(),
    'services/ähnlich/pyproject.toml': standardProject(),
    'notes.md': 'x\n',
  });
  await world.repository.git('branch', 'feature');
  script = async (shell) => {
    const { exitCode, stdout, stderr } = await world.lockgen(['completion', shell]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return stdout;
  };
});

test('what it can and how it is installed is in its help', async () => {
  const { stdout } = await world.lockgen(['completion', '--help']);
  for (const shell of SHELLS)
    expect(stdout).toMatch(new RegExp(`^ {2}${shell} +(?:npx )?lockgen completion ${shell} > ~/`, 'm'));
  const { exitCode, stderr } = await world.lockgen(['completion', 'tcsh']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('bash, zsh, fish');
});

describe.each(SHELLS)('in a real %s, after', (shell) => {
  let offers: Offering;

  beforeAll(async () => {
    offers = await offering(shell, await script(shell), {
      cwd: world.repository.root,
      env: world.repository.env,
    });
  });

  test('nothing: all commands', async () => {
    const { stdout } = await world.lockgen(['--help']);
    const [, list = ''] = stdout.split('\nCommands:\n');
    const commands = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name);
    expect(commands).toContain('doctor');
    expect(await offers('lockgen ')).toEqual(commands.filter((name) => name !== 'help').sort());
  });

  test.each<[string, readonly string[]]>([
    ['lockgen ch', ['check']],
    ['lockgen co', ['completion', 'config']],
    ['lockgen completion ', ['bash', 'fish', 'zsh']],
    ['lockgen uv up', ['upgrade']],
    ['lockgen check --fo', ['--format']],
    ['lockgen check --format g', ['github', 'gitlab']],
    ['lockgen why --format m', ['markdown', 'mermaid']],
    ['lockgen --cache-home /tmp doctor --format j', ['json']],
    ['lockgen uv upgrade --dr', ['--dry-run']],
    ['lockgen generate --build n', ['never']],
    ['lockgen check ', ['.', 'services/api', 'services/ähnlich']],
    ['lockgen generate --upgrade services/api s', ['services/api', 'services/ähnlich']],
    ['lockgen config services/ap', ['services/api']],
    ['lockgen why gam', ['gamma']],
    ['lockgen why gamma services/a', ['services/api']],
    ['lockgen generate --upgrade-package gam', ['gamma']],
    ['lockgen check --rev fea', ['feature']],
    ['lockgen diff fea', ['feature']],
    ['lockgen init --manager p', ['plain', 'pre-commit', 'prek']],
    ['lockgen init --projects services/ap', ['services/api']],
    ['lockgen generate --target ', ['base', 'full']],
    ['lockgen why gamma --target f', ['full']],
    ['lockgen check --platform m', ['macos']],
    ['lockgen generate --torch-backend c', ['cpu']],
  ])('%j', async (line, expected) => {
    // fish hides what begins with a dot until one is typed.
    const shown = shell === 'fish' ? expected.filter((one) => one !== '.') : expected;
    expect(await offers(line)).toEqual(shown);
  });

  test('a command and two dashes: all options of its help, and no other', async () => {
    const { stdout } = await world.lockgen(['--help']);
    const [, list = ''] = stdout.split('\nCommands:\n');
    const commands = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].flatMap(([, name]) => name ?? []);
    for (const command of [...commands.filter((name) => name !== 'help' && name !== 'uv'), 'uv upgrade']) {
      const help = (await world.lockgen([...command.split(' '), '--help'])).stdout;
      const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z][a-z-]*)/gm)].map(([, name = '']) => name);
      expect(options.length, command).toBeGreaterThan(0);
      const offered = await offers(`lockgen ${command} --`);
      // fish offers one whose value may be missing with and without its sign.
      const names = new Set(offered.map((one) => one.replace(/[= ].*$/, '')));
      expect([...names].sort(), command).toEqual(options.sort());
    }
  });

  test('--format=: the same as after a blank', async () => {
    const offered = await offers('lockgen check --format=ma');
    expect(offered.map((one) => one.replace('--format=', ''))).toEqual(['markdown']);
  });

  test('an option of one command: not those of others', async () => {
    expect(await offers('lockgen diff --ins')).toEqual([]);
    expect(await offers('lockgen check --ins')).toEqual(['--installable']);
  });

  test('the targets that a configuration names', async () => {
    const { repository } = world;
    await repository.write(
      '.lockgenrc',
      'targets:\n  app:\n    output: a.txt\n  docs:\n    output: b.txt\n    extras:\n      - full\nuniversal: true\n',
    );
    try {
      expect(await offers('lockgen generate --target ')).toEqual(['app', 'docs']);
    } finally {
      await repository.remove('.lockgenrc');
    }
  });

  test('what is typed, without node being started', async () => {
    const { root, env } = world.repository;
    const programs = {
      sed: '/usr/bin/sed',
      sort: '/usr/bin/sort',
      tr: '/usr/bin/tr',
      grep: '/bin/grep',
      sleep: '/bin/sleep',
    };
    const without = await offering(shell, await script(shell), {
      cwd: root,
      env: { ...env, PATH: await windowPath(env, programs) },
    });
    expect(await without('lockgen why gam')).toEqual(['gamma']);
    expect(await without('lockgen check services/ap')).toEqual(['services/api']);
  });

  test('where there is no repository: nothing, and no word', async () => {
    const elsewhere = await offering(shell, await script(shell), {
      cwd: world.repository.home,
      env: world.repository.env,
    });
    // zsh offers options where it has nothing else.
    const offered = await elsewhere('lockgen check ');
    expect(offered.filter((one) => !one.startsWith('-'))).toEqual([]);
  });
});

test.each(SHELLS)('%s takes descriptions with any letters in them', async (shell) => {
  const description = 'it\'s "[odd]": $HOME `x` \\ (a|b) %s ; & <y>';
  const script = completionScript(shell, {
    name: '',
    description,
    options: [
      { names: ['-a', '--all'], description, value: undefined, optional: false, repeatable: true },
      {
        names: ['--one'],
        description,
        value: { kind: 'words', words: ['x', 'y'] },
        optional: true,
        repeatable: false,
      },
    ],
    operands: [],
    commands: [{ name: 'odd', description, options: [], operands: [], commands: [] }],
  });
  const { repository } = world;
  const offers = await offering(shell, script, { cwd: repository.root, env: repository.env });
  expect(await offers('lockgen o')).toEqual(['odd']);
  expect(await offers('lockgen --al')).toEqual(['--all']);
});
