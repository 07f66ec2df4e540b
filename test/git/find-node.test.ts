import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findNodeWithin,
  layOut,
  OTHER_NODE_FOLDERS,
  USUAL_NODE_FOLDERS,
  windowPath,
} from '../helpers/node-folders.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';
import type { RunResult } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';

/** What is a POSIX shell on this machine. */
const SHELLS = [
  ['/bin/sh'],
  ['/bin/dash'],
  ['/bin/bash'],
  ['/bin/bash', '--posix'],
  ['/bin/ksh'],
  ['/bin/busybox', 'sh'],
  ['/usr/bin/busybox', 'sh'],
].filter(([path = '']) => existsSync(path));

interface World {
  readonly repository: TestRepository;
  readonly home: string;
  /** What stands for the root of the file system, where the script looks in fixed folders. */
  readonly system: string;
  /** Runs the script with nothing but HOME and PATH, and these variables. */
  find(env?: NodeJS.ProcessEnv, cwd?: string, shell?: readonly string[]): Promise<RunResult>;
}

async function world(): Promise<World> {
  const repository = await makeRepository({ files: { 'notes.md': '' } });
  const home = await scratchFolder();
  const [PATH, system] = await Promise.all([windowPath(repository.env), scratchFolder()]);
  const script = join(system, 'find-node');
  await writeFile(script, await findNodeWithin(system));
  return {
    repository,
    home,
    system,
    find: (env = {}, cwd = repository.root, [shell = 'sh', ...args] = []) =>
      repository.run(shell, [...args, script], { cwd, env: { HOME: home, PATH, ...env } }),
  };
}

/** A program that only knows that it is a node of some version. */
async function nodeThatSays(path: string, version: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho ${version}\n`);
  await chmod(path, 0o755);
}

const found = (path: string) => ({ exitCode: 0, stdout: `${path}\n`, stderr: '' });
const NOTHING = { exitCode: 1, stdout: '', stderr: '' };

describe('find-node', () => {
  it.each([...USUAL_NODE_FOLDERS, ...OTHER_NODE_FOLDERS])('takes the node of $name', async (folders) => {
    const { home, find } = await world();
    await layOut(home, folders);
    for (const shell of SHELLS)
      expect(await find({}, undefined, shell), shell.join(' ')).toMatchObject(
        found(join(home, folders.taken)),
      );
  });

  it.each([
    ['NVM_DIR', 'versions/node/v22.9.0/bin/node'],
    ['FNM_DIR', 'node-versions/v22.9.0/installation/bin/node'],
    ['VOLTA_HOME', 'tools/image/node/22.9.0/bin/node'],
    ['MISE_DATA_DIR', 'installs/node/22.9.0/bin/node'],
    ['ASDF_DATA_DIR', 'installs/nodejs/22.9.0/bin/node'],
    ['NODENV_ROOT', 'versions/22.9.0/bin/node'],
    ['N_PREFIX', 'bin/node'],
    ['HOMEBREW_PREFIX', 'bin/node'],
    ['HOMEBREW_PREFIX', 'opt/node@22/bin/node'],
    ['XDG_DATA_HOME', 'fnm/node-versions/v22.9.0/installation/bin/node'],
    ['XDG_DATA_HOME', 'mise/installs/node/22.9.0/bin/node'],
    ['XDG_CONFIG_HOME', 'nvm/versions/node/v22.9.0/bin/node'],
    // As on Windows.
    ['APPDATA', 'fnm/node-versions/v22.9.0/installation/node.exe'],
    ['LOCALAPPDATA', 'Volta/tools/image/node/22.9.0/node.exe'],
    ['NVM_SYMLINK', 'node.exe'],
    ['ProgramFiles', 'nodejs/node.exe'],
  ])('looks where %s says: %s', async (variable, path) => {
    const { find } = await world();
    const folder = join(await scratchFolder(), 'a folder');
    await layOut(folder, { nodes: [path] });
    expect(await find({ [variable]: folder })).toMatchObject(found(join(folder, path)));
  });

  it.each([
    '/opt/homebrew/bin/node',
    '/opt/homebrew/opt/node@22/bin/node',
    '/usr/local/bin/node',
    '/home/linuxbrew/.linuxbrew/bin/node',
    '/opt/local/bin/node',
    '/snap/bin/node',
  ])('looks for %s', async (path) => {
    const { system, find } = await world();
    await layOut(system, { nodes: [path] });
    expect(await find()).toMatchObject(found(join(system, path)));
  });

  it('takes that of PATH first, then what is recorded, then a manager’s', async () => {
    const { repository, home, find } = await world();
    await layOut(home, { nodes: ['on path/node', 'recorded/node', '.nvm/versions/node/v22.9.0/bin/node'] });
    const PATH = `${await windowPath(repository.env)}:${join(home, 'on path')}`;
    await repository.git('config', 'lockgen.node', join(home, 'recorded/node'));
    expect(await find({ PATH })).toMatchObject(found(join(home, 'on path/node')));
    expect(await find()).toMatchObject(found(join(home, 'recorded/node')));
    await repository.git('config', '--unset', 'lockgen.node');
    expect(await find()).toMatchObject(found(join(home, '.nvm/versions/node/v22.9.0/bin/node')));
  });

  describe('a node on which lockgen ran', () => {
    /** One on PATH that notes that it was asked, and what lockgen notes of it. */
    async function known(folder = 'on path') {
      const made = await world();
      const node = join(made.home, folder, 'node');
      const asked = join(made.home, 'asked');
      await mkdir(dirname(node), { recursive: true });
      await writeFile(node, `#!/bin/sh\n: >'${asked}'\necho v22.9.0\n`, { mode: 0o755 });
      const note = async (cache: string): Promise<void> => {
        const [noted, time] = [join(cache, 'lockgen/nodes', node), new Date('2026-01-02T03:04:05Z')];
        await mkdir(dirname(noted), { recursive: true });
        await writeFile(noted, '');
        for (const path of [node, noted]) await utimes(path, time, time);
      };
      const PATH = `${await windowPath(made.repository.env)}:${dirname(node)}`;
      return { ...made, node, note, PATH, isAsked: () => existsSync(asked) };
    }

    it('and that is as it was then is taken without being asked', async () => {
      for (const [variable, folder] of [
        [undefined, '.cache'],
        [undefined, 'Library/Caches'],
        ['XDG_CACHE_HOME', 'elsewhere'],
      ] as const) {
        const { home, node, note, PATH, find, isAsked } = await known();
        await note(join(home, folder));
        const env = variable === undefined ? {} : { [variable]: join(home, folder) };
        for (const shell of SHELLS) {
          expect(await find({ PATH, ...env }, undefined, shell), shell.join(' ')).toMatchObject(found(node));
          expect(isAsked(), shell.join(' ')).toBe(false);
        }
      }
    });

    it.each(['2020-01-01', '2030-01-01'])('and that has another time now (%s) is asked', async (day) => {
      const { home, node, note, PATH, find, isAsked } = await known();
      await note(join(home, '.cache'));
      await utimes(node, new Date(day), new Date(day));
      expect(await find({ PATH })).toMatchObject(found(node));
      expect(isAsked()).toBe(true);
    });

    it('gives way to none that the environment tells of', async () => {
      const { repository, find } = await world();
      const node = repository.path('node_modules/.bin/node');
      await mkdir(dirname(node), { recursive: true });
      await writeFile(node, '#!/bin/sh\necho v22.9.0\n', { mode: 0o755 });
      const PATH = `${dirname(node)}:${await windowPath(repository.env)}`;
      expect(await find({ PATH, trees: '/nowhere', top: '/nowhere' })).toMatchObject(NOTHING);
    });

    it('is asked where it is a link now, and where no note can be', async () => {
      const { home, node, note, PATH, find, isAsked } = await known();
      await note(join(home, '.cache'));
      await rename(node, `${node}-22`);
      await symlink(`${node}-22`, node);
      expect(await find({ PATH, XDG_CACHE_HOME: 'relative' })).toMatchObject(found(node));
      expect(isAsked()).toBe(true);
    });

    it('is not taken from a work tree all the same', async () => {
      const { home, node, note, PATH, find } = await known();
      await note(join(home, '.cache'));
      await mkdir(join(dirname(node), '..', '.git'));
      const { repository } = await world();
      await repository.git('worktree', 'list');
      expect(await find({ PATH })).toMatchObject(found(node));
      expect(await find({ PATH, GIT_WORK_TREE: home }, home)).toMatchObject(NOTHING);
    });
  });

  it('finds what is recorded in a linked worktree and with git’s variables of a hook', async () => {
    const { repository, home, find } = await world();
    await layOut(home, { nodes: ['recorded/node'] });
    await repository.git('config', 'lockgen.node', join(home, 'recorded/node'));
    const linked = join(await scratchFolder(), 'linked');
    await repository.git('worktree', 'add', '--quiet', linked);
    const GIT_DIR = repository.path('.git/worktrees/linked');
    for (const env of [{}, { GIT_DIR, GIT_INDEX_FILE: join(GIT_DIR, 'index') }])
      expect(await find(env, linked)).toMatchObject(found(join(home, 'recorded/node')));
  });

  it.each([
    ['v18.20.8', false],
    ['v20.18.3', false],
    ['v9.11.2', false],
    ['v20.19.0', true],
    ['v22.0.0', true],
    ['v100.0.0-nightly20300101', true],
    ['something else', false],
    ["''", false],
  ])('a node that says %s serves: %s', async (version, serves) => {
    const { repository, home, find } = await world();
    await nodeThatSays(join(home, 'bin/node'), version);
    const PATH = `${join(home, 'bin')}:${await windowPath(repository.env)}`;
    expect(await find({ PATH })).toMatchObject(serves ? found(join(home, 'bin/node')) : NOTHING);
  });

  it('passes over a node that is too old, is no program, or doesn’t run', async () => {
    const { repository, home, find } = await world();
    await nodeThatSays(join(home, 'old/node'), 'v18.20.8');
    await writeFile(join(home, 'file'), '');
    await nodeThatSays(join(home, '.nvm/versions/node/v24.1.0/bin/node'), '; exit 1');
    await mkdir(join(home, '.fnm/node-versions/v24.1.0/installation/bin/node'), { recursive: true });
    await symlink('gone', join(home, 'node'));
    await layOut(home, { nodes: ['.asdf/installs/nodejs/22.9.0/bin/node'] });
    for (const recorded of ['old/node', 'file', 'node', 'nothing']) {
      await repository.git('config', 'lockgen.node', join(home, recorded));
      const PATH = `${join(home, 'old')}:${home}:${await windowPath(repository.env)}`;
      expect(await find({ PATH })).toMatchObject(found(join(home, '.asdf/installs/nodejs/22.9.0/bin/node')));
    }
  });

  it('finds nothing where there is nothing, without a home too', async () => {
    const { find } = await world();
    expect(await find()).toMatchObject(NOTHING);
    expect(await find({ HOME: undefined })).toMatchObject(NOTHING);
    expect(await find({ HOME: '' })).toMatchObject(NOTHING);
  });
});

describe('find-node takes none that a commit could have brought', () => {
  it('from PATH, what is recorded, or a manager’s folder, in this work tree, another one, or a link into it', async () => {
    const { repository, home, find } = await world();
    const linked = join(await scratchFolder(), 'linked');
    await repository.git('worktree', 'add', '--quiet', linked);
    const into = join(home, 'link');
    await symlink(repository.root, into);
    await layOut(repository.root, { nodes: ['bin/node', 'versions/node/v22.9.0/bin/node'] });
    const tools = await windowPath(repository.env);
    for (const cwd of [repository.root, linked]) {
      for (const folder of [repository.root, into]) {
        await repository.git('config', 'lockgen.node', join(folder, 'bin/node'));
        const env = { PATH: `${join(folder, 'bin')}:${tools}`, NVM_DIR: folder };
        expect(await find(env, cwd), `${cwd} ${folder}`).toMatchObject(NOTHING);
      }
    }
  });

  it('by a relative or an empty entry of PATH, or a relative path that is recorded', async () => {
    const { repository, find } = await world();
    await layOut(repository.root, { nodes: ['bin/node', 'node'] });
    const tools = await windowPath(repository.env);
    for (const recorded of ['bin/node', 'node', './bin/node', '~/bin/node']) {
      await repository.git('config', 'lockgen.node', recorded);
      expect(await find({ PATH: `:bin:./bin:.:${tools}`, NVM_DIR: '.' }), recorded).toMatchObject(NOTHING);
    }
  });

  it('nor in the repository that it is a submodule of', async () => {
    const { repository, find } = await world();
    const inner = await makeRepository({ files: { 'notes.md': '' } });
    await repository.git('submodule', 'add', '--quiet', inner.root, 'inner');
    await layOut(repository.root, { nodes: ['bin/node'] });
    const PATH = `${repository.path('bin')}:${await windowPath(repository.env)}`;
    expect(await find({ PATH }, repository.path('inner'))).toMatchObject(NOTHING);
  });

  it('by a committed file that .git/config includes, by the user’s configuration, or by a variable of git’s', async () => {
    const { repository, home, find } = await world();
    await layOut(home, { nodes: ['elsewhere/node'] });
    const text = `[lockgen]\n\tnode = ${join(home, 'elsewhere/node')}\n`;
    await repository.stage({ '.gitconfig': text });
    await repository.git('config', 'include.path', '../.gitconfig');
    await writeFile(join(home, '.gitconfig'), text);
    expect(await repository.git('config', 'lockgen.node')).toContain('elsewhere');
    const env = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'lockgen.node',
      GIT_CONFIG_VALUE_0: join(home, 'elsewhere/node'),
    };
    expect(await find(env)).toMatchObject(NOTHING);
  });

  it('by the repository’s version files', async () => {
    const { repository, home, find } = await world();
    await layOut(home, {
      nodes: ['.nvm/versions/node/v22.9.0/bin/node', '.nvm/versions/node/v24.1.0/bin/node'],
    });
    const files = { '.nvmrc': '22\n', '.node-version': '22.9.0\n', '.tool-versions': 'nodejs 22.9.0\n' };
    await repository.stage(files);
    expect(await find()).toMatchObject(found(join(home, '.nvm/versions/node/v24.1.0/bin/node')));
  });
});
