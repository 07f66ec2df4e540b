import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheFolder } from '../../src/cache.js';
import { withPath } from '../helpers/environment.js';
import { nodeFolder } from '../helpers/npm-programs.js';
import { installedLockgen } from '../helpers/package.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

// A node from 22.1 on has a compile cache of its own, which lockgen turns on; this is about the others.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const HAS_ITS_OWN = major > 22 || (major === 22 && minor >= 1);

/** Notes what code the scripts are given, and whether V8 takes it. */
const SPY = `
const vm = require('node:vm');
const { appendFileSync } = require('node:fs');
const { basename } = require('node:path');
const { Script } = vm;
vm.Script = class extends Script {
  constructor(source, options) {
    super(source, options);
    const how = options.cachedData === undefined ? 'none' : this.cachedDataRejected ? 'refused' : 'taken';
    appendFileSync(process.env.LOCKGEN_TEST_NOTES, basename(options.filename) + ' ' + how + '\\n');
  }
};
`;

interface World {
  readonly repository: TestRepository;
  /** Where the code is kept. */
  readonly folder: string;
  /** Runs `lockgen --version`, which has to do; says what code was given to node, by file. */
  run(env?: NodeJS.ProcessEnv): Promise<string[]>;
}

async function world(): Promise<World> {
  const [{ bin }, repository, scratch] = await Promise.all([
    installedLockgen(),
    makeRepository(),
    scratchFolder(),
  ]);
  const spy = join(scratch, 'spy.cjs');
  await writeFile(spy, SPY);
  let runs = 0;
  return {
    repository,
    folder: join(cacheFolder(repository.env, process.platform, repository.home), 'compiled'),
    async run(env = {}) {
      runs += 1;
      const notes = join(scratch, `notes-${runs}`);
      await writeFile(notes, '');
      const result = await repository.run(bin, ['--version'], {
        env: { ...repository.env, NODE_OPTIONS: `--require=${spy}`, LOCKGEN_TEST_NOTES: notes, ...env },
      });
      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
      expect(result.stdout).toMatch(/^\d+.\d+.\d+/);
      return (await readFile(notes, 'utf8')).trimEnd().split('\n');
    },
  };
}

const files = async ({ folder }: World): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).map((name) => join(folder, name)).sort();

describe.runIf(!HAS_ITS_OWN)('code that V8 made of lockgen’s files is kept', () => {
  test('and taken by the next run', async () => {
    const here = await world();
    expect(await here.run()).toContain('core.cjs none');
    const kept = await files(here);
    expect(kept).not.toEqual([]);
    const again = await here.run();
    expect(again).toContain('core.cjs taken');
    expect(again.filter((one) => !one.endsWith(' taken'))).toEqual([]);
    expect(await files(here)).toEqual(kept);
    for (const path of [here.folder, ...kept]) expect((await stat(path)).mode & 0o077).toBe(0);
  });

  test.each<[string, (path: string) => Promise<void>]>([
    ['is cut off', (path) => truncate(path, 1000)],
    ['is empty', (path) => writeFile(path, '')],
    [
      'has one bit that is another',
      async (path) => {
        const bytes = await readFile(path);
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        await writeFile(path, bytes);
      },
    ],
  ])('and where it %s, made anew', async (_how, damage) => {
    const here = await world();
    await here.run();
    for (const path of await files(here)) await damage(path);
    expect(await here.run()).toContain('core.cjs none');
    expect(await here.run()).toContain('core.cjs taken');
  });

  test('and goes after a month, when another is written', async () => {
    const here = await world();
    await here.run();
    const old = join(here.folder, 'f'.repeat(64));
    await writeFile(old, '');
    await utimes(old, new Date('2020-01-01'), new Date('2020-01-01'));
    await truncate((await files(here))[0] ?? '', 0);
    await here.run();
    expect(await files(here)).not.toContain(old);
  });
});

test('a node that has a compile cache of its own keeps it there', async () => {
  const here = await world();
  const env = withPath(here.repository.env, await nodeFolder('24.21.0'));
  const { bin } = await installedLockgen();
  for (let run = 0; run < 2; run += 1)
    expect(await here.repository.run(bin, ['--version'], { env })).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await readdir(here.folder)).join()).toMatch(/^v24\.21\.0-/);
});

describe.runIf(!HAS_ITS_OWN)('code is not taken', () => {
  test.each<[string, (folder: string) => Promise<void>]>([
    ['from a folder that others can write', (folder) => chmod(folder, 0o777)],
    [
      'from a file that others can write',
      async (folder) => {
        for (const name of await readdir(folder)) await chmod(join(folder, name), 0o666);
      },
    ],
    [
      'through a link',
      async (folder) => {
        await rename(folder, `${folder}-elsewhere`);
        await symlink(`${folder}-elsewhere`, folder);
      },
    ],
    [
      'from a cache that is in a work tree by a link',
      async (folder) => {
        const cache = dirname(folder);
        const tree = join(await scratchFolder(), 'tree');
        await mkdir(join(tree, '.git'), { recursive: true });
        await rename(cache, join(tree, 'cache'));
        await symlink(join(tree, 'cache'), cache);
      },
    ],
  ])('%s', async (_where, change) => {
    const here = await world();
    await here.run();
    expect(await here.run()).toContain('core.cjs taken');
    await change(here.folder);
    expect(await here.run()).not.toContain('core.cjs taken');
  });

  test('from a folder below the one that a command is typed in, or that GIT_WORK_TREE names', async () => {
    const here = await world();
    await here.run();
    expect(await here.run({ GIT_WORK_TREE: here.repository.home })).not.toContain('core.cjs taken');
    expect(await here.run()).toContain('core.cjs taken');
  });
});

describe('no code is kept', () => {
  test('where NODE_DISABLE_COMPILE_CACHE says so', async () => {
    const here = await world();
    await here.run({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(await files(here)).toEqual([]);
  });

  test('nor read, in a work tree: it may come with a commit', async () => {
    const here = await world();
    const XDG_CACHE_HOME = here.repository.path('cache');
    await here.run({ XDG_CACHE_HOME });
    expect(await readdir(here.repository.root)).toEqual(['.git']);
  });

  test('where a file is in the way', async () => {
    const here = await world();
    await writeFile(here.folder, 'mine');
    await here.run();
    expect(await readFile(here.folder, 'utf8')).toBe('mine');
  });

  test('in a place where there can be no folder', async () => {
    const here = await world();
    await here.run({ XDG_CACHE_HOME: '/proc/none' });
  });
});
