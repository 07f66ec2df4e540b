import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isolatedEnvironment } from '../helpers/environment.js';
import { pyproject, standardProject } from '../helpers/projects.js';
import { openRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';
import { check, generate, lockgen, makeWorld, proven, type World } from './resolve-world.js';

const project = standardProject({
  more: '[tool.lockgen]\nexclude-newer = "2030-01-01"\n',
});

async function texts(world: World): Promise<(string | undefined)[]> {
  return await Promise.all(
    ['requirements.txt', 'requirements-full.txt'].map((name) => world.repository.tryRead(name)),
  );
}

/** The same files at another place, of another user. */
async function elsewhere(world: World, folder: string): Promise<World> {
  const scratch = await scratchFolder();
  const root = join(scratch, folder);
  await mkdir(root, { recursive: true });
  await cp(world.repository.root, root, { recursive: true });
  const env = isolatedEnvironment(join(scratch, 'home'), world.reach);
  return { ...world, repository: openRepository(root, join(scratch, 'home'), env) };
}

test.concurrent('the same files give the same bytes at another place, and for another user', async () => {
  const world = await makeWorld({ files: { 'pyproject.toml': project } });
  const other = await elsewhere(world, 'another place/with spaces, ünd more');
  await generate(world);
  await generate(other);
  expect(await texts(other)).toEqual(await texts(world));
  expect((await texts(world))[0]).toBeDefined();
});

describe('what a user has set changes no byte:', () => {
  const uvToml = (text: string) => async (world: World) => {
    await mkdir(join(world.repository.home, '.config', 'uv'), { recursive: true });
    await openRepository(world.repository.home, '', world.repository.env).write('.config/uv/uv.toml', text);
  };
  const nothing = async (): Promise<void> => undefined;

  test.concurrent.each<[string, NodeJS.ProcessEnv, (world: World) => Promise<void>]>([
    [
      'variables that steer uv',
      {
        UV_EXCLUDE_NEWER: '2001-01-01',
        UV_RESOLUTION: 'lowest-direct',
        UV_CONSTRAINT: '/nowhere.txt',
        UV_OVERRIDE: '/nowhere.txt',
        UV_TORCH_BACKEND: 'cu128',
        UV_CUSTOM_COMPILE_COMMAND: 'make',
        UV_NO_CONFIG: '1',
      },
      nothing,
    ],
    [
      'a virtual environment, a PYTHONPATH and a time zone',
      { VIRTUAL_ENV: '/nowhere', PYTHONPATH: '/nowhere', TZ: 'Pacific/Kiritimati' },
      nothing,
    ],
    [
      'uv.toml',
      {},
      uvToml(
        [
          'resolution = "lowest"',
          'exclude-newer = "2001-01-01T00:00:00Z"',
          'constraint-dependencies = ["alpha<2"]',
          '[pip]',
          'no-header = true',
          'no-annotate = true',
          'generate-hashes = true',
        ].join('\n'),
      ),
    ],
  ])('%s', async (_what, env, prepare) => {
    const world = await makeWorld({ files: { 'pyproject.toml': project } });
    const other = await elsewhere(world, 'repository');
    await generate(world);
    await prepare(other);
    expect(await lockgen(other, ['generate'], { env })).toMatchObject({ exitCode: 0 });
    expect(await texts(other)).toEqual(await texts(world));
    expect((await texts(world))[1]).toContain('theta==1.0.0');
  });
});

test.concurrent('a uv.toml above the repository changes nothing, one inside it does', async () => {
  const world = await makeWorld({ files: { 'pyproject.toml': project } });
  const other = await elsewhere(world, 'above/repository');
  await openRepository(join(other.repository.root, '..'), '', other.repository.env).write(
    'uv.toml',
    'resolution = "lowest"\n',
  );
  await generate(world);
  await generate(other);
  expect(await texts(other)).toEqual(await texts(world));

  await world.repository.write('uv.toml', 'constraint-dependencies = ["alpha<2"]\n');
  expect(await check(world)).toMatchObject({ exitCode: 1 });
});

test.concurrent('places that only this machine has are not written, even where the project has emit-find-links', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({ dependencies: ['alpha'], more: '[tool.uv.pip]\nemit-find-links = true' }),
    },
  });
  await generate(world);
  expect((await texts(world))[0]).not.toContain('--find-links');
});

test.concurrent.each([
  ['a date', '2030-01-01', '--exclude-newer=2030-01-02T00:00:00Z'],
  ['a duration', '7 days', '--exclude-newer=P7D'],
])('exclude-newer as %s is stated so that it means the same everywhere', async (_what, value, stated) => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['alpha'],
        more: `[tool.lockgen]\nexclude-newer = "${value}"`,
      }),
    },
  });
  await generate(world);
  expect((await texts(world))[0]).toContain(` ${stated} `);
  await proven(world);
});

test.concurrent.each([
  ['>=3.10,<3.13', '3.10'],
  ['==3.11.*', '3.11'],
  ['>3.9', '3.9'],
  ['>=3.8.1', '3.8.1'],
])('requires-python = "%s" is locked from Python %s on', async (requiresPython, floor) => {
  const world = await makeWorld({
    files: { 'pyproject.toml': pyproject({ requiresPython, dependencies: ['beta'] }) },
  });
  await generate(world);
  expect((await texts(world))[0]).toContain(` --python-version=${floor} `);
});

test.concurrent("a fault in the user's uv.toml is told as theirs, and not as the project's", async () => {
  const world = await makeWorld({ files: { 'pyproject.toml': project } });
  const { repository } = world;
  await mkdir(join(repository.home, '.config', 'uv'), { recursive: true });
  await openRepository(repository.home, '', repository.env).write(
    '.config/uv/uv.toml',
    '[[index]]\nurl = "http://x:99999/simple"\n',
  );
  const made = await lockgen(world, ['generate']);
  expect(made).toMatchObject({ exitCode: 2 });
  expect(made.stderr).toContain("uv can't use your own uv.toml, or the system's");
  expect(made.stderr).toContain('Failed to parse: your uv.toml');
  expect(made.stderr).not.toContain('/config/uv/');
});
