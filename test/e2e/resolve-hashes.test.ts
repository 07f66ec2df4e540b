import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLockfile } from '../../src/lockfile/parse.js';
import { realPython } from '../helpers/environment.js';
import { pyproject } from '../helpers/projects.js';
import { type RunResult, run } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { change, check, generate, makeWorld, pins, proven, type World } from './resolve-world.js';

const project = (dependencies: readonly string[]): string =>
  pyproject({
    dependencies,
    extras: { full: ['theta[fast]', 'omega<2.3'] },
    more: '[tool.lockgen]\ngenerate-hashes = true',
  });

async function hashesOf(world: World, name: string): Promise<(readonly string[])[]> {
  return parseLockfile(await world.repository.read(name)).pins.map((pin) => pin.hashes);
}

const FALSE_HASH = `sha256:${'0'.repeat(64)}`;

test.concurrent('every pin has the hashes of all its files', async () => {
  // With pages: of a mere folder uv hashes the one file that it opens.
  const world = await makeWorld({
    files: { 'pyproject.toml': project(['gamma', 'sigma', 'kappa.core']) },
    reach: {},
  });
  await generate(world);
  for (const name of ['requirements.txt', 'requirements-full.txt']) {
    expect((await hashesOf(world, name)).filter((hashes) => hashes.length === 0)).toEqual([]);
  }
  const kappa = parseLockfile(await world.repository.read('requirements.txt')).pins.find(
    (pin) => pin.key === 'kappa-core',
  );
  expect(kappa?.hashes).toHaveLength(3);
  await proven(world);
});

test.concurrent('a tampered hash is drift, and is not carried on', async () => {
  const world = await makeWorld({ files: { 'pyproject.toml': project(['sigma', 'alpha']) } });
  await generate(world);
  const honest = new Map<string, string>();
  for (const name of ['requirements.txt', 'requirements-full.txt']) {
    const text = await world.repository.read(name);
    honest.set(name, text);
    const first = /sha256:[0-9a-f]{64}/.exec(text)?.[0] ?? '';
    await world.repository.write(name, text.replace(first, FALSE_HASH));
  }
  const checked = await check(world);
  expect(checked).toMatchObject({ exitCode: 1 });
  expect(checked.stdout).toMatch(/hash/);

  await generate(world, '--accept-hashes=alpha');
  for (const [name, text] of honest) expect(await world.repository.read(name)).toBe(text);

  await world.repository.git('add', '.');
  await world.repository.commit('Lock');

  // Neither by a commit that changes something else.
  await world.repository.write(
    'requirements-full.txt',
    (honest.get('requirements-full.txt') ?? '').replace(/sha256:[0-9a-f]{64}/, FALSE_HASH),
  );
  await change(world, { 'pyproject.toml': project(['sigma', 'alpha', 'iota']) });
  expect(await world.repository.read('requirements-full.txt')).not.toContain(FALSE_HASH);
  expect(await world.repository.read('requirements.txt')).not.toContain(FALSE_HASH);
  await proven(world);
});

test.concurrent('a lockfile without hashes gets them when they are asked for, its pins kept', async () => {
  const plain = project(['sigma', 'alpha']).replace('generate-hashes = true', '');
  const world = await makeWorld({ files: { 'pyproject.toml': plain } });
  await generate(world);
  const before = await pins(world, 'requirements-full.txt');
  await world.index.add([{ name: 'alpha', version: '2.5.0' }]);
  await world.repository.write('pyproject.toml', project(['sigma', 'alpha']));
  expect(await check(world)).toMatchObject({ exitCode: 1 });
  await generate(world);
  expect(await pins(world, 'requirements-full.txt')).toEqual(before);
  await proven(world);
});

test.concurrent('a file that the index got later is no drift', async () => {
  const world = await makeWorld({ files: { 'pyproject.toml': project(['kappa.core']) }, reach: {} });
  await generate(world);
  const before = await hashesOf(world, 'requirements.txt');
  await world.release([{ name: 'kappa.core', version: '3.1.0', platformTags: ['musllinux_1_2_x86_64'] }]);
  expect(await check(world)).toMatchObject({ exitCode: 0 });
  await change(world, { 'pyproject.toml': project(['kappa.core', 'iota']) });
  expect((await hashesOf(world, 'requirements.txt')).find((hashes) => hashes.length > 2)).toEqual(
    expect.arrayContaining([...(before[0] ?? [])]),
  );
});

test.concurrent.each(['requirements.txt', 'requirements-full.txt'])(
  'pip --require-hashes installs %s, and refuses it with another hash',
  async (name) => {
    const world = await makeWorld({ files: { 'pyproject.toml': project(['sigma', 'alpha']) } });
    await generate(world);
    const { repository, index } = world;
    const install = async (): Promise<RunResult> => {
      const target = join(await scratchFolder(), 'site');
      const flags = ['--require-hashes', '--no-input', '--disable-pip-version-check', '--target', target];
      return await run(realPython(), ['-m', 'pip', 'install', ...flags, ...index.pipArgs, '-r', name], {
        cwd: repository.root,
        env: repository.env,
      });
    };
    const installed = await install();
    expect(installed, installed.stderr).toMatchObject({ exitCode: 0 });
    expect(installed.stdout).toContain('Successfully installed alpha-2.0.0');
    const text = await repository.read(name);
    await repository.write(name, text.replace(/sha256:[0-9a-f]{64}/, FALSE_HASH));
    const refused = await install();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain('DO NOT MATCH THE HASHES');
  },
);
