import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkUvIn } from '../../src/api/check-uv.js';
import { generateLockfileIn } from '../../src/api/generate-lockfile.js';
import { generateProjectIn } from '../../src/api/generate-project.js';
import type { GenerationOptions } from '../../src/api/generation-options.js';
import { lockfileMetadata } from '../../src/api/read-lockfile.js';
import type { Context } from '../../src/commands/context.js';
import { PINNED_UV } from '../../src/uv/version.js';
import { contextIn } from '../helpers/context.js';
import { isolatedEnvironment } from '../helpers/environment.js';
import { type LocalIndex, makeIndex } from '../helpers/local-index.js';
import { installedLockgen } from '../helpers/package.js';
import { disagreeingProject, pyproject, standardProject, unsatisfiableProject } from '../helpers/projects.js';
import { run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedUv } from '../helpers/uv.js';

let index: LocalIndex;

beforeAll(async () => {
  await sharedUv();
  index = await makeIndex(await scratchFolder());
});

/** A folder with a project, and a user whose current folder it is. */
async function project(text: string | undefined): Promise<Context> {
  const home = await scratchFolder();
  const cwd = join(home, 'project');
  await mkdir(cwd);
  if (text !== undefined) await writeFile(join(cwd, 'pyproject.toml'), text);
  return contextIn({ cwd, home, env: isolatedEnvironment(home, index.env), quiet: true });
}

async function generated(context: Context, options: GenerationOptions = {}): Promise<string> {
  const { outputPath } = await generateLockfileIn(context, 'pyproject.toml', options);
  return await readFile(join(context.cwd, outputPath), 'utf8');
}

const pins = (text: string): string[] =>
  lockfileMetadata('', text).packages.map(
    ({ name, version, markers }) => `${name} ${version}${markers === undefined ? '' : ` ; ${markers}`}`,
  );

describe('generateLockfile', () => {
  it('writes requirements.txt beside the project, for the whole of requires-python', async () => {
    const context = await project(standardProject());
    const result = await generateLockfileIn(context, 'pyproject.toml', {});
    expect(result).toEqual({ returnCode: 0, outputPath: 'requirements.txt' });
    const text = await readFile(join(context.cwd, 'requirements.txt'), 'utf8');
    const { generatedBy, command, pythonVersion, platform } = lockfileMetadata('', text);
    expect({ generatedBy, command, pythonVersion, platform }).toEqual({
      generatedBy: 'uv',
      command:
        'uv pip compile --universal --python-version=3.10 --output-file=requirements.txt pyproject.toml',
      pythonVersion: '3.10',
      platform: 'universal',
    });
    expect(pins(text)).toEqual([
      'alpha 2.0.0',
      "beta 1.0.0 ; python_full_version < '3.11'",
      "beta 2.0.0 ; python_full_version >= '3.11'",
      'delta 2.0.0',
      'gamma 1.0.0',
    ]);
    expect(await readdir(context.cwd)).toEqual(['pyproject.toml', 'requirements.txt']);
  });

  it('has the seed’s options', async () => {
    const context = await project(standardProject());
    const text = await generated(context, {
      outputPath: 'lock/full.txt',
      extras: ['full'],
      generateHashes: true,
      pythonVersion: '3.11',
    });
    const { command, packages } = lockfileMetadata('', text);
    expect(command).toBe(
      'uv pip compile --universal --python-version=3.11 --extra=full --generate-hashes --output-file=lock/full.txt pyproject.toml',
    );
    expect(packages.map(({ name }) => name)).toContain('iota');
    expect(packages.filter(({ name }) => name === 'beta')).toHaveLength(1);
    expect(packages.every(({ hashes }) => hashes.length > 0)).toBe(true);
  });

  it('resolves for this machine alone where universal is off', async () => {
    const context = await project(pyproject({ dependencies: ['mu', 'beta'] }));
    const text = await generated({ ...context, platform: 'linux' }, { universal: false });
    expect(lockfileMetadata('', text)).toMatchObject({ pythonVersion: '3.10', platform: 'linux' });
    expect(pins(text)).toEqual(['alpha 2.0.0', 'beta 1.0.0', 'mu 1.0.0']);
  });

  it('keeps the old pins, and changes no byte of a lockfile that is right', async () => {
    const context = await project(pyproject({ dependencies: ['alpha<2'] }));
    expect(pins(await generated(context))).toEqual(['alpha 1.1.0']);
    await writeFile(join(context.cwd, 'pyproject.toml'), pyproject({ dependencies: ['alpha', 'delta'] }));
    const moved = await generated(context);
    expect(pins(moved)).toEqual(['alpha 1.1.0', 'delta 2.0.0']);
    expect(await generated(context)).toBe(moved);
  });

  it('takes paths as seen from the current folder, in a repository with other projects', async () => {
    const context = await project(standardProject());
    await runOk('git', ['init', '-q'], context);
    await mkdir(join(context.cwd, 'svc'));
    await writeFile(
      join(context.cwd, 'svc', 'pyproject.toml'),
      pyproject({ name: 'svc', dependencies: ['delta'] }),
    );
    const beside = await generateLockfileIn(context, 'svc/pyproject.toml', {});
    expect(beside.outputPath).toBe(join('svc', 'requirements.txt'));
    const elsewhere = await generateLockfileIn(context, 'svc/pyproject.toml', { outputPath: 'svc-lock.txt' });
    expect(elsewhere.outputPath).toBe('svc-lock.txt');
    const absolute = join(context.cwd, 'svc', 'abs.txt');
    await generateLockfileIn({ ...context, cwd: context.home }, join(context.cwd, 'svc', 'pyproject.toml'), {
      outputPath: absolute,
    });
    for (const path of ['svc/requirements.txt', 'svc-lock.txt', 'svc/abs.txt']) {
      expect(pins(await readFile(join(context.cwd, path), 'utf8'))).toEqual(['delta 2.0.0']);
    }
    expect(await readdir(context.cwd)).not.toContain('requirements.txt');
  });

  it('follows the project’s own configuration, below the options', async () => {
    const context = await project(
      pyproject({ dependencies: ['alpha'], more: '[tool.lockgen]\ngenerate-hashes = true\n' }),
    );
    expect(await generated(context)).toContain('--hash=sha256:');
    expect(await generated(context, { generateHashes: false })).not.toContain('--hash=sha256:');
  });
});

describe('what can’t be made', () => {
  it('rejects with ENOENT and the path for a missing file', async () => {
    const context = await project(undefined);
    const failing = generateLockfileIn(context, 'none/pyproject.toml', {});
    await expect(failing).rejects.toMatchObject({ code: 'ENOENT', path: 'none/pyproject.toml' });
    await expect(failing).rejects.toThrow(/none\/pyproject\.toml/);
  });

  it('rejects with uv’s own words for what can’t be satisfied, and writes nothing', async () => {
    const context = await project(unsatisfiableProject());
    const failing = generateLockfileIn(context, 'pyproject.toml', {});
    await expect(failing).rejects.toMatchObject({
      name: 'LockfileGenerationError',
      returnCode: 1,
      reason: 'unsatisfiable',
      stderr: expect.stringMatching(/epsilon[\s\S]*zeta|zeta[\s\S]*epsilon/),
    });
    expect(await readdir(context.cwd)).toEqual(['pyproject.toml']);
  });

  it.each<[string, string, GenerationOptions, number, RegExp]>([
    ['an unknown extra', standardProject(), { extras: ['ful'] }, 2, /extras\[0\]: "ful" is no extra/],
    ['a bad Python', standardProject(), { pythonVersion: 'x' }, 2, /pythonVersion: "x"/],
    ['an output outside', standardProject(), { outputPath: '../r.txt' }, 2, /outside the repository/],
    ['an output of another kind', standardProject(), { outputPath: 'r.md' }, 2, /outputPath: "r.md"/],
    ['no floor', pyproject({ requiresPython: null }), {}, 2, /no requires-python/],
    ['no project', '[tool.x]\n', {}, 2, /no \[project\] table/],
    ['bad TOML', '[project\n', {}, 2, /pyproject\.toml:1:/],
  ])('%s', async (_what, text, options, returnCode, message) => {
    const context = await project(text);
    const failing = generateLockfileIn(context, 'pyproject.toml', options);
    await expect(failing).rejects.toMatchObject({ name: 'LockfileGenerationError', returnCode });
    await expect(failing).rejects.toThrow(message);
    expect(await readdir(context.cwd)).toEqual(['pyproject.toml']);
  });

  it('leaves a file alone that a person wrote', async () => {
    const context = await project(standardProject());
    await writeFile(join(context.cwd, 'requirements.txt'), 'alpha\n');
    await expect(generateLockfileIn(context, 'pyproject.toml', {})).rejects.toMatchObject({
      returnCode: 1,
      reason: 'hand-written',
    });
    expect(await readFile(join(context.cwd, 'requirements.txt'), 'utf8')).toBe('alpha\n');
  });

  it('refuses a file of another name', async () => {
    const context = await project(undefined);
    await writeFile(join(context.cwd, 'setup.cfg'), '');
    await expect(generateLockfileIn(context, 'setup.cfg', {})).rejects.toThrow(
      /setup\.cfg is no pyproject\.toml/,
    );
  });
});

describe('generateLockfilesForProject', () => {
  it('makes two that agree', async () => {
    const context = await project(disagreeingProject());
    const result = await generateProjectIn(context, 'pyproject.toml', 'base.txt', 'all.txt');
    expect(result).toEqual({ base: 'base.txt', full: 'all.txt' });
    const [base, full] = await Promise.all(
      ['base.txt', 'all.txt'].map((path) => readFile(join(context.cwd, path), 'utf8')),
    );
    expect(base).toContain('--constraints=all.txt');
    const inFull = new Set(pins(full ?? ''));
    expect(pins(base ?? '').filter((pin) => !inFull.has(pin))).toEqual([]);
  });

  it('rejects where there is no extra full, and writes neither', async () => {
    const context = await project(pyproject({ dependencies: ['alpha'] }));
    await expect(generateProjectIn(context, 'pyproject.toml', 'a.txt', 'b.txt')).rejects.toThrow(
      /"full" is no extra of pyproject\.toml/,
    );
    expect(await readdir(context.cwd)).toEqual(['pyproject.toml']);
  });
});

describe('checkUvAvailable', () => {
  it('names the uv that there is', async () => {
    const context = await project(undefined);
    const { available, message } = await checkUvIn(context);
    expect(available).toBe(true);
    expect(message).toContain(PINNED_UV);
  });

  it('says how to install one where there is none', async () => {
    const home = await scratchFolder();
    const env = isolatedEnvironment(home, { PATH: join(home, 'empty') }, { managedUv: false });
    const { available, message } = await checkUvIn({ cwd: home, env, home, platform: process.platform });
    expect(available).toBe(false);
    expect(message).toContain('uv is not installed');
    expect(message).toContain(`pip install uv==${PINNED_UV}`);
  });
});

describe('the package', () => {
  it('exports all of it', async () => {
    const { module } = await installedLockgen();
    const context = await project(standardProject());
    const script = join(context.home, 'script.mjs');
    await writeFile(
      script,
      `import * as lockgen from ${JSON.stringify(pathToFileURL(module).href)};
const { base, full } = await lockgen.generateLockfilesForProject();
const { outputPath, returnCode } = await lockgen.generateLockfile('pyproject.toml', { outputPath: 'one.txt' });
const { packages } = await lockgen.parseLockfile(full);
const report = await lockgen.validateLockfile(base, { failOnMissing: false });
const failed = await lockgen.generateLockfile('pyproject.toml', { extras: ['x'] }).catch((error) => error);
console.log(JSON.stringify({
  names: Object.keys(lockgen).sort(),
  made: [base, full, outputPath, returnCode],
  packages: packages.length,
  valid: report.valid,
  report: lockgen.formatValidationReport(report).split('\\n').at(-2),
  failed: failed instanceof lockgen.LockfileGenerationError,
  uv: (await lockgen.checkUvAvailable()).available,
}));
`,
    );
    const { exitCode, stdout, stderr } = await run(process.execPath, [script], context);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      names: [
        'DEFAULT_SKIP_PACKAGES',
        'LockfileGenerationError',
        'LockfileValidationError',
        'checkUvAvailable',
        'formatValidationReport',
        'generateLockfile',
        'generateLockfilesForProject',
        'parseLockfile',
        'validateLockfile',
      ],
      made: ['requirements.txt', 'requirements-full.txt', 'one.txt', 0],
      packages: 7,
      valid: true,
      report: 'valid: 0 of 4 packages match, 4 not installed',
      failed: true,
      uv: true,
    });
  });
});
