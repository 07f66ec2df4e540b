import { existsSync } from 'node:fs';
import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isolatedEnvironment, realPython } from '../helpers/environment.js';
import { pyproject } from '../helpers/projects.js';
import { runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { exclusively, sharedFolder } from '../helpers/shared.js';
import { packageFiles } from '../helpers/wheel.js';
import { change, check, generate, headerWords, lockgen, makeWorld, pins, proven } from './resolve-world.js';

/** The real setuptools, from the real index: what it makes of a manifest is for no stand-in to say. */
async function addSetuptools(folder: string): Promise<void> {
  const kept = join(sharedFolder(), 'setuptools-80.9.0');
  await exclusively('setuptools', async () => {
    if (existsSync(kept)) return;
    const env = isolatedEnvironment(await scratchFolder(), {}, { managedUv: false });
    const what = ['--no-deps', '--only-binary', ':all:', '--dest', `${kept}.part`, 'setuptools==80.9.0'];
    await runOk(realPython(), ['-m', 'pip', 'download', '--quiet', ...what], { env });
    await rename(`${kept}.part`, kept);
  });
  await cp(kept, folder, { recursive: true });
}

/** A package that needs no build to be understood. */
function library(name: string, dependencies: readonly string[] = ['alpha<2']): string {
  return `${pyproject({ name, dependencies })}\n[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n`;
}

/** Its back-end: an installer's dry run asks it for metadata. */
const BACKEND = [
  'import os, tomllib',
  'def prepare_metadata_for_build_wheel(folder, config_settings=None):',
  '    with open("pyproject.toml", "rb") as file:',
  '        project = tomllib.load(file)["project"]',
  "    info = f\"{project['name']}-{project['version']}.dist-info\"",
  '    os.makedirs(os.path.join(folder, info))',
  '    with open(os.path.join(folder, info, "METADATA"), "w") as out:',
  "        out.write(f\"Metadata-Version: 2.1\\nName: {project['name']}\\nVersion: {project['version']}\\n\")",
  '        for requirement in project["dependencies"]:',
  '            out.write(f"Requires-Dist: {requirement}\\n")',
  '    return info',
  'prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel',
  '',
].join('\n');

function libraryFiles(
  folder: string,
  name: string,
  dependencies?: readonly string[],
): Record<string, string> {
  return { [`${folder}/pyproject.toml`]: library(name, dependencies), [`${folder}/backend.py`]: BACKEND };
}

describe.each([
  ['a path dependency', 'requirements at the root', '', 'lib', '{ path = "lib" }', './lib'],
  ['an editable one', 'at the root', '', 'lib', '{ path = "lib", editable = true }', '-e ./lib'],
  ['a path dependency', 'of a project in a sub-folder', 'svc', 'lib', '{ path = "../lib" }', '../lib'],
  [
    'an editable one',
    'of a deep project',
    'a/svc',
    'lib',
    '{ path = "../../lib", editable = true }',
    '-e ../../lib',
  ],
])('%s %s', (_what, _where, folder, place, source, written) => {
  const inProject = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const project = (dependencies: readonly string[]): string =>
    pyproject({
      dependencies,
      extras: { full: ['theta', 'omega<2.3'] },
      more: `[tool.uv.sources]\nlib = ${source}\n\n[tool.lockgen]`,
    });

  test.concurrent(`is written ${written}, and full still holds base`, async () => {
    const world = await makeWorld({
      files: { [inProject('pyproject.toml')]: project(['lib', 'sigma']), ...libraryFiles(place, 'lib') },
    });
    await generate(world);
    const base = await world.repository.read(inProject('requirements.txt'));
    expect(base.split('\n')).toContain(written);
    expect(await pins(world, inProject('requirements.txt'))).toEqual(
      [written, 'alpha==1.1.0', 'omega==2.2.0', 'sigma==1.0.0'].sort(),
    );
    expect(headerWords(base).filter((word) => word.startsWith('--constraint'))).toEqual([]);
    expect(base).not.toContain('# via -c');
    expect(base).not.toContain('#   -c');
    await proven(world, { folder: folder === '' ? '.' : folder });
  });
});

test.concurrent('a path dependency that changes is drift', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['lib'],
        more: '[tool.uv.sources]\nlib = { path = "lib" }',
      }),
      ...libraryFiles('lib', 'lib'),
    },
  });
  await generate(world);
  await world.repository.write('lib/pyproject.toml', library('lib', ['alpha<2', 'delta']));
  expect(await check(world)).toMatchObject({ exitCode: 1 });
  await generate(world);
  expect(await pins(world)).toEqual(['./lib', 'alpha==1.1.0', 'delta==2.0.0']);
  await proven(world);
});

test.concurrent('members of a workspace', async () => {
  const member = (name: string, dependencies: readonly string[], more = ''): string =>
    pyproject({ name, dependencies, more });
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        name: 'root',
        dependencies: ['one'],
        extras: { full: ['two', 'theta'] },
        more: [
          '[tool.uv]',
          'constraint-dependencies = ["alpha<2"]',
          '[tool.uv.workspace]',
          'members = ["packages/*"]',
          '[tool.uv.sources]',
          'one = { workspace = true }',
          'two = { workspace = true }',
        ].join('\n'),
      }),
      ...libraryFiles('packages/one', 'one', ['two']),
      'packages/one/pyproject.toml': `${library('one', ['two', 'iota'])}\n[tool.uv.sources]\ntwo = { workspace = true }\n`,
      ...libraryFiles('packages/two', 'two', ['alpha']),
      'packages/svc/pyproject.toml': `${member('svc', ['one', 'delta'])}\n[tool.uv.sources]\none = { workspace = true }\n\n[tool.lockgen]\n`,
    },
  });
  await generate(world);
  expect(await pins(world)).toEqual([
    '-e ./packages/one',
    '-e ./packages/two',
    'alpha==1.1.0',
    'iota==2.0.0',
  ]);
  expect(await pins(world, 'packages/svc/requirements.txt')).toEqual([
    '-e ../one',
    '-e ../two',
    'alpha==1.1.0',
    'delta==2.0.0',
    'iota==2.0.0',
  ]);
  await proven(world);
  await proven(world, { folder: 'packages/svc' });
});

test.concurrent('a path dependency outside the repository is refused', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['lib'],
        more: '[tool.uv.sources]\nlib = { path = "../lib" }',
      }),
    },
  });
  const result = await lockgen(world, ['generate']);
  expect(result).toMatchObject({ exitCode: 1 });
  expect(result.stderr).toMatch(/pyproject\.toml:\d+: the path dependency "\.\.\/lib" lies outside/);
});

describe('dependencies that setuptools reads from files', () => {
  const project = `[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "dynamic"
version = "1.0.0"
requires-python = ">=3.10"
dynamic = ["dependencies", "optional-dependencies"]

[tool.setuptools]
py-modules = []

[tool.setuptools.dynamic]
dependencies = { file = ["deps/base.in"] }
optional-dependencies.full = { file = ["deps/full.in"] }

`;
  const setuptools = [
    { name: 'alpha', version: '1.0.0' },
    { name: 'alpha', version: '2.0.0' },
    { name: 'iota', version: '1.0.0' },
  ];

  test.concurrent('count as they are staged', async () => {
    const world = await makeWorld({
      files: { 'pyproject.toml': project, 'deps/base.in': 'alpha<2\n', 'deps/full.in': 'iota\n' },
      packages: setuptools,
    });
    await addSetuptools(world.index.folder);
    await generate(world);
    expect(await pins(world)).toEqual(['alpha==1.0.0']);
    expect(await pins(world, 'requirements-full.txt')).toEqual(['alpha==1.0.0', 'iota==1.0.0']);
    await proven(world);
    await change(world, { 'deps/base.in': 'alpha>=2\n' });
    expect(await pins(world)).toEqual(['alpha==2.0.0']);
    expect((await world.repository.status()).join()).not.toContain('egg-info');
  });

  test.concurrent('and that are missing are refused, not taken for empty', async () => {
    const world = await makeWorld({
      files: { 'pyproject.toml': project, 'deps/base.in': 'alpha<2\n' },
      packages: setuptools,
    });
    const result = await lockgen(world, ['generate']);
    expect(result).toMatchObject({ exitCode: 2 });
    expect(result.stderr).toContain('deps/full.in');
    expect(await world.repository.status()).toEqual([]);
  });
});

test.concurrent('wheels that the repository itself holds', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['vendored', 'alpha'],
        more: '[tool.uv.pip]\nfind-links = ["wheels"]\nemit-find-links = true',
      }),
    },
    reach: {},
  });
  for (const { fileName, content } of packageFiles({ name: 'vendored', version: '1.0.0' })) {
    await world.repository.write(`wheels/${fileName}`, content);
  }
  await generate(world);
  expect(await pins(world)).toEqual(['alpha==2.0.0', 'vendored==1.0.0']);
  expect(await world.repository.read('requirements.txt')).toContain('\n--find-links wheels\n');
  await proven(world);
});
