import { chmod, mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Hooked } from '../../helpers/hooked.js';
import { everything, unwired } from '../../helpers/init-world.js';

/** What keeps init from writing a file, and what it says of it. */
interface Locked {
  readonly lock: (world: Hooked) => Promise<unknown>;
  readonly says: string;
  readonly lines: string;
  /** What is as before. */
  readonly kept: readonly string[];
}

const CALL = 'node_modules/.bin/lockgen-pre-commit';

const LOCKED: Readonly<Record<string, Locked>> = {
  'a .gitattributes that is read-only': {
    lock: ({ repository }) => chmod(repository.path('.gitattributes'), 0o444),
    says: '.gitattributes is read-only (for init to write it: chmod u+w .gitattributes && npx lockgen init)',
    lines: 'requirements*.txt merge=lockgen',
    kept: ['.gitattributes'],
  },
  'a .gitattributes that is a symbolic link': {
    lock: async ({ repository }) => {
      await rename(repository.path('.gitattributes'), repository.path('attributes'));
      await symlink('attributes', repository.path('.gitattributes'));
    },
    says: '.gitattributes is a symbolic link',
    lines: 'requirements*.txt merge=lockgen',
    kept: ['.gitattributes', 'attributes'],
  },
  'a package.json that is a symbolic link': {
    lock: async ({ repository }) => {
      await rename(repository.path('package.json'), repository.path('manifest.json'));
      await symlink('manifest.json', repository.path('package.json'));
    },
    says: 'package.json is a symbolic link',
    lines: '"prepare": "lockgen init --clone || true"',
    kept: ['package.json', 'manifest.json'],
  },
  'a package.json that is read-only': {
    lock: ({ repository }) => chmod(repository.path('package.json'), 0o444),
    says: 'package.json is read-only',
    lines: '"prepare": "lockgen init --clone || true"',
    kept: ['package.json'],
  },
  'a hook that is a symbolic link out of the repository': {
    lock: async ({ repository }) => {
      await repository.write('../home/own-hook', '#!/bin/sh\nexit 0\n');
      await chmod(repository.path('../home/own-hook'), 0o755);
      await symlink(repository.path('../home/own-hook'), repository.path('.git/hooks/pre-commit'));
    },
    says: '.git/hooks/pre-commit is a symbolic link',
    lines: CALL,
    kept: ['.git/hooks/pre-commit', '.git/hooks/pre-commit.before-lockgen'],
  },
  'a hook that is read-only': {
    lock: async ({ repository }) => {
      await repository.write('.git/hooks/pre-commit', '#!/bin/sh\ntrue\n');
      await chmod(repository.path('.git/hooks/pre-commit'), 0o555);
    },
    says: '.git/hooks/pre-commit is read-only (for init to write it: chmod u+w .git/hooks/pre-commit && npx lockgen init)',
    lines: CALL,
    kept: ['.git/hooks/pre-commit'],
  },
  'a hook that is a folder': {
    lock: ({ repository }) => mkdir(repository.path('.git/hooks/pre-commit'), { recursive: true }),
    says: '.git/hooks/pre-commit is a folder, not a file',
    lines: CALL,
    kept: ['.git/hooks/pre-commit/'],
  },
  'a hooks folder that is a symbolic link': {
    lock: async ({ repository }) => {
      await rename(repository.path('.git/hooks'), repository.path('.git/own-hooks'));
      await symlink('own-hooks', repository.path('.git/hooks'));
    },
    says: '.git/hooks/pre-commit is behind the symbolic link .git/hooks; put this there, executable',
    lines: `exec ${CALL}`,
    kept: ['.git/hooks', '.git/own-hooks/pre-commit'],
  },
};

describe.each(Object.entries(LOCKED))('%s', (_, { lock, says, lines, kept }) => {
  test.concurrent('is left alone, with its lines; all else is done, and taken back', async () => {
    const world = await unwired({ '.gitattributes': '*.png binary\n' });
    const { repository, lockgen } = world;
    await lock(world);
    const before = await everything(repository);
    const done = await lockgen(['init', '--yes']);
    expect(done.exitCode, done.stderr + done.stdout).toBe(1);
    expect(done.stderr).not.toMatch(/\n\s+at /);
    expect(done.stdout).toContain(`by hand: ${says}`);
    expect(done.stdout).toContain(`       ${lines}\n`);
    const after = await everything(repository);
    for (const path of kept) expect(after[path], path).toBe(before[path]);
    expect(await repository.read('requirements.txt')).toContain('alpha==');
    expect(await repository.read('.git/config')).toContain('lockgen merge-driver');
    const again = await lockgen(['init']);
    expect(again.exitCode, again.stderr).toBe(1);
    expect(again.stdout).toContain('all else is set up here');
    const back = await lockgen(['uninstall']);
    expect(back.exitCode, back.stderr + back.stdout).toBe(0);
    expect(await everything(repository)).toEqual(before);
  });
});

test.concurrent('a hook that is a symbolic link out of the repository: nothing is written there, and its line is all that is left to do', async () => {
  const world = await unwired();
  const { repository, lockgen } = world;
  await LOCKED['a hook that is a symbolic link out of the repository']?.lock(world);
  expect((await lockgen(['init', '--yes'])).exitCode).toBe(1);
  expect(await repository.read('../home/own-hook')).toBe('#!/bin/sh\nexit 0\n');
  await repository.write('../home/own-hook', `#!/bin/sh\n${CALL}\n`);
  const again = await lockgen(['init', '--yes']);
  expect(again.exitCode, again.stdout).toBe(0);
  expect(again.stdout).toContain('nothing to do');
});

test.concurrent('a folder that the user may not write to, as no root', async () => {
  const world = await unwired({ '.githooks/pre-commit': '#!/bin/sh\ntrue\n' });
  const { repository, installed } = world;
  await repository.git('config', 'core.hooksPath', '.githooks');
  await chmod(repository.path('.githooks'), 0o555);
  // root may write everywhere, unless it gives that right away.
  const drop = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : [];
  const [program = installed.bin, ...args] = [...drop, installed.bin, 'init', '--yes'];
  const done = await repository.run(program, args);
  await chmod(repository.path('.githooks'), 0o755);
  expect(done.exitCode, done.stderr + done.stdout).toBe(1);
  expect(done.stdout).toContain("by hand: .githooks/pre-commit is in .githooks, which can't be written to");
  expect(await repository.read('.githooks/pre-commit')).toBe('#!/bin/sh\ntrue\n');
  expect(await repository.read('requirements.txt')).toContain('alpha==');
});

test.concurrent('npm’s prepare in a clone says it, too, and does the rest', async () => {
  const world = await unwired();
  const { repository, lockgen } = world;
  await mkdir(repository.path('.git/hooks/pre-commit'), { recursive: true });
  const done = await lockgen(['init', '--clone']);
  expect(done.exitCode, done.stderr).toBe(1);
  expect(done.stdout).toMatch(/^lockgen: set up in this clone: hooks, merges of lockfiles/);
  expect(done.stdout).toContain('lockgen: not set up in this clone: .git/hooks/pre-commit is a folder');
  expect(await repository.tryRead('.git/hooks/pre-merge-commit')).toContain('lockgen');
});

describe('git looks for hooks elsewhere', () => {
  test.concurrent.each([
    ['--global', 'a folder of yours, for all repositories'],
    ['--local', 'a folder outside of the repository'],
  ])(
    'core.hooksPath, %s: what is found is so, and the lines work once they are there',
    async (scope, found) => {
      const { repository, lockgen, commit } = await unwired();
      const folder = join(repository.home, 'my-hooks');
      await mkdir(folder, { recursive: true });
      await repository.git('config', scope, 'core.hooksPath', folder);
      const done = await lockgen(['init', '--yes']);
      expect(done.exitCode, done.stderr).toBe(1);
      expect(done.stdout).toContain(`  hooks      ${found} (core.hooksPath is ${folder})`);
      const at = `${folder}/pre-commit`;
      expect(done.stdout).toContain(
        `by hand: ${at} is outside of the work tree; put this there, executable, or git passes it over:\n`,
      );
      expect(await repository.tryRead('.git/hooks/pre-commit')).toBeUndefined();
      for (const hook of ['pre-commit', 'pre-merge-commit']) {
        const [, lines = ''] =
          new RegExp(`${folder}/${hook} is outside.*\\n((?: {7}[^ ].*\\n)+)`).exec(done.stdout) ?? [];
        await repository.write(`../home/my-hooks/${hook}`, lines.replace(/^ {7}/gm, ''));
        await chmod(join(folder, hook), 0o755);
      }
      await repository.git('add', '--all');
      await repository.commit('Set up');
      await commit({
        'pyproject.toml': (await repository.read('pyproject.toml')).replace('"alpha"', '"alpha", "delta"'),
      });
      expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
      const again = await lockgen(['init']);
      expect(again.exitCode, again.stdout).toBe(0);
      expect(again.stdout).toContain('nothing to do');
    },
  );

  test.concurrent('pre-commit, which installs nothing then: what to type works', async () => {
    const { repository, lockgen } = await unwired({ '.pre-commit-config.yaml': 'repos: []\n' });
    await repository.git('config', '--global', 'core.hooksPath', join(repository.home, 'my-hooks'));
    const done = await lockgen(['init', '--yes']);
    expect(done.exitCode, done.stderr).toBe(1);
    const [, lines = ''] =
      /by hand: core\.hooksPath .* keeps git from calling pre-commit's hooks; type this:\n((?: {7}.*\n)+)/.exec(
        done.stdout,
      ) ?? [];
    expect(await repository.read('requirements.txt')).toContain('alpha==');
    const typed = await repository.run('sh', ['-e', '-c', lines]);
    expect(typed.exitCode, typed.stderr).toBe(0);
    const again = await lockgen(['init']);
    expect(again.stdout).toContain('nothing to do');
  });
});

describe('a lockfile that can’t be replaced', () => {
  test.concurrent.each([
    [
      'a symbolic link',
      'is a symbolic link, not a file, and nothing is written to it; put a plain file there',
    ],
    ['read-only', 'is read-only, and stays as it is; chmod u+w requirements.txt'],
  ])('%s: said, nothing lost, and all else is done', async (kind, says) => {
    const { repository, lockgen } = await unwired({ 'locked.txt': 'alpha==1.0.0\n' });
    const path = repository.path('requirements.txt');
    if (kind === 'read-only') {
      await repository.write('requirements.txt', 'alpha==1.0.0\n');
      await chmod(path, 0o444);
    } else await symlink('locked.txt', path);
    const before = await everything(repository);
    const done = await lockgen(['init', '--yes']);
    expect(done.exitCode, done.stderr).toBe(1);
    expect(done.stdout).toContain(`by hand: requirements.txt ${says}, then npx lockgen `);
    expect(done.stderr).toBe('');
    const after = await everything(repository);
    for (const one of ['requirements.txt', 'locked.txt']) expect(after[one]).toBe(before[one]);
    expect(await repository.tryRead('.git/hooks/pre-commit')).toContain('lockgen');
    if (kind === 'read-only') await chmod(path, 0o644);
    else await repository.remove('requirements.txt');
    const [, command = ''] = /, then npx lockgen (\w+)$/m.exec(done.stdout) ?? [];
    const made = await lockgen(command === 'init' ? [command, '--yes'] : [command]);
    expect(made.exitCode, made.stderr).toBe(0);
    expect(await repository.read('requirements.txt')).toContain('autogenerated by uv');
  });
});
