import { describe, expect, test } from 'vitest';
import { linkedWorktree } from '../../helpers/hook-managers.js';
import { everything, PACKAGE_JSON, unwired } from '../../helpers/init-world.js';

/** Hooks that a team had before lockgen; each leaves a line where it ran, and fails where there is a file `stop`. */
const HOOKS: Readonly<Record<string, string>> = {
  'that is plain': '#!/bin/sh\necho own >>.git/own\n[ ! -e stop ]\n',
  'that ends in exec': '#!/bin/sh\necho own >>.git/own\nexec test ! -e stop\n',
  'that ends in exit 0': '#!/bin/sh\necho own >>.git/own\n[ -e stop ] && exit 3\nexit 0\n',
  'that ends early where no Python is staged':
    '#!/bin/sh\nset -e\necho own >>.git/own\nif [ -e stop ]; then exit 3; fi\ngit diff --cached --name-only | grep -q "[.]py$" || exit 0\necho never\n',
  'that goes to another folder':
    '#!/bin/sh\necho own >>.git/own\n[ ! -e stop ] || exit 1\nmkdir -p .git/docs\ncd .git/docs\nls\n',
  'with set -e, a function and a trap':
    "#!/usr/bin/env bash\nset -eu\ntrap 'echo own >>.git/own' EXIT\nchecked() {\n  [ ! -e stop ] || return 1\n  return 0\n}\nchecked\n",
};

const WITH_HUSKY = PACKAGE_JSON.replace('"lockgen"', '"husky": "*",\n    "lockgen"');

/** Where teams keep such a hook, and how it is started there. */
const PLACES: Readonly<
  Record<string, { readonly path: string; readonly command: string; readonly npm: readonly string[] }>
> = {
  '.git/hooks': {
    path: 'hook.sh',
    command: 'cp hook.sh .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit',
    npm: [],
  },
  'core.hooksPath': {
    path: '.githooks/pre-commit',
    command: 'chmod +x .githooks/pre-commit && git config core.hooksPath .githooks && git add .',
    npm: [],
  },
  husky: { path: '.husky/pre-commit', command: 'npx husky', npm: ['husky'] },
};

const CASES = Object.entries(PLACES).flatMap(([where, place]) =>
  Object.entries(HOOKS).flatMap(([name, text]) =>
    // husky runs each by sh, whatever its first line says.
    where === 'husky' && text.includes('bash') ? [] : [[name, where, text, place] as const],
  ),
);

describe.each(CASES)('a hook %s in %s', (_, where, text, { path, command, npm }) => {
  test.concurrent('is kept, and lockgen is reached: both run, and each may refuse', async () => {
    const files = { [path]: text, ...(where === 'husky' ? { 'package.json': WITH_HUSKY } : {}) };
    const { repository, lockgen, commit } = await unwired(files, { npm, commands: [command] });
    const before = await everything(repository);
    const done = await lockgen(['init', '--yes']);
    expect(done.exitCode, done.stderr + done.stdout).toBe(0);
    await repository.git('add', '--all');
    await repository.commit('Set up', { args: ['--no-verify', '--quiet'] });

    const manifest = await repository.read('pyproject.toml');
    await commit({ 'pyproject.toml': manifest.replace('"alpha"', '"alpha", "delta"') });
    expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
    expect(await repository.read('.git/own')).toBe('own\n');

    await repository.write('stop', '');
    await repository.stage({ 'pyproject.toml': manifest });
    const theirs = await repository.run('git', ['commit', '--quiet', '-m', 'Theirs']);
    expect(theirs.exitCode).not.toBe(0);
    await repository.remove('stop');

    await repository.stage({ 'pyproject.toml': manifest.replace('"alpha"', '"no-such-package"') });
    const ours = await repository.run('git', ['commit', '--quiet', '-m', 'Ours']);
    expect(ours.exitCode).not.toBe(0);
    expect(ours.stderr).toContain('no-such-package');

    await repository.remove('.git/own');
    const back = await lockgen(['uninstall']);
    expect(back.exitCode, back.stderr).toBe(0);
    const hooks = (found: Readonly<Record<string, string>>): unknown =>
      Object.entries(found).filter(([one]) => /hooks|\.husky/.test(one));
    expect(hooks(await everything(repository))).toEqual(hooks(before));
  });
});

test.concurrent('no hook: a copy of the package’s, which a linked work tree without node_modules can do with', async () => {
  const world = await unwired();
  const { repository, lockgen } = world;
  const shown = await lockgen(['init', '--yes']);
  expect(shown.stdout).toContain(
    '.git/hooks/pre-commit (new): a copy of node_modules/lockgen/hooks/pre-commit\n',
  );
  for (const hook of ['pre-commit', 'pre-merge-commit'])
    expect(await repository.read(`.git/hooks/${hook}`)).toBe(
      await repository.read(`node_modules/lockgen/hooks/${hook}`),
    );
  await repository.git('add', '--all');
  await repository.commit('Set up');
  const { repository: linked } = await linkedWorktree(world);
  const manifest = await linked.read('pyproject.toml');
  await linked.stage({ 'pyproject.toml': manifest.replace('"alpha"', '"alpha", "delta"') });
  await linked.commit('Change');
  expect(await linked.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
});

describe.each(Object.entries(PLACES))(
  'a work tree where lockgen isn’t installed, and a hook in %s',
  (where, place) => {
    test.concurrent.each([
      ['gets a line', HOOKS['that is plain']],
      ['is renamed, or gets it first', HOOKS['that ends in exit 0']],
    ])('that %s: the commit is blocked with what to type', async (_, text = '') => {
      const files = {
        [place.path]: text,
        'pnpm-lock.yaml': '',
        ...(where === 'husky' ? { 'package.json': WITH_HUSKY } : {}),
      };
      const { repository, lockgen, commit } = await unwired(files, {
        npm: place.npm,
        commands: [place.command],
      });
      expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
      await repository.git('add', '--all');
      await repository.commit('Set up', { args: ['--no-verify', '--quiet'] });
      const manifest = await repository.read('pyproject.toml');
      const change = { 'pyproject.toml': manifest.replace('"alpha"', '"alpha", "delta"') };
      await repository.run('mv', ['node_modules', '../node_modules-aside']);
      await repository.stage(change);
      const blocked = await repository.run('git', ['commit', '--quiet', '-m', 'Blocked']);
      expect(blocked.exitCode).not.toBe(0);
      expect(blocked.stderr).toContain(
        'lockgen: its program was not found, so the lockfiles of this commit could not be made; install what package.json asks for: pnpm install\n',
      );
      expect(blocked.stderr).not.toMatch(/: not found|No such file/);
      await repository.run('mv', ['../node_modules-aside', 'node_modules']);
      await commit(change);
      expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
    });
  },
);

test.concurrent('a renamed hook: a linked work tree without node_modules can do with the main one’s', async () => {
  const world = await unwired(
    { 'hook.sh': HOOKS['that ends in exit 0'] ?? '' },
    { commands: ['cp hook.sh .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit'] },
  );
  const { repository, lockgen } = world;
  expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
  await repository.git('add', '--all');
  await repository.commit('Set up');
  const linked = await linkedWorktree(world);
  const manifest = await linked.repository.read('pyproject.toml');
  // The hook of this test leaves its line in the folder `.git`, which a linked work tree has none of.
  await repository.write('.git/hooks/pre-commit.before-lockgen', '#!/bin/sh\nexit 0\n');
  await linked.repository.stage({ 'pyproject.toml': manifest.replace('"alpha"', '"alpha", "delta"') });
  await linked.repository.commit('Change');
  expect(await linked.repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
  const { stdout } = await linked.lockgen(['doctor', '--offline']);
  expect(stdout).toMatch(/^ok +pre-commit .*node_modules\/lockgen\/hooks\/pre-commit$/m);
});
