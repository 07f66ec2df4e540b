import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseLockfile } from '../../src/lockfile/parse.js';
import { refusedByRenovate } from '../../src/lockfile/renovate.js';
import { realPython } from '../helpers/environment.js';
import { STANDARD_PACKAGES } from '../helpers/local-index.js';
import { pyproject, torchProject } from '../helpers/projects.js';
import { run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { DEFAULT_TORCH_PACKAGES, startTorchIndex, type TorchIndex } from '../helpers/torch-index.js';
import { sharedUv } from '../helpers/uv.js';
import {
  change,
  check,
  generate,
  headerWords,
  lockgen,
  makeWorld,
  pins,
  proven,
  type World,
} from './resolve-world.js';

const PAGE = 'https://download.pytorch.org/whl/cpu/torch/';
const TORCH_PINS = ["torch==2.8.0 ; sys_platform == 'darwin'", "torch==2.8.0+cpu ; sys_platform != 'darwin'"];
/** The three lines with which uv does by itself what lockgen asks of it. */
const THREE_LINES = `[tool.uv.pip]\ntorch-backend = "cpu"\nfind-links = ["${PAGE}"]\nemit-find-links = true\n`;

let torch: TorchIndex;
beforeAll(async () => {
  torch = await startTorchIndex(await scratchFolder());
});
afterAll(async () => {
  await torch.close();
});

const packages = [...STANDARD_PACKAGES, ...DEFAULT_TORCH_PACKAGES];

async function torchWorld(project: string, inFolder = false): Promise<World> {
  const files = { 'pyproject.toml': project };
  if (!inFolder) return await makeWorld({ files, packages, reach: torch.env });
  const world = await makeWorld({ files, packages });
  Object.assign(world.repository.env, torch.env);
  return world;
}

const forTorch = (word: string): boolean =>
  ['--torch-backend=cpu', `--find-links=${PAGE}`, '--emit-find-links'].includes(word);

async function optionsOf(world: World, name: string): Promise<string[]> {
  return parseLockfile(await world.repository.read(name)).options.map((option) => option.text);
}

describe.each([
  ['a direct torch', pyproject({ dependencies: ['alpha'], extras: { full: ['torch>=2'] } })],
  ['a transitive torch', torchProject()],
])('%s', (_what, project) => {
  test("is the CPU's, found by its own page, and base has nothing of it", async () => {
    const world = await torchWorld(project);
    await generate(world);
    const full = await pins(world, 'requirements-full.txt');
    expect(full).toEqual(expect.arrayContaining(TORCH_PINS));
    expect(full.join()).not.toMatch(/nu-cuda|nvidia|cuda|triton/);
    expect(await optionsOf(world, 'requirements-full.txt')).toEqual([`--find-links ${PAGE}`]);
    const words = headerWords(await world.repository.read('requirements-full.txt'));
    expect(words.filter(forTorch)).toEqual([
      '--torch-backend=cpu',
      `--find-links=${PAGE}`,
      '--emit-find-links',
    ]);
    expect(await pins(world)).toEqual(['alpha==2.0.0']);
    expect(await optionsOf(world, 'requirements.txt')).toEqual([]);
    expect(headerWords(await world.repository.read('requirements.txt')).filter(forTorch)).toEqual([]);
    await proven(world, { refused: forTorch });
  });
});

test('with three lines in [tool.uv.pip] the header stays one that Renovate reads', async () => {
  const world = await torchWorld(torchProject({ more: THREE_LINES }));
  await generate(world);
  expect(await pins(world, 'requirements-full.txt')).toEqual(expect.arrayContaining(TORCH_PINS));
  expect(await optionsOf(world, 'requirements-full.txt')).toEqual([`--find-links ${PAGE}`]);
  await proven(world);
});

test('torch in base: base and full both find it', async () => {
  const world = await torchWorld(pyproject({ dependencies: ['rho'], extras: { full: ['iota'] } }));
  await generate(world);
  for (const name of ['requirements.txt', 'requirements-full.txt']) {
    expect(await pins(world, name)).toEqual(expect.arrayContaining(TORCH_PINS));
    expect(await optionsOf(world, name)).toEqual([`--find-links ${PAGE}`]);
  }
  await proven(world, { refused: forTorch });
});

test('torch comes and goes, and its page with it', async () => {
  const world = await torchWorld(pyproject({ dependencies: ['alpha<2'] }));
  await generate(world);
  await change(world, { 'pyproject.toml': pyproject({ dependencies: ['alpha<2', 'rho'] }) });
  expect(await pins(world)).toEqual(['alpha==1.1.0', 'rho==1.0.0', ...TORCH_PINS]);
  expect(await optionsOf(world, 'requirements.txt')).toEqual([`--find-links ${PAGE}`]);
  await change(world, { 'pyproject.toml': pyproject({ dependencies: ['alpha<2'] }) });
  expect(await pins(world)).toEqual(['alpha==1.1.0']);
  expect(await optionsOf(world, 'requirements.txt')).toEqual([]);
  await proven(world);
});

test('a lockfile that lost its find-links line is stale', async () => {
  const world = await torchWorld(pyproject({ dependencies: ['rho'] }));
  await generate(world);
  const text = await world.repository.read('requirements.txt');
  await world.repository.write('requirements.txt', text.replace(`--find-links ${PAGE}\n`, ''));
  const checked = await check(world);
  expect(checked).toMatchObject({ exitCode: 1 });
  expect(checked.stdout).toContain(PAGE);
});

test('with hashes', async () => {
  const world = await torchWorld(
    pyproject({
      dependencies: ['rho'],
      more: '[tool.lockgen]\ngenerate-hashes = true\n',
    }),
  );
  await generate(world);
  expect(await pins(world)).toEqual(expect.arrayContaining(TORCH_PINS));
  await proven(world, { refused: forTorch });
});

test.each([
  ['of lockgen', '[tool.lockgen]\nexclude-newer = "2025-01-01"\n'],
  ['of uv', '[tool.uv]\nexclude-newer = "2025-01-01T00:00:00Z"\n'],
])('a cut-off %s, though the pages of torch have no dates', async (_whose, more) => {
  // Wheels in a folder are under no cut-off; on a page they would be, and here only those of torch are.
  const world = await torchWorld(
    pyproject({ dependencies: ['rho'], extras: { full: ['iota'] }, more }),
    true,
  );
  const report = await generate(world);
  expect(report).not.toContain('upload date');
  for (const name of ['requirements.txt', 'requirements-full.txt']) {
    expect(await pins(world, name)).toEqual(expect.arrayContaining(TORCH_PINS));
    const words = headerWords(await world.repository.read(name));
    expect(words).toContain('--exclude-newer-package=torch=false');
    expect(refusedByRenovate(words).filter((word) => !forTorch(word))).toEqual([]);
  }
  const before = await world.repository.read('requirements.txt');
  await generate(world);
  expect(await world.repository.read('requirements.txt')).toBe(before);
  expect(await check(world)).toMatchObject({ exitCode: 0 });
});

test('a cut-off blocks where another index gives no dates, instead of leaving all out', async () => {
  const world = await torchWorld(
    pyproject({ dependencies: ['alpha'], more: '[tool.lockgen]\nexclude-newer = "2025-01-01"\n' }),
  );
  const result = await lockgen(world, ['generate']);
  expect(result).toMatchObject({ exitCode: 2 });
  expect(result.stderr).toMatch(/no upload times for alpha/);
  expect(await world.repository.tryRead('requirements.txt')).toBeUndefined();
});

test('torch-backend = "none" takes what the default index has, and asks PyTorch nothing', async () => {
  const asked = torch.requests.length;
  const world = await torchWorld(
    pyproject({ dependencies: ['rho'], more: '[tool.lockgen]\ntorch-backend = "none"\n' }),
  );
  await generate(world);
  expect(await pins(world)).toContain("nu-cuda==12.0.0 ; sys_platform == 'linux'");
  expect(torch.requests.length).toBe(asked);
  await proven(world);
});

test('a project without torch asks PyTorch nothing', async () => {
  const asked = torch.requests.length;
  const world = await torchWorld(pyproject({ dependencies: ['alpha'] }));
  await generate(world);
  expect(torch.requests.length).toBe(asked);
});

test('plain pip and uv install the lockfile as it is', async () => {
  const world = await torchWorld(torchProject());
  await generate(world);
  const { repository, reach } = world;
  const lockfile = repository.path('requirements-full.txt');
  // The stand-in has wheels for Linux, macOS on ARM and Windows; this machine may be another.
  const target = join(await scratchFolder(), 'target');
  const where = ['--target', target, '--only-binary', ':all:', '--no-deps'];
  const linux = ['--platform', 'manylinux_2_28_x86_64', '--python-version', '3.12'];
  const index = ['--index-url', reach.UV_DEFAULT_INDEX ?? ''];
  const pip = await run(
    realPython(),
    ['-m', 'pip', 'install', '--dry-run', ...where, ...linux, ...index, '-r', lockfile],
    { env: repository.env },
  );
  expect(pip, pip.stderr).toMatchObject({ exitCode: 0 });
  expect(pip.stdout).toMatch(/Would install.* torch-2\.8\.0\+cpu/);

  await runOk(
    await sharedUv(),
    ['pip', 'sync', '--target', target, '--python-platform', 'x86_64-manylinux_2_28', lockfile],
    { cwd: repository.root, env: repository.env },
  );
  expect(await readdir(target)).toContain('torch-2.8.0+cpu.dist-info');
});
