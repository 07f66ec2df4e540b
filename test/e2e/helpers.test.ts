import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PINNED_UV } from '../../src/uv/version.js';
import { isolatedEnvironment, realPython, withPath } from '../helpers/environment.js';
import {
  disagreementsBetween,
  type InstallOptions,
  installable,
  installableEverywhere,
  places,
} from '../helpers/installable.js';
import { makeIndex, STANDARD_PACKAGES } from '../helpers/local-index.js';
import { installedLockgen } from '../helpers/package.js';
import {
  boundedProject,
  disagreeingProject,
  platformProject,
  pyproject,
  standardProject,
  torchProject,
  unsatisfiableProject,
} from '../helpers/projects.js';
import { makeRepository, openRepository } from '../helpers/repository.js';
import { type RunResult, run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { exclusively, sharedFolder } from '../helpers/shared.js';
import { DEFAULT_TORCH_PACKAGES, startTorchIndex } from '../helpers/torch-index.js';
import { sharedUv } from '../helpers/uv.js';

// The other tests believe what these helpers say, so each is shown here to tell the good from the bad.

describe('run', () => {
  test('gives exit status, both outputs and the input', async () => {
    const result = await run('sh', ['-c', 'cat; echo problem >&2; exit 3'], { input: 'hello\n' });
    expect(result).toMatchObject({ exitCode: 3, stdout: 'hello\n', stderr: 'problem\n' });
  });

  test('gives 128 + the number of the signal that ended a program', async () => {
    expect((await run('sh', ['-c', 'kill -TERM $$'])).exitCode).toBe(143);
  });

  test('rejects where the program is missing, and runOk where it fails', async () => {
    await expect(run('no-such-program-at-all')).rejects.toThrow('could not start no-such-program-at-all');
    await expect(runOk('sh', ['-c', 'echo because; exit 1'])).rejects.toThrow('because');
  });
});

test('of two that ask for the same lock, one waits', async () => {
  const order: string[] = [];
  const hold = (name: string) =>
    exclusively('helpers-test', async () => {
      order.push(`${name} in`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push(`${name} out`);
    });
  await Promise.all([hold('a'), hold('b')]);
  expect(order.map((line) => line.split(' ')[1])).toEqual(['in', 'out', 'in', 'out']);
});

test('a lock that a dead process left is taken over', async () => {
  const { stdout } = await runOk('sh', ['-c', 'echo $$']);
  await writeFile(join(sharedFolder(), 'helpers-dead.lock'), stdout.trim());
  expect(await exclusively('helpers-dead', async () => 'done')).toBe('done');
});

describe('the isolated environment', () => {
  test('has git, node and a real Python with pip, and no uv', async () => {
    const env = isolatedEnvironment(await scratchFolder());
    const script = 'git --version && node --version && python3 -m pip --version';
    expect((await run('sh', ['-c', script], { env })).exitCode).toBe(0);
    expect((await run('sh', ['-c', 'command -v uv'], { env })).exitCode).not.toBe(0);
    const asked = await runOk('python3', ['-c', 'import sys; print(sys.executable)'], { env });
    expect(asked.stdout.trim()).toBe(realPython());
  });

  test('hides a uv that lies in a folder with needed programs', async () => {
    const folder = await scratchFolder();
    for (const name of ['git', 'uv', 'python3']) {
      const real = name === 'python3' ? realPython() : name;
      await writeFile(join(folder, name), `#!/bin/sh\nexec ${real} "$@"\n`, { mode: 0o755 });
    }
    const script = [
      `import { isolatedEnvironment } from './test/helpers/environment.ts';`,
      `console.log(isolatedEnvironment(${JSON.stringify(await scratchFolder())}).PATH);`,
    ].join('\n');
    const { stdout } = await runOk(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      {
        cwd: join(import.meta.dirname, '../..'),
        env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, TMPDIR: folder },
      },
    );
    const folders = stdout.trim().split(':');
    expect(folders).not.toContain(folder);
    expect(folders.filter((one) => existsSync(join(one, 'uv')))).toEqual([]);
    expect(folders.some((one) => existsSync(join(one, 'git')))).toBe(true);
  });

  test('has nothing of the user’s git, and lets a variable be set and taken away', async () => {
    const home = await scratchFolder();
    const env = isolatedEnvironment(home, { CI: '1', LANG: undefined });
    expect(Object.keys(env).filter((name) => /^(GIT|UV)_/.test(name))).toEqual([
      'GIT_CONFIG_NOSYSTEM',
      'GIT_CONFIG_GLOBAL',
      'UV_CACHE_DIR',
    ]);
    expect(env).toMatchObject({ HOME: home, CI: '1' });
    expect(env).not.toHaveProperty('LANG');
    const listed = await runOk('git', ['config', '--list', '--show-origin'], { env, cwd: home });
    expect(
      listed.stdout
        .trim()
        .split('\n')
        .every((line) => line.includes(home)),
    ).toBe(true);
  });

  test('shares the managed uv with other homes, and nothing else', async () => {
    const home = await scratchFolder();
    isolatedEnvironment(home);
    expect(existsSync(join(home, '.cache/lockgen/uv'))).toBe(true);
    const other = await scratchFolder();
    isolatedEnvironment(other, {}, { managedUv: false });
    expect(existsSync(join(other, '.cache'))).toBe(false);
  });
});

describe('the repository', () => {
  test('writes, stages, commits and reads back', async () => {
    const repository = await makeRepository({
      folder: 'with spaces and ü',
      files: { 'a.txt': 'one\n', 'sub/ü b.txt': 'two\n' },
    });
    expect(await repository.files()).toEqual(['a.txt', 'sub/ü b.txt']);
    expect(await repository.status()).toEqual([]);
    await repository.stage({ 'a.txt': 'changed\n' });
    await repository.write('new.txt', 'new\n');
    expect(await repository.status()).toEqual(['M  a.txt', '?? new.txt']);
    const before = await repository.id();
    await repository.commit('Change');
    expect(await repository.changed()).toEqual(['a.txt']);
    expect(await repository.show('HEAD:a.txt')).toBe('changed\n');
    expect(await repository.show(`${before}:a.txt`)).toBe('one\n');
    expect(await repository.tryShow('HEAD:new.txt')).toBeUndefined();
    expect(await repository.tryRead('nothing')).toBeUndefined();
    await repository.remove('new.txt');
    expect(await repository.status()).toEqual([]);
  });

  test('has no commit, and its branch is main, unless files are given', async () => {
    const repository = await makeRepository({ init: ['--object-format=sha256'] });
    expect((await repository.tryGit('rev-parse', 'HEAD')).exitCode).toBe(128);
    expect(await repository.git('symbolic-ref', 'HEAD')).toBe('refs/heads/main\n');
    await repository.commit('Empty', { args: ['--allow-empty'] });
    expect(await repository.id()).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(['call', 'copy', 'link'] as const)('runs a hook that is wired as a %s', async (as) => {
    const repository = await makeRepository({ files: { 'a.txt': 'one\n' } });
    const hook = join(repository.home, "it's a hook");
    await writeFile(hook, '#!/bin/sh\necho "says $WORD" >&2\nexit 1\n');
    await chmod(hook, 0o755);
    await repository.wireHook(hook, { as });
    await repository.stage({ 'a.txt': 'two\n' });
    const refused = await repository.tryCommit('No', { env: { WORD: 'no' } });
    expect(refused).toMatchObject({ exitCode: 1, stderr: 'says no\n' });
    await expect(repository.commit('No')).rejects.toThrow('says');
    expect(await repository.show('HEAD:a.txt')).toBe('one\n');
  });

  test('opens a linked worktree, whose hooks are the repository’s', async () => {
    const repository = await makeRepository({ files: { 'a.txt': 'one\n' } });
    await repository.git('worktree', 'add', '../linked');
    const linked = openRepository(join(repository.root, '../linked'), repository.home, repository.env);
    await writeFile(join(repository.home, 'hook'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await linked.wireHook(join(repository.home, 'hook'));
    expect((await repository.tryCommit('No', { args: ['--allow-empty'] })).exitCode).toBe(1);
  });
});

describe('the local index', () => {
  let uv: string;
  let index: Awaited<ReturnType<typeof makeIndex>>;
  let options: InstallOptions;
  const everywhere = places(['3.10', '3.12', '3.13']);

  beforeAll(async () => {
    uv = await sharedUv();
    index = await makeIndex(await scratchFolder());
    options = { uv, env: isolatedEnvironment(await scratchFolder(), index.env) };
  });

  /** Compiles as lockgen would, for a floor of 3.10; gives the pins (no comments) and where they are. */
  async function compile(
    text: string,
    more: { args?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
  ): Promise<{ result: RunResult; pins: string[]; lockfile: string }> {
    const folder = await scratchFolder();
    await writeFile(join(folder, 'pyproject.toml'), text);
    const result = await run(
      uv,
      [
        ...['pip', 'compile', 'pyproject.toml', '--universal', '--python-version=3.10'],
        ...['-o', 'requirements.txt', '--no-annotate', ...(more.args ?? [])],
      ],
      { cwd: folder, env: { ...options.env, UV_PYTHON_DOWNLOADS: 'never', ...more.env } },
    );
    const lockfile = join(folder, 'requirements.txt');
    const written = await readFile(lockfile, 'utf8').catch(() => '');
    return { result, lockfile, pins: written.split('\n').filter((line) => /^\w/.test(line)) };
  }

  test('is asked by the pinned uv', async () => {
    const version = await runOk(uv, ['--version'], { env: options.env });
    expect(version.stdout).toContain(PINNED_UV);
  });

  test('forks by Python, with what packages need and their extras', async () => {
    const { pins, lockfile } = await compile(standardProject(), { args: ['--extra=full'] });
    expect(pins).toEqual([
      'alpha==2.0.0',
      "beta==1.0.0 ; python_full_version < '3.11'",
      "beta==2.0.0 ; python_full_version >= '3.11'",
      'delta==2.0.0',
      'gamma==1.0.0',
      'iota==2.0.0',
      'theta==1.0.0',
    ]);
    expect(await installableEverywhere(lockfile, everywhere, options)).toEqual([]);
    const { installed } = await installable(lockfile, {
      ...options,
      pythonVersion: '3.10',
      platform: 'windows',
    });
    expect(installed.get('beta')).toBe('1.0.0');
  });

  test('has other packages for other platforms', async () => {
    const { pins, lockfile } = await compile(platformProject());
    expect(pins).toEqual([
      'mu==1.0.0',
      "nu-macos==1.0.0 ; sys_platform == 'darwin'",
      "nu-windows==1.0.0 ; sys_platform == 'win32'",
    ]);
    expect(await installableEverywhere(lockfile, everywhere, options)).toEqual([]);
  });

  test('has no answer for what excludes each other, nor outside the bounds of a project', async () => {
    const { result } = await compile(unsatisfiableProject());
    expect(result).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('No solution found when resolving'),
    });
    const bounded = await compile(boundedProject());
    expect(bounded.result).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("python_full_version >= '3.13'"),
    });
    const mended = await compile(
      boundedProject({ more: `[tool.uv]\nenvironments = ["python_version < '3.13'"]` }),
    );
    expect(mended.pins).toContain("pi==1.0.0 ; python_full_version < '3.13'");
  });

  test('gives hashes that pip and uv accept', async () => {
    const { lockfile } = await compile(pyproject({ dependencies: ['theta[all]', 'xi'] }), {
      args: ['--generate-hashes'],
    });
    const target = join(await scratchFolder(), 'target');
    await runOk(
      'python3',
      ['-m', 'pip', 'install', '--quiet', ...index.pipArgs, '--target', target, '-r', lockfile],
      { env: options.env },
    );
    expect(existsSync(join(target, 'kappa_core.py'))).toBe(true);
    expect(existsSync(join(target, 'xi.py'))).toBe(true);
    await runOk(uv, ['pip', 'install', '--target', `${target}-of-uv`, '-r', lockfile], { env: options.env });
    expect(existsSync(join(`${target}-of-uv`, 'xi.py'))).toBe(true);
    const tampered = (await readFile(lockfile, 'utf8')).replaceAll(
      /sha256:.{8}/g,
      (found) => `${found.slice(0, 7)}00000000`,
    );
    await writeFile(lockfile, tampered);
    const refused = await run(
      'python3',
      ['-m', 'pip', 'install', '--quiet', ...index.pipArgs, '--target', `${target}-2`, '-r', lockfile],
      { env: options.env },
    );
    expect(refused.stderr).toContain('DO NOT MATCH THE HASHES');
  });

  test('releases and withdraws', async () => {
    const own = await makeIndex(await scratchFolder(), STANDARD_PACKAGES);
    const project = pyproject({ dependencies: ['alpha'] });
    await own.add([{ name: 'alpha', version: '3.0.0' }]);
    expect((await compile(project, { env: own.env })).pins).toEqual(['alpha==3.0.0']);
    await own.remove('alpha', '3.0.0');
    expect((await compile(project, { env: own.env })).pins).toEqual(['alpha==2.0.0']);
  });

  test('builds a source distribution with its own back-end, and runs what a test puts in it', async () => {
    const mark = join(await scratchFolder(), 'mark');
    const own = await makeIndex(await scratchFolder(), [
      {
        name: 'built',
        version: '1.0.0',
        sdist: 'only',
        onBuild: `open(${JSON.stringify(mark)}, 'w').close()`,
      },
    ]);
    const { pins, lockfile } = await compile(pyproject({ dependencies: ['built'] }), { env: own.env });
    expect(pins).toEqual(['built==1.0.0']);
    expect(existsSync(mark)).toBe(false);
    await runOk(uv, ['pip', 'install', '--target', join(await scratchFolder(), 'target'), '-r', lockfile], {
      env: { ...options.env, ...own.env },
    });
    expect(existsSync(mark)).toBe(true);
  });

  describe('installable', () => {
    const linux = { pythonVersion: '3.12', platform: 'linux' };

    async function lockfileOf(...lines: readonly string[]): Promise<string> {
      const lockfile = join(await scratchFolder(), 'requirements.txt');
      await writeFile(lockfile, `${lines.join('\n')}\n`);
      return lockfile;
    }

    test('refuses a platform or Python that has no file', async () => {
      const lockfile = await lockfileOf('eta==1.0.0');
      expect((await installable(lockfile, { ...options, ...linux })).ok).toBe(true);
      const failures = await installableEverywhere(lockfile, places(['3.12']), options);
      expect(failures).toEqual([
        expect.stringContaining('Python 3.12 on macos'),
        expect.stringContaining('Python 3.12 on windows'),
      ]);
      const tooNew = await lockfileOf('beta==2.0.0', 'alpha==1.0.0');
      expect(await installableEverywhere(tooNew, places(['3.10', '3.11'], ['linux']), options)).toHaveLength(
        1,
      );
    });

    test('refuses one from which a pin is missing, unless told not to', async () => {
      const lockfile = await lockfileOf('gamma==1.0.0', 'delta==1.0.0', 'alpha==1.0.0');
      const refused = await installable(lockfile, { ...options, ...linux });
      expect(refused.ok).toBe(false);
      expect(refused.stderr).toContain('not in the lockfile, but needed: beta');
      expect((await installable(lockfile, { ...options, ...linux, complete: false })).ok).toBe(true);
    });

    test('refuses a source distribution unless it may be built', async () => {
      const lockfile = await lockfileOf('xi==1.0.0');
      expect((await installable(lockfile, { ...options, ...linux })).ok).toBe(false);
      expect((await installable(lockfile, { ...options, ...linux, build: true })).ok).toBe(true);
    });

    test('names local packages by where they are', async () => {
      const folder = await scratchFolder();
      await mkdir(join(folder, 'lib'));
      await writeFile(
        join(folder, 'lib/pyproject.toml'),
        '[project]\nname = "lib"\nversion = "1.0.0"\ndependencies = ["alpha"]\n',
      );
      await writeFile(join(folder, 'requirements.txt'), './lib\nalpha==1.0.0\n');
      const { installed, stderr } = await installable(join(folder, 'requirements.txt'), {
        ...options,
        ...linux,
        build: true,
      });
      expect([...installed.keys()].sort(), stderr).toEqual(['alpha', 'lib']);
      expect(installed.get('lib')).toContain('/lib');
    });

    test('finds where two lockfiles disagree', async () => {
      const project = disagreeingProject();
      const base = await compile(project);
      const full = await compile(project, { args: ['--extra=full'] });
      const found = await disagreementsBetween(
        base.lockfile,
        full.lockfile,
        places(['3.10', '3.13'], ['linux']),
        options,
      );
      expect(found).toEqual([
        'Python 3.10 on linux: omega 2.4.0 and 2.2.0',
        'Python 3.13 on linux: omega 2.5.0 and 2.2.0',
      ]);
      const agreeing = await compile(project, { args: [`--constraints=${full.lockfile}`] });
      expect(await disagreementsBetween(agreeing.lockfile, full.lockfile, everywhere, options)).toEqual([]);
    });
  });

  describe('the PyTorch index', () => {
    test('gives the CPU’s torch to uv and pip, and asks no other host', async () => {
      const torch = await startTorchIndex(await scratchFolder());
      const own = await makeIndex(await scratchFolder(), [...STANDARD_PACKAGES, ...DEFAULT_TORCH_PACKAGES]);
      const env = { ...own.env, ...torch.env };
      const cuda = await compile(torchProject(), { args: ['--extra=full'], env });
      expect(cuda.pins).toContain("nu-cuda==12.0.0 ; sys_platform == 'linux'");
      expect(torch.requests).toEqual([]);
      const { pins, lockfile } = await compile(torchProject(), {
        args: ['--extra=full', '--torch-backend=cpu'],
        env,
      });
      expect(pins).toEqual([
        'alpha==2.0.0',
        'rho==1.0.0',
        "torch==2.8.0 ; sys_platform == 'darwin'",
        "torch==2.8.0+cpu ; sys_platform != 'darwin'",
      ]);
      expect(torch.requests).toContain('/whl/cpu/torch/');

      const withLinks = `--find-links https://download.pytorch.org/whl/cpu/torch/\n${await readFile(lockfile, 'utf8')}`;
      const installOptions = { ...options, env: { ...options.env, ...env } };
      expect(await installableEverywhere(lockfile, places(['3.12']), installOptions)).not.toEqual([]);
      await writeFile(lockfile, withLinks);
      expect(await installableEverywhere(lockfile, everywhere, installOptions)).toEqual([]);
      const pip = [
        ...['-m', 'pip', 'install', '--dry-run', '--no-index', '--find-links', own.folder],
        ...['--only-binary', ':all:', '--target', join(await scratchFolder(), 'target')],
        ...['--python-version', '3.12', '--platform', 'manylinux_2_28_x86_64'],
        ...['--platform', 'manylinux_2_17_x86_64', '-r', lockfile],
      ];
      const installed = await run('python3', pip, { env: installOptions.env });
      expect(installed.stdout, installed.stderr).toContain('torch-2.8.0+cpu');
    });

    test('can be out of order', async () => {
      const torch = await startTorchIndex(await scratchFolder(), { status: 503 });
      const own = await makeIndex(await scratchFolder(), [...STANDARD_PACKAGES, ...DEFAULT_TORCH_PACKAGES]);
      const { result } = await compile(torchProject(), {
        args: ['--extra=full', '--torch-backend=cpu'],
        env: { ...own.env, ...torch.env, UV_HTTP_RETRIES: '0' },
      });
      expect(result.exitCode).not.toBe(0);
      expect(result.stderr).toContain('503');
    });
  });
});

test('a uv can be put on PATH', async () => {
  const uv = await sharedUv();
  const env = withPath(isolatedEnvironment(await scratchFolder()), join(uv, '..'));
  expect((await runOk('uv', ['--version'], { env })).stdout).toContain(PINNED_UV);
});

test('the package is installed with its executable, its hook and its module', async () => {
  const installed = await installedLockgen();
  expect((await stat(installed.bin)).mode & 0o111).not.toBe(0);
  expect((await stat(installed.shim)).mode & 0o111).not.toBe(0);
  expect(existsSync(installed.module)).toBe(true);
  expect(existsSync(join(installed.project, 'node_modules', 'execa'))).toBe(false);
  const env = isolatedEnvironment(await scratchFolder());
  expect((await runOk(installed.bin, ['--version'], { env })).stdout).toMatch(/\d+\.\d+\.\d+/);
  expect(await installedLockgen()).toEqual(installed);
});
