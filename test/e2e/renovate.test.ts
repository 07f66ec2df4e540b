import { expect, test } from 'vitest';
import type { TargetConfig } from '../../src/config/options.js';
import { headerArguments, readHeader } from '../../src/lockfile/header.js';
import { RENOVATE_OPTIONS, refusedByRenovate } from '../../src/lockfile/renovate.js';
import { withHeaderCommand } from '../../src/lockfile/rewrite.js';
import { compileArguments, headerCommand } from '../../src/resolve/command.js';
import { type Hooked, hooked, inWorkTree } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';
import { type Bump, type Renovated, renovated } from '../helpers/renovate.js';

const lockgen = (...lines: readonly string[]): string => ['[tool.lockgen]', ...lines].join('\n');
const target = (name: string, ...lines: readonly string[]): string =>
  [`[tool.lockgen.targets.${name}]`, ...lines].join('\n');
const OUTPUT = 'output = "requirements.txt"';

/** By folder: a project, and what Renovate says where it can't read its lockfiles. */
const PROJECTS: Readonly<
  Record<
    string,
    { readonly manifest: string; readonly refused?: string; readonly files?: Record<string, string> }
  >
> = {
  '': { manifest: standardProject({ more: lockgen() }) },
  hashes: { manifest: standardProject({ more: lockgen('generate-hashes = true') }) },
  'cool-down': { manifest: standardProject({ more: lockgen('exclude-newer = "7 days"') }) },
  'cut-off': { manifest: standardProject({ more: lockgen('exclude-newer = "2040-01-01"') }) },
  moment: { manifest: standardProject({ more: lockgen('exclude-newer = "2040-01-01T12:00:00+02:00"') }) },
  floor: { manifest: standardProject({ more: lockgen('python-version = "3.11"') }) },
  constraints: {
    manifest: pyproject({
      dependencies: ['delta'],
      more: target('base', OUTPUT, 'constraints = ["limits.txt", "more/limits.txt"]'),
    }),
    files: { 'limits.txt': 'delta<2\n', 'more/limits.txt': 'alpha<2\n' },
  },
  groups: {
    manifest: pyproject({
      dependencies: ['delta'],
      groups: { dev: ['iota'], 'type-checks': ['alpha'] },
      more: [
        target('base', OUTPUT),
        target('dev', 'output = "requirements-dev.txt"', 'groups = ["dev", "type-checks"]'),
      ].join('\n'),
    }),
  },
  extras: {
    manifest: pyproject({
      dependencies: ['delta'],
      extras: { one: ['iota'], 'two.more': ['alpha'] },
      more: [
        target('base', OUTPUT),
        target('one', 'output = "requirements-one.txt"', 'extras = ["one"]'),
        target('two', 'output = "requirements-two.txt"', 'extras = ["two.more"]'),
        target('apart', 'output = "requirements-apart.txt"', 'extras = ["one", "two.more"]', 'agree = false'),
      ].join('\n'),
    }),
  },
  'without agreement': { manifest: standardProject({ more: lockgen('agree = false') }) },
  'deep/er/service': { manifest: standardProject({ more: lockgen('generate-hashes = true') }) },
  'locks below': {
    manifest: pyproject({
      dependencies: ['delta'],
      extras: { full: ['iota'] },
      more: [
        target('base', 'output = "locks/requirements.txt"'),
        target('full', 'output = "locks/requirements-full.txt"', 'extras = ["full"]'),
      ].join('\n'),
    }),
  },
  arguments: {
    manifest: pyproject({
      dependencies: ['delta', 'alpha'],
      more: lockgen(
        'uv-args = ["--no-emit-package=alpha", "--resolution=lowest-direct", "--prerelease=allow", "--fork-strategy=fewest", "--overrides=over.txt", "--no-strip-extras"]',
      ),
    }),
    files: { 'over.txt': 'delta<2\n' },
  },
  // uv's own arguments that Renovate doesn't know.
  'foreign arguments': {
    manifest: pyproject({
      dependencies: ['delta'],
      more: lockgen('uv-args = ["--index-strategy=unsafe-best-match"]'),
    }),
    refused: 'Option --index-strategy=unsafe-best-match not supported (yet)',
  },
  'one platform': {
    manifest: pyproject({
      dependencies: ['delta'],
      more: lockgen('universal = false', 'python-version = "3.11"', 'python-platform = "linux"'),
    }),
    refused: 'Option --python-platform=linux not supported (yet)',
  },
};

const place = (folder: string, path: string): string => (folder === '' ? path : `${folder}/${path}`);

/** A repository with these files, and lockfiles made by `lockgen generate`, committed. */
async function generated(files: Readonly<Record<string, string>>): Promise<Hooked> {
  const world = await hooked();
  const { repository } = world;
  await repository.stage(files);
  const result = await world.lockgen(['generate']);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  await repository.git('add', '.');
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'Lockfiles');
  return world;
}

const lockfilesOf = async ({ repository }: Hooked): Promise<string[]> => {
  const names = (await repository.git('ls-files', '-z')).split('\0');
  const found: string[] = [];
  for (const name of names)
    if (/\.txt$/.test(name) && readHeader(await repository.read(name)) !== undefined) found.push(name);
  return found;
};

test('Renovate’s own parser reads the header of every lockfile but the known exceptions, and finds its project', async () => {
  const files = Object.entries(PROJECTS).flatMap(([folder, { manifest, files: more = {} }]) => [
    [place(folder, 'pyproject.toml'), manifest],
    ...Object.entries(more).map(([path, text]) => [place(folder, path), text]),
  ]);
  const world = await generated({ ...Object.fromEntries(files), '.lockgenrc': "projects: ['**']\n" });
  const lockfiles = await lockfilesOf(world);
  const { headers, packageFiles, rules } = await renovated(world.repository, lockfiles);

  // Its options are what the table of this repository says they are.
  expect(RENOVATE_OPTIONS).toEqual([...new Set(rules.allowed)].sort());

  expect(Object.keys(headers).length).toBeGreaterThan(Object.keys(PROJECTS).length);
  for (const [folder, { refused }] of Object.entries(PROJECTS)) {
    const manifest = place(folder, 'pyproject.toml');
    const mine = lockfiles.filter((path) =>
      folder === '' ? /^requirements/.test(path) : path.startsWith(`${folder}/`),
    );
    expect(mine, folder).not.toEqual([]);
    for (const path of mine) {
      const words = headerArguments(readHeader(await world.repository.read(path)) ?? fail(path)) ?? [];
      const header = headers[path];
      if (refused === undefined) {
        expect(header, path).toMatchObject({
          argv: words,
          commandType: 'uv',
          sourceFiles: ['pyproject.toml'],
        });
        expect(refusedByRenovate(words), path).toEqual([]);
      } else {
        expect(header, path).toEqual({ refused });
        expect(refusedByRenovate(words), path).not.toEqual([]);
      }
    }
    const found = packageFiles.find(({ packageFile }) => packageFile === manifest);
    expect(found?.lockFiles, manifest).toEqual(refused === undefined ? mine : undefined);
  }
  // What is pinned, it takes for locked.
  const root = packageFiles.find(({ packageFile }) => packageFile === 'pyproject.toml');
  expect(root?.deps).toEqual(
    expect.arrayContaining([expect.objectContaining({ depName: 'gamma', lockedVersion: '1.0.0' })]),
  );
});

test('what it refuses of the options that lockgen can write is what the table refuses', async () => {
  const world = await generated({ 'pyproject.toml': pyproject({ dependencies: ['delta'] }) });
  const { repository } = world;
  const text = await repository.read('requirements.txt');
  const all: TargetConfig = {
    name: 'all',
    output: 'requirements.txt',
    extras: ['full'],
    groups: ['dev'],
    constraints: ['limits.txt'],
    explicit: true,
    generateHashes: true,
    universal: true,
    pythonPlatform: 'linux',
    pythonVersion: '3.11',
    platforms: ['linux'],
    excludeNewer: 'P7D',
    torchBackend: 'cpu',
    agree: true,
    uvArgs: ['--no-emit-package=x', '--no-build-isolation', '--index=https://example.com/simple'],
  };
  const torch = [
    '--torch-backend=cpu',
    '--find-links=https://download.pytorch.org/whl/cpu/torch/',
    '--emit-find-links',
  ];
  const words = compileArguments(all, '3.10', ['requirements-full.txt'], ['torch']);
  const options = [...words, ...torch].filter(
    (word) => word.startsWith('--') && !word.startsWith('--output-file'),
  );
  expect(options.length).toBeGreaterThan(12);
  const files: Record<string, string> = {};
  for (const [index, option] of options.entries()) {
    const output = `requirements-${index}.txt`;
    const args = ['pip', 'compile', option, `--output-file=${output}`, 'pyproject.toml'];
    files[output] = withHeaderCommand(text, headerCommand(args, []));
  }
  await repository.stage(files);
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'One option each');
  const { headers } = await renovated(repository, Object.keys(files));
  const refused = Object.values(headers).filter((header) => 'refused' in header).length;
  expect(refused).toBe(6);
  for (const [index, option] of options.entries()) {
    const isRefused = 'refused' in (headers[`requirements-${index}.txt`] ?? {});
    expect(isRefused, option).toBe(refusedByRenovate([option]).length > 0);
  }
});

/** What Renovate leaves of a bump, with new releases on the index. */
async function bumped(world: Hooked, bump: Bump): Promise<Renovated & { readonly there: Hooked }> {
  await world.index.add([
    { name: 'delta', version: '3.0.0' },
    { name: 'iota', version: '3.0.0' },
  ]);
  const result = await renovated(world.repository, await lockfilesOf(world), bump);
  return { ...result, there: inWorkTree(world, result.clone.root) };
}

async function judged({ there }: { readonly there: Hooked }): Promise<number> {
  const { exitCode, stdout, stderr } = await there.lockgen(['check', '--no-cache']);
  expect([0, 1], stdout + stderr).toContain(exitCode);
  return exitCode;
}

const BOUNDED = pyproject({ dependencies: ['delta>=2'], extras: { full: ['iota', 'zeta'] } });

test.each([
  ['', lockgen()],
  ['service', lockgen()],
  ['with hashes', lockgen('generate-hashes = true')],
])('what it does for a locked version is fresh: base and full move together (%s)', async (folder, more) => {
  const manifest = pyproject({ dependencies: ['delta>=2'], extras: { full: ['iota', 'zeta'] }, more });
  const world = await generated({ [place(folder, 'pyproject.toml')]: manifest });
  const result = await bumped(world, { depName: 'delta', newVersion: '3.0.0' });
  const both = [place(folder, 'requirements-full.txt'), place(folder, 'requirements.txt')];
  expect(result.errors).toEqual([]);
  expect(result.written).toEqual(both);
  for (const path of both) expect(await result.clone.read(path)).toContain('delta==3.0.0');
  // The others stay.
  expect(await result.clone.read(both[0] ?? '')).toContain('iota==2.0.0');
  expect(await judged(result)).toBe(0);
});

test('what it does for a raised requirement is fresh', async () => {
  const result = await bumped(await generated({ 'pyproject.toml': BOUNDED }), {
    depName: 'delta',
    newValue: '>=3.0.0',
    newVersion: '3.0.0',
  });
  expect(result.errors).toEqual([]);
  expect(await result.clone.read('pyproject.toml')).toContain('delta>=3.0.0');
  expect(result.written).toEqual(['requirements-full.txt', 'requirements.txt']);
  expect(await judged(result)).toBe(0);
});

test('lockfiles that it makes anew are fresh', async () => {
  const world = await generated({ 'pyproject.toml': BOUNDED });
  const result = await bumped(world, { depName: 'delta', newVersion: '3.0.0', refresh: true });
  expect(result.errors).toEqual([]);
  expect(await result.clone.read('requirements-full.txt')).toMatch(/delta==3\.0\.0[\s\S]*iota==3\.0\.0/);
  expect(await result.clone.read('requirements.txt')).toContain('delta==3.0.0');
  expect(await judged(result)).toBe(0);
});

test('where the name of base sorts before that of full, it can not make base; generate mends it', async () => {
  const more = [
    target('base', 'output = "locks/base.txt"'),
    target('full', 'output = "locks/full.txt"', 'extras = ["full"]'),
  ].join('\n');
  const manifest = pyproject({ dependencies: ['delta>=2'], extras: { full: ['iota'] }, more });
  const world = await generated({ 'pyproject.toml': manifest });
  const result = await bumped(world, { depName: 'delta', newValue: '>=3.0.0', newVersion: '3.0.0' });
  expect(result.errors.map(({ fileName }) => fileName)).toEqual(['locks/base.txt']);
  expect(result.written).toEqual(['locks/full.txt']);
  expect(await judged(result)).toBe(1);
  const made = await result.there.lockgen(['generate']);
  expect(made, made.stderr).toMatchObject({ exitCode: 0 });
  expect(await result.clone.read('locks/base.txt')).toContain('delta==3.0.0');
  expect(await judged(result)).toBe(0);
});

test('a pylock.toml and what is outside of the project’s folder are none of its lockfiles, though it reads their headers', async () => {
  const more = target('base', 'output = "../shared.txt"');
  const world = await generated({
    'pyproject.toml': pyproject({ dependencies: ['delta'] }),
    'service/pyproject.toml': pyproject({ name: 'service', dependencies: ['delta'], more }),
  });
  const { repository } = world;
  const header = (await repository.read('requirements.txt')).split('\n').slice(0, 2).join('\n');
  const text = [
    header.replace('requirements.txt', 'pylock.toml'),
    'lock-version = "1.0"',
    'created-by = "uv"',
    '',
    '[[packages]]',
    'name = "delta"',
    'version = "2.0.0"',
    '',
  ].join('\n');
  await repository.stage({ 'pylock.toml': text });
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'PEP 751');
  const { headers, packageFiles } = await renovated(repository, ['pylock.toml', 'shared.txt']);
  for (const path of ['pylock.toml', 'shared.txt']) {
    expect(headers[path], path).toMatchObject({ commandType: 'uv' });
    expect(headers[path], path).not.toHaveProperty('refused');
  }
  expect(packageFiles).toEqual([]);
});

function fail(path: string): never {
  throw new Error(`${path} has no header`);
}
