import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CheckId } from '../../../src/doctor/finding.js';
import { doctor, mendedByTyping, notOk } from '../../helpers/doctor.js';
import {
  installPackages,
  linkedWorktree,
  type Manager,
  type Wiring,
  withFile,
} from '../../helpers/hook-managers.js';
import type { Hooked } from '../../helpers/hooked.js';
import { projectUnder } from '../../helpers/manager-situations.js';
import { type NpmRegistry, npmRegistryWith } from '../../helpers/npm-registry.js';

const HUSKY: Manager = { section: 'husky', npm: ['husky'] };
const PRE_COMMIT: Manager = { section: 'pre-commit' };
const PREK: Manager = { section: 'prek' };
const LEFTHOOK: Manager = { section: 'lefthook' };
const SIMPLE: Manager = { section: 'simple-git-hooks', npm: ['simple-git-hooks'] };
const PLAIN: Manager = { section: 'Plain git' };
const OWN_FOLDER: Manager = { section: 'core.hooksPath' };
const EVERYWHERE: Manager = { section: 'core.hooksPath for all your repositories' };

const HOOKS: readonly CheckId[] = ['pre-commit', 'pre-merge-commit'];
const husky = projectUnder(HUSKY);
const preCommit = projectUnder(PRE_COMMIT);
const lefthook = projectUnder(LEFTHOOK);
const simple = projectUnder(SIMPLE);
const plain = projectUnder(PLAIN);
const ownFolder = projectUnder(OWN_FOLDER);

const remove = async ({ repository }: Hooked, ...paths: readonly string[]): Promise<void> => {
  for (const path of paths) await repository.remove(path);
};
const GIT_HOOKS = ['.git/hooks/pre-commit', '.git/hooks/pre-merge-commit'];

describe('wired as docs/hook-managers.md says, all is well under', () => {
  test.concurrent.each([
    ['husky', husky, 'runs .husky/pre-commit, which calls node_modules/.bin/lockgen-pre-commit'],
    [
      'pre-commit',
      preCommit,
      'runs .pre-commit-config.yaml, which calls node_modules/.bin/lockgen-pre-commit',
    ],
    [
      'prek',
      projectUnder(PREK),
      'runs .pre-commit-config.yaml, which calls node_modules/.bin/lockgen-pre-commit',
    ],
    ['lefthook', lefthook, 'runs lefthook.yml, which calls node_modules/.bin/lockgen-pre-commit'],
    ['simple-git-hooks', simple, 'which calls node_modules/.bin/lockgen-pre-commit'],
    ['plain git', plain, '.git/hooks/pre-commit, which calls node_modules/lockgen/hooks/pre-commit'],
    ['core.hooksPath', ownFolder, '.githooks/pre-commit, which calls node_modules/lockgen/hooks/pre-commit'],
    [
      'core.hooksPath for all',
      projectUnder(EVERYWHERE),
      '/.githooks/pre-commit, which calls node_modules/.bin/lockgen-pre-commit',
    ],
  ])('%s', async (_, start, words) => {
    const answer = await doctor(await start());
    expect(notOk(answer)).toEqual([]);
    expect(answer.exitCode).toBe(0);
    expect(answer.says('pre-commit')).toEqual([expect.stringContaining(words)]);
    expect(answer.says('pre-merge-commit')).toEqual([expect.stringMatching(/^ok .*pre-merge-commit/)]);
  });
});

test.concurrent('core.hooksPath is told with the file that sets it, and what does not count', async () => {
  const world = await husky();
  await world.repository.git('config', '--global', 'core.hooksPath', '~/.githooks');
  const [says] = (await doctor(world)).says('hooks-folder');
  expect(says).toBe(
    `ok .husky/_, as core.hooksPath says in .git/config (local); ~/.githooks of ${join(world.repository.home, '.gitconfig')} (global) doesn't count`,
  );
});

test.concurrent('husky was not run in this clone', async () => {
  const world = await husky();
  await world.repository.git('config', '--unset', 'core.hooksPath');
  await remove(world, '.husky/_');
  expect(notOk(await doctor(world))).toEqual(HOOKS);
  const { message } = await mendedByTyping(world, 'pre-commit');
  expect(message).toContain('husky is not installed in this clone');
});

test.concurrent('a new linked work tree under husky runs no hook, and says nothing', async () => {
  const linked = await linkedWorktree(await husky());
  await installPackages(linked.repository, linked.installed.folder, HUSKY.npm ?? []);
  const answer = await doctor(linked);
  expect(notOk(answer)).toEqual(['hooks-folder']);
  const { message } = await mendedByTyping(linked, 'hooks-folder');
  expect(message).toContain('so git runs no hook');
});

test.concurrent('husky is off by its own file of settings', async () => {
  const world = await husky();
  const folder = join(world.repository.home, '.config', 'husky');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'init.sh'), 'export PATH="$HOME/bin:$PATH"\nexport HUSKY=0\n');
  const answer = await doctor(world);
  expect(notOk(answer)).toEqual(['environment']);
  expect(answer.says('environment')).toEqual([
    `not-ok HUSKY=0 is set in ${join(folder, 'init.sh')}: husky runs no hook`,
  ]);
  await writeFile(join(folder, 'init.sh'), '# HUSKY=0\nexport HUSKY=1\n');
  expect(notOk(await doctor(world))).toEqual([]);
});

test.concurrent('husky’s script is gone', async () => {
  const world = await husky();
  await remove(world, '.husky/pre-commit');
  const answer = await doctor(world);
  expect(notOk(answer)).toEqual(['pre-commit']);
  const { mend } = await mendedByTyping(world, 'pre-commit');
  expect(mend.at(-1)).toMatch(/\blockgen init$/);
});

test.concurrent('husky was removed, and its setting stayed', async () => {
  const world = await plain();
  await world.repository.git('config', 'core.hooksPath', '.husky/_');
  expect(notOk(await doctor(world))).toEqual(['hooks-folder']);
  const { mend } = await mendedByTyping(world, 'hooks-folder');
  expect(mend).toEqual(['git config --local --unset core.hooksPath']);
});

test.concurrent('pre-commit install was not done', async () => {
  const world = await preCommit();
  await remove(world, ...GIT_HOOKS);
  expect(notOk(await doctor(world))).toEqual(HOOKS);
  const { message, mend } = await mendedByTyping(world, 'pre-commit');
  expect(message).toContain('pre-commit has not installed this hook');
  expect(mend).toEqual(['pre-commit install']);
});

test.concurrent('pre-commit install was done without pre-merge-commit in default_install_hook_types', async () => {
  const world = await projectUnder(PRE_COMMIT, (wiring: Wiring) =>
    withFile(wiring, '.pre-commit-config.yaml', (text) => text.replace(/^default_install.*\n/m, '')),
  )();
  const answer = await doctor(world);
  expect(notOk(answer)).toEqual(['pre-merge-commit']);
  expect(answer.of('pre-merge-commit')[0]?.byHand).toContain('default_install_hook_types');
  const { mend } = await mendedByTyping(world, 'pre-merge-commit');
  expect(mend).toEqual(['pre-commit install --hook-type pre-merge-commit']);
});

test.concurrent('pre-commit refuses to install beside core.hooksPath, which is taken back first', async () => {
  const world = await preCommit();
  await remove(world, ...GIT_HOOKS);
  await world.repository.git('config', 'core.hooksPath', '.git/hooks');
  const { mend } = await mendedByTyping(world, 'pre-commit');
  expect(mend).toEqual(['git config --local --unset-all core.hooksPath', 'pre-commit install']);
});

test.concurrent('.pre-commit-config.yaml does not call lockgen', async () => {
  const world = await preCommit();
  const text = await world.repository.read('.pre-commit-config.yaml');
  await world.repository.write(
    '.pre-commit-config.yaml',
    text.replace('stages: [pre-commit, pre-merge-commit]', 'stages: [pre-push]'),
  );
  const answer = await doctor(world);
  expect(notOk(answer)).toEqual(HOOKS);
  expect(answer.says('pre-commit')[0]).toContain("runs .pre-commit-config.yaml, which doesn't call lockgen");
});

test.concurrent('another lockgen in .pre-commit-config.yaml than this one', async () => {
  const world = await preCommit();
  const text = await world.repository.read('.pre-commit-config.yaml');
  await world.repository.write(
    '.pre-commit-config.yaml',
    text
      .replace('language: system', "language: node\n        additional_dependencies: ['lockgen@0.0.1']")
      .replace('node_modules/.bin/', ''),
  );
  const answer = await doctor(world);
  expect(notOk(answer)).toEqual(HOOKS);
  expect(answer.of('pre-commit')[0]).toMatchObject({
    message: expect.stringContaining('with lockgen 0.0.1; this is '),
    byHand: expect.stringContaining('in .pre-commit-config.yaml'),
  });
});

test.concurrent('prek install was not done', async () => {
  const world = await projectUnder(PREK)();
  await remove(world, ...GIT_HOOKS);
  // Who has both gets the one that he knows; here prek alone can read the file.
  const text = await world.repository.read('.pre-commit-config.yaml');
  await remove(world, '.pre-commit-config.yaml');
  expect(text).toContain('default_install_hook_types');
  await world.repository.write(
    'prek.toml',
    `default_install_hook_types = ["pre-commit", "pre-merge-commit"]
[[repos]]
repo = "local"
hooks = [{ id = "lockgen", name = "lockgen", language = "system", entry = "node_modules/.bin/lockgen-pre-commit", pass_filenames = false, always_run = true, stages = ["pre-commit", "pre-merge-commit"] }]
`,
  );
  await world.repository.git('add', '--all');
  expect(notOk(await doctor(world))).toEqual(HOOKS);
  const { mend } = await mendedByTyping(world, 'pre-commit');
  expect(mend).toEqual(['prek install']);
});

describe('one of pre-commit and prek installed over the other refuses every commit', () => {
  test.concurrent.each([
    ['pre-commit', 'prek', preCommit],
    ['prek', 'pre-commit', projectUnder(PREK)],
  ])('first %s, then %s', async (first, then, start) => {
    const world = await start();
    const { repository } = world;
    await repository.run(then, ['install']);
    const answer = await doctor(world);
    expect(notOk(answer)).toEqual(HOOKS);
    expect(answer.of('pre-merge-commit')[0]).toMatchObject({
      message: `.git/hooks/pre-merge-commit.legacy is ${first}'s own script; ${then} runs it as well, and it refuses every merge`,
    });
    await repository.stage({ 'notes.md': 'more\n' });
    await expect(repository.commit('More')).rejects.toThrow('installed in migration mode');
    const { message, mend } = await mendedByTyping(world, 'pre-commit');
    expect(message).toBe(
      `.git/hooks/pre-commit.legacy is ${first}'s own script; ${then} runs it as well, and it refuses every commit`,
    );
    expect(mend).toEqual([`${then} install -f`]);
    await repository.commit('More');
    expect(notOk(await doctor(world))).toEqual([]);
  });

  test.concurrent('a hook that no default names is installed by its name', async () => {
    const world = await preCommit();
    const text = await world.repository.read('.pre-commit-config.yaml');
    await world.repository.write('.pre-commit-config.yaml', text.replace(/^default_install.*\n/m, ''));
    await world.repository.run('prek', ['install', '--hook-type', 'pre-merge-commit']);
    const { mend } = await mendedByTyping(world, 'pre-merge-commit');
    expect(mend).toEqual(['prek install -f --hook-type pre-merge-commit']);
  });

  test.concurrent('what git may not run, neither of them does', async () => {
    const world = await preCommit();
    await world.repository.run('prek', ['install']);
    for (const hook of GIT_HOOKS) await world.repository.run('chmod', ['-x', `${hook}.legacy`]);
    expect(notOk(await doctor(world))).toEqual([]);
  });
});

test.concurrent('lefthook install was not done', async () => {
  const world = await lefthook();
  await remove(world, ...GIT_HOOKS);
  expect(notOk(await doctor(world))).toEqual(HOOKS);
  const { mend } = await mendedByTyping(world, 'pre-commit');
  expect(mend).toEqual(['lefthook install']);
});

test.concurrent('lefthook itself is gone, and its hook lets each commit pass', async () => {
  const world = await lefthook();
  const { PATH = '' } = world.repository.env;
  const env = { PATH: PATH.split(':').slice(1).join(':') };
  const hook = await world.repository.read('.git/hooks/pre-commit');
  await world.repository.write(
    '.git/hooks/pre-commit',
    hook.replaceAll(/\/\S*\/lefthook\b/g, '/gone/lefthook'),
  );
  const answer = await doctor(world, [], { env });
  expect(notOk(answer)).toContain('pre-commit');
  expect(answer.says('pre-commit')[0]).toContain('finds no lefthook');
});

test.concurrent('simple-git-hooks has not written its hooks', async () => {
  const world = await simple();
  await remove(world, ...GIT_HOOKS);
  expect(notOk(await doctor(world))).toEqual(HOOKS);
  await mendedByTyping(world, 'pre-commit');
});

test.concurrent('simple-git-hooks wrote its hooks before package.json named lockgen', async () => {
  const world = await simple();
  const text = await world.repository.read('package.json');
  await world.repository.write(
    'package.json',
    text.replaceAll(/node_modules\/\.bin\/lockgen-pre-(?:merge-)?commit/g, 'true'),
  );
  await world.repository.run('npx', ['simple-git-hooks']);
  await world.repository.write('package.json', text);
  expect(notOk(await doctor(world))).toEqual(HOOKS);
  const { mend } = await mendedByTyping(world, 'pre-merge-commit');
  expect(mend).toEqual(['npx simple-git-hooks']);
});

describe('a plain hook', () => {
  test.concurrent('that is not executable', async () => {
    const world = await plain();
    await world.repository.run('chmod', ['-x', '.git/hooks/pre-commit']);
    expect(notOk(await doctor(world))).toEqual(['pre-commit']);
    const { mend } = await mendedByTyping(world, 'pre-commit');
    expect(mend).toEqual(['chmod +x .git/hooks/pre-commit']);
  });

  test.concurrent("with Windows' line ends", async () => {
    const world = await plain();
    const text = await world.repository.read('.git/hooks/pre-commit');
    await world.repository.write('.git/hooks/pre-commit', text.replaceAll('\n', '\r\n'));
    expect(notOk(await doctor(world))).toEqual(['pre-commit']);
    await mendedByTyping(world, 'pre-commit');
  });

  test.concurrent('that is not there', async () => {
    const world = await plain();
    await remove(world, '.git/hooks/pre-merge-commit');
    const answer = await doctor(world);
    expect(notOk(answer)).toEqual(['pre-merge-commit']);
    await mendedByTyping(world, 'pre-merge-commit');
  });

  test.concurrent("that doesn't call lockgen, though it names it", async () => {
    const world = await plain();
    await world.repository.write(
      '.git/hooks/pre-commit',
      '#!/bin/sh\n# lockgen-pre-commit\nnpx lint-staged\n',
    );
    expect((await doctor(world)).says('pre-commit')[0]).toMatch(/^not-ok .* doesn't call lockgen, nor do /);
    await mendedByTyping(world, 'pre-commit');
  });

  test.concurrent('that calls it by a script of package.json, and that by a file', async () => {
    const world = await plain();
    await world.repository.stage({
      'package.json': '{ "scripts": { "hook": "sh scripts/hook.sh" } }\n',
      'scripts/hook.sh': 'exec node_modules/.bin/lockgen-pre-commit\n',
    });
    await world.repository.write('.git/hooks/pre-commit', '#!/bin/sh\nnpm run hook\n');
    expect(notOk(await doctor(world))).toEqual([]);
  });

  test.concurrent('that only judges is a note', async () => {
    const world = await plain();
    await world.repository.write(
      '.git/hooks/pre-commit',
      '#!/bin/sh\nnode_modules/.bin/lockgen check --staged\n',
    );
    expect((await doctor(world)).says('pre-commit')[0]).toMatch(
      /^note .* it judges lockfiles, and makes none/,
    );
  });

  test.concurrent('that git passes over for the hooks of all repositories', async () => {
    const world = await plain();
    await world.repository.run('mkdir', [join(world.repository.home, 'hooks')]);
    await world.repository.git('config', '--global', 'core.hooksPath', join(world.repository.home, 'hooks'));
    expect(notOk(await doctor(world))).toEqual(HOOKS);
    const { message } = await mendedByTyping(world, 'pre-commit');
    expect(message).toContain("git doesn't look into its own hooks folder");
  });

  test.concurrent('that calls another version of lockgen', async () => {
    const world = await plain();
    const { repository } = world;
    await remove(world, 'node_modules');
    await repository.write(
      'node_modules/lockgen/package.json',
      '{ "name": "lockgen", "version": "0.0.1" }\n',
    );
    await repository.write('node_modules/lockgen/hooks/pre-commit', '#!/bin/sh\n');
    await repository.run('mkdir', ['node_modules/.bin']);
    for (const name of ['pre-commit', 'pre-merge-commit'])
      await repository.run('ln', ['-s', '../lockgen/hooks/pre-commit', `node_modules/.bin/lockgen-${name}`]);
    const answer = await doctor(world);
    expect(notOk(answer)).toEqual(HOOKS);
    expect(answer.says('pre-commit')[0]).toContain(
      'with lockgen 0.0.1 (node_modules/lockgen/hooks/pre-commit); this is ',
    );
  });
});

describe('where node_modules is missing', () => {
  let registry: NpmRegistry | undefined;
  afterAll(() => registry?.close());

  /** A repository whose package.json has this lockgen, from a registry of the test's own. */
  async function withRegistry(): Promise<{ readonly world: Hooked; readonly env: NodeJS.ProcessEnv }> {
    const world = await plain();
    registry ??= await npmRegistryWith(world.installed.folder);
    const { version } = JSON.parse(await readFile(join(world.installed.folder, 'package.json'), 'utf8'));
    await world.repository.stage({
      'package.json': `{ "private": true, "devDependencies": { "lockgen": "${version}" } }\n`,
    });
    await world.repository.commit('Depend on lockgen');
    // A copy of lockgen's own hook would do with the main work tree's lockgen.
    for (const name of ['pre-commit', 'pre-merge-commit'])
      await world.repository.wireHook(`node_modules/.bin/lockgen-${name}`, { name });
    return { world, env: registry.env };
  }

  test.concurrent("a new linked work tree, for a copy of lockgen's own hook, does with the main one's", async () => {
    const answer = await doctor(await linkedWorktree(await plain()));
    expect(notOk(answer)).toEqual([]);
    expect(answer.says('pre-commit')[0]).toMatch(/^ok .* which calls /);
  });

  test.concurrent('a new linked work tree', async () => {
    const { world, env } = await withRegistry();
    const linked = await linkedWorktree(world);
    expect(notOk(await doctor(linked))).toEqual(HOOKS);
    const { message, mend } = await mendedByTyping(linked, 'pre-commit', { env });
    expect(message).toContain('it is not installed in this linked work tree');
    expect(mend).toEqual(['npm install']);
  });

  test.concurrent('a clone with a lockfile of npm', async () => {
    const { world, env } = await withRegistry();
    await remove(world, 'node_modules');
    await world.repository.run('npm', ['install', '--package-lock-only'], {
      env: { ...world.repository.env, ...env },
    });
    const { mend } = await mendedByTyping(world, 'pre-commit', { env });
    expect(mend).toEqual(['npm ci']);
  });

  test.concurrent('a lockgen that package.json doesn’t have', async () => {
    const { world, env } = await withRegistry();
    await remove(world, 'node_modules');
    await world.repository.write('package.json', '{ "private": true }\n');
    const { mend } = await mendedByTyping(world, 'pre-commit', { env });
    expect(mend).toEqual(['npm install --save-dev lockgen']);
  });
});
