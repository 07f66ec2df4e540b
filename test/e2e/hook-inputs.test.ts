import { describe, expect, test } from 'vitest';
import { blocked, hooked, withoutUvAndPython } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';
import type { TestRepository } from '../helpers/repository.js';
import { type PackageOptions, packageFiles } from '../helpers/wheel.js';

const CONSTRAINED = pyproject({
  dependencies: ['alpha', 'delta'],
  more: '[tool.lockgen.targets.base]\noutput = "requirements.txt"\nconstraints = ["limits/all.txt"]',
});

/** Stages the one file of a package in `vendor`, and gives its path. */
async function stagePackage(repository: TestRepository, options: PackageOptions): Promise<string> {
  const [file] = packageFiles(options);
  if (file === undefined) throw new Error(`${options.name} has no file`);
  const path = `vendor/${file.fileName}`;
  await repository.write(path, file.content);
  await repository.git('add', path);
  return path;
}

describe('a commit of another input than pyproject.toml carries the lockfiles as well', () => {
  test.concurrent('a constraints file, and one that it takes in', async () => {
    const { repository, commit, pins } = await hooked();
    await commit({
      'pyproject.toml': CONSTRAINED,
      'limits/all.txt': '-r more.txt\nalpha<2\n',
      'limits/more.txt': 'delta<2\n',
    });
    expect(await pins('requirements.txt')).toEqual(['alpha==1.1.0', 'delta==1.5.0']);
    await commit({ 'limits/all.txt': '-r more.txt\nalpha<1.1\n' });
    expect(await repository.changed()).toEqual(['limits/all.txt', 'requirements.txt']);
    expect(await pins('requirements.txt')).toEqual(['alpha==1.0.0', 'delta==1.5.0']);
    await commit({ 'limits/more.txt': 'delta<1.5\n' });
    expect(await repository.changed()).toEqual(['limits/more.txt', 'requirements.txt']);
    expect(await pins('requirements.txt')).toEqual(['alpha==1.0.0', 'delta==1.0.0']);
  });

  test.concurrent.each([
    { file: '.lockgenrc', text: 'generateHashes: true\n' },
    { file: '.lockgenrc.toml', text: 'generate-hashes = true\n' },
    { file: 'package.json', text: '{ "name": "x", "lockgen": { "generateHashes": true } }\n' },
  ])('the configuration in $file', async ({ file, text }) => {
    const { repository, commit } = await hooked();
    await commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
    await commit({ [file]: text });
    expect(await repository.changed()).toEqual([file, 'requirements.txt']);
    expect(await repository.show('HEAD:requirements.txt')).toMatch(/alpha==2\.0\.0 \\\n {4}--hash=sha256:/);
  });

  test.concurrent('the configuration that makes a project managed, or needs other lockfiles of it', async () => {
    const { repository, commit } = await hooked();
    await commit({ 'svc/pyproject.toml': standardProject() });
    expect(await repository.files()).toEqual(['svc/pyproject.toml']);
    const base = 'projects: [svc]\ntargets: { base: { output: requirements.txt } }\n';
    await commit({ '.lockgenrc': base });
    expect(await repository.changed()).toEqual(['.lockgenrc', 'svc/requirements.txt']);
    await commit({ '.lockgenrc': 'projects: [svc]\n' });
    // The base is constrained by full from now on, as its header says.
    const lockfiles = ['svc/requirements-full.txt', 'svc/requirements.txt'];
    expect(await repository.changed()).toEqual(['.lockgenrc', ...lockfiles]);
  });

  test.concurrent('[tool.lockgen], which names another output', async () => {
    const { repository, commit } = await hooked();
    await commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
    const more = '[tool.lockgen.targets.base]\noutput = "locked/base.txt"';
    await commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'], more }) });
    expect(await repository.changed()).toEqual(['locked/base.txt', 'pyproject.toml']);
  });

  test.concurrent('uv.toml: added, and removed', async () => {
    const { repository, commit, pins } = await hooked();
    await commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
    await commit({ 'uv.toml': 'constraint-dependencies = ["alpha<2"]\n' });
    expect(await repository.changed()).toEqual(['requirements.txt', 'uv.toml']);
    expect(await pins('requirements.txt')).toEqual(['alpha==1.1.0']);
    await repository.git('rm', '--quiet', 'uv.toml');
    // The pins still fit, so that none moves; only the comment that names uv.toml goes.
    await commit({ 'notes.md': '' });
    expect(await repository.changed()).toEqual(['notes.md', 'requirements.txt', 'uv.toml']);
    expect(await pins('requirements.txt')).toEqual(['alpha==1.1.0']);
  });

  test.concurrent("a workspace root's manifest, and a member's", async () => {
    const { repository, commit, pins } = await hooked();
    const root = (constraint: string) =>
      `[tool.uv]\nconstraint-dependencies = ["${constraint}"]\n[tool.uv.workspace]\nmembers = ["packages/*"]\n`;
    const member = pyproject({
      name: 'app',
      dependencies: ['alpha', 'lib'],
      more: '[tool.uv.sources]\nlib = { workspace = true }\n[tool.lockgen]',
    });
    await commit({
      'pyproject.toml': root('alpha<2'),
      'packages/app/pyproject.toml': member,
      'packages/lib/pyproject.toml': pyproject({ name: 'lib', dependencies: ['iota<2'] }),
    });
    const lockfile = 'packages/app/requirements.txt';
    expect(await pins(lockfile)).toEqual(expect.arrayContaining(['alpha==1.1.0', 'iota==1.0.0']));
    expect(await repository.show(`HEAD:${lockfile}`)).toMatch(/^(-e )?\.\.\/lib$/m);
    await commit({ 'pyproject.toml': root('alpha<1.1') });
    expect(await repository.changed()).toEqual([lockfile, 'pyproject.toml']);
    expect(await pins(lockfile)).toContain('alpha==1.0.0');
    await commit({ 'packages/lib/pyproject.toml': pyproject({ name: 'lib', dependencies: ['iota>=2'] }) });
    expect(await repository.changed()).toEqual(['packages/lib/pyproject.toml', lockfile].sort());
    expect(await pins(lockfile)).toContain('iota==2.0.0');
    await repository.git('rm', '--quiet', 'packages/lib/pyproject.toml');
    expect(await blocked({ repository }, () => repository.tryCommit('Without'))).toContain('lib');
  });

  test.concurrent("a path dependency's manifest, and not its sources", async () => {
    const world = await hooked();
    const { repository, commit, pins } = world;
    await commit({
      'pyproject.toml': pyproject({
        dependencies: ['lib'],
        more: '[tool.uv.sources]\nlib = { path = "libs/lib" }',
      }),
      'libs/lib/pyproject.toml': pyproject({ name: 'lib', dependencies: ['delta<2'] }),
      'libs/lib/lib.py': '',
    });
    expect(await repository.show('HEAD:requirements.txt')).toMatch(/^\.\/libs\/lib$/m);
    await commit({ 'libs/lib/pyproject.toml': pyproject({ name: 'lib', dependencies: ['delta<1.5'] }) });
    expect(await repository.changed()).toEqual(['libs/lib/pyproject.toml', 'requirements.txt']);
    expect(await pins('requirements.txt')).toContain('delta==1.0.0');
    const alone = await withoutUvAndPython(world);
    await commit({ 'libs/lib/lib.py': 'x = 1\n' }, { env: alone.env });
    expect(await alone.started()).toEqual([]);
  });

  test.concurrent.each([
    { kind: 'a wheel', sdist: {} },
    { kind: 'a source archive', sdist: { sdist: 'only' } },
  ] as const)('$kind in a folder that find-links names: another release, and none', async ({ sdist }) => {
    const { repository, commit, pins } = await hooked();
    const release = (version: string): Promise<string> =>
      stagePackage(repository, { name: 'vendored', version, ...sdist });
    const first = await release('1.0.0');
    await commit({
      'pyproject.toml': pyproject({
        dependencies: ['vendored'],
        more: '[tool.uv]\nfind-links = ["vendor"]',
      }),
    });
    expect(await pins('requirements.txt')).toEqual(['vendored==1.0.0']);
    const second = await release('2.0.0');
    await repository.git('rm', '-q', first);
    await repository.commit('Another release');
    expect(await repository.changed()).toEqual(['requirements.txt', first, second]);
    expect(await pins('requirements.txt')).toEqual(['vendored==2.0.0']);
    await repository.git('rm', '-q', second);
    expect(await blocked({ repository }, () => repository.tryCommit('Without'))).toContain('vendor');
  });

  test.concurrent('a wheel that is a path dependency: built anew, and removed', async () => {
    const { repository, commit, pins } = await hooked();
    const build = (requirement: string): Promise<string> =>
      stagePackage(repository, { name: 'vendored', version: '1.0.0', requires: [requirement] });
    const path = await build('alpha<2');
    await commit({
      'pyproject.toml': pyproject({
        dependencies: ['vendored'],
        more: `[tool.uv.sources]\nvendored = { path = "${path}" }`,
      }),
    });
    expect(await pins('requirements.txt')).toContain('alpha==1.1.0');
    await build('alpha<1.1');
    await repository.commit('Another build');
    expect(await repository.changed()).toEqual(['requirements.txt', path]);
    expect(await pins('requirements.txt')).toContain('alpha==1.0.0');
    await repository.git('rm', '-q', path);
    expect(await blocked({ repository }, () => repository.tryCommit('Without'))).toContain(
      `the path dependency "${path}" isn't there`,
    );
  });

  test.concurrent('what a dynamic project reads its dependencies from', async () => {
    const { repository, commit, pins } = await hooked();
    await commit({
      'pyproject.toml': DYNAMIC,
      'backend.py': BACKEND,
      'requirements.in': 'alpha<2\n',
    });
    expect(await pins('requirements.txt')).toEqual(['alpha==1.1.0']);
    await commit({ 'requirements.in': 'alpha<1.1\niota\n' });
    expect(await repository.changed()).toEqual(['requirements.in', 'requirements.txt']);
    expect(await pins('requirements.txt')).toEqual(['alpha==1.0.0', 'iota==2.0.0']);
  });

  test.concurrent('one that is gone blocks the commit', async () => {
    const { repository, commit } = await hooked();
    await commit({ 'pyproject.toml': CONSTRAINED, 'limits/all.txt': 'alpha<2\n' });
    await repository.git('rm', '--quiet', '--cached', 'limits/all.txt');
    const { exitCode, stderr } = await repository.tryCommit('Gone');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('pyproject.toml names limits/all.txt');
  });
});

describe('what is not staged has no effect', () => {
  test.concurrent('edits of the configuration, of a constraints file, and untracked ones', async () => {
    const { repository, commit, pins } = await hooked();
    await commit({ 'pyproject.toml': CONSTRAINED, 'limits/all.txt': 'alpha<2\n', '.lockgenrc': '{}\n' });
    const unstaged = {
      '.lockgenrc': 'generateHashes: true\n',
      'limits/all.txt': 'alpha<1.1\n',
      'uv.toml': 'constraint-dependencies = ["delta<1.5"]\n',
    };
    for (const [path, text] of Object.entries(unstaged)) await repository.write(path, text);
    await repository.stage({ 'pyproject.toml': CONSTRAINED.replace('"delta"', '"delta", "iota"') });
    await repository.commit('Change');
    expect(await pins('requirements.txt')).toEqual(['alpha==1.1.0', 'delta==2.0.0', 'iota==2.0.0']);
    expect(await repository.show('HEAD:requirements.txt')).not.toContain('--hash');
    for (const [path, text] of Object.entries(unstaged)) expect(await repository.read(path)).toBe(text);
    expect(await repository.status()).toEqual([' M .lockgenrc', ' M limits/all.txt', '?? uv.toml']);
  });

  test.concurrent("the user's and the environment's own ideas of versions", async () => {
    const { repository, commit, pins } = await hooked();
    await repository.write('../home/.config/uv/uv.toml', 'resolution = "lowest"\n');
    await commit(
      { 'pyproject.toml': standardProject({ dependencies: ['alpha', 'delta'], extras: {} }) },
      { env: { UV_RESOLUTION: 'lowest', UV_EXCLUDE_NEWER: '2001-01-01T00:00:00Z' } },
    );
    expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
  });
});

const DYNAMIC = `[project]
name = "sample"
version = "1"
requires-python = ">=3.10"
dynamic = ["dependencies"]

[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[tool.setuptools.dynamic]
dependencies = { file = ["requirements.in"] }
`;

// A back-end in the tree, since the index has none; it reads what setuptools would.
const BACKEND = `import os

def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    info = os.path.join(metadata_directory, 'sample-1.dist-info')
    os.mkdir(info)
    with open('requirements.in') as requirements:
        lines = ['Requires-Dist: ' + line for line in requirements]
    with open(os.path.join(info, 'METADATA'), 'w') as metadata:
        metadata.write('Metadata-Version: 2.2\\nName: sample\\nVersion: 1\\n' + ''.join(lines))
    with open(os.path.join(info, 'WHEEL'), 'w') as wheel:
        wheel.write('Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    return 'sample-1.dist-info'
`;
