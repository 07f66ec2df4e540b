import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ValidationOptions, validateText } from '../../src/api/validate.js';
import type { Context } from '../../src/commands/context.js';
import { runValidate, type ValidateRequest } from '../../src/commands/validate.js';
import { contextIn } from '../helpers/context.js';
import { isolatedEnvironment, realPython } from '../helpers/environment.js';
import { type LocalIndex, makeIndex } from '../helpers/local-index.js';
import { runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedUv } from '../helpers/uv.js';

let uv: string;
let index: LocalIndex;
let cwd: string;
/** A virtual environment with alpha 1.1.0, kappa.core 3.1.0, and an editable `lib` that lies in `cwd`. */
let python: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  uv = await sharedUv();
  const home = await scratchFolder();
  cwd = join(home, 'project');
  index = await makeIndex(join(home, 'index'), [
    { name: 'alpha', version: '1.1.0' },
    { name: 'kappa.core', version: '3.1.0' },
    { name: 'local', version: '2.1+cpu' },
  ]);
  env = isolatedEnvironment(home, index.env);
  await mkdir(join(cwd, 'lib'), { recursive: true });
  // A back-end of its own, so that nothing has to be had for the build.
  await writeFile(
    join(cwd, 'lib', 'pyproject.toml'),
    '[project]\nname = "lib"\nversion = "0.1"\n[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
  );
  await writeFile(join(cwd, 'lib', 'backend.py'), BACKEND);
  await runOk(uv, ['venv', '-q', '--python', realPython(), join(home, 'venv')], { cwd: home, env });
  python = join(home, 'venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const install = ['pip', 'install', '-q', '--python', python];
  await runOk(uv, [...install, 'alpha', 'kappa.core', 'local', '-e', './lib'], { cwd, env });
  // What stands in the current folder is installed nowhere.
  await mkdir(join(cwd, 'here-1.0.dist-info'));
  await writeFile(
    join(cwd, 'here-1.0.dist-info', 'METADATA'),
    'Metadata-Version: 2.1\nName: here\nVersion: 1.0\n',
  );
  await writeFile(join(cwd, 'json.py'), 'raise SystemExit("the current folder was imported from")\n');
});

const BACKEND = `
import zipfile
def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = 'lib-0.1-py3-none-any.whl'
    with zipfile.ZipFile(wheel_directory + '/' + name, 'w') as wheel:
        wheel.writestr('lib.pth', '')
        wheel.writestr('lib-0.1.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: lib\\nVersion: 0.1\\n')
        wheel.writestr('lib-0.1.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr('lib-0.1.dist-info/RECORD', '')
    return name
`;

function context(more: Partial<Context> = {}): Context {
  return contextIn({ cwd, env, home: join(cwd, '..'), ...more });
}

const validate = (text: string, options: ValidationOptions = {}) =>
  validateText(context(), 'requirements.txt', text, { python, ...options });

describe('validateLockfile', () => {
  it('compares what the interpreter has', async () => {
    const lockfile = [
      'alpha==1.1',
      'Kappa_Core==3.2',
      'local==2.1',
      '-e ./lib',
      'here==1.0',
      'mpi4py==4.0',
      "windows-only==1.0 ; sys_platform == 'no such platform'",
      "future==1.0 ; python_version < '3'",
    ].join('\n');
    const { results, python: asked, ...counts } = await validate(lockfile);
    expect(counts).toEqual({
      valid: false,
      total: 6,
      matched: 2,
      mismatched: 2,
      missing: 1,
      skipped: 1,
      path: 'requirements.txt',
    });
    expect(asked.version).toMatch(/^3\.\d+\.\d+/);
    const one = (name: string, expected: string, actual: unknown, comparison: string, line: number) => ({
      package: name,
      expected,
      actual,
      comparison,
      line,
    });
    expect(results).toEqual([
      { ...one('alpha', '1.1', '1.1.0', 'matched', 1), valid: true, message: 'matches' },
      {
        ...one('Kappa_Core', '3.2', '3.1.0', 'mismatched', 2),
        valid: false,
        message: '3.2 is pinned, 3.1.0 is installed',
      },
      {
        ...one('local', '2.1', '2.1+cpu', 'mismatched', 3),
        valid: false,
        message: '2.1 is pinned, 2.1+cpu is installed',
      },
      {
        ...one('./lib', './lib', expect.stringMatching(/^0\.1 \(file:.*\/project\/lib\)$/), 'matched', 4),
        valid: true,
        message: 'matches',
      },
      { ...one('here', '1.0', undefined, 'missing', 5), valid: false, message: 'not installed' },
      { ...one('mpi4py', '4.0', undefined, 'skipped', 6), valid: true, message: 'skipped' },
    ]);
  });

  it('lets missing ones pass where that is asked for', async () => {
    const result = await validate('alpha==1.1.0\nhere==1.0\n', { failOnMissing: false });
    expect(result).toMatchObject({ valid: true, matched: 1, missing: 1 });
  });

  it('replaces the default of what is skipped', async () => {
    const result = await validate('mpi4py==4.0\nalpha==9\n', { skipPackages: ['Alpha'] });
    expect(result).toMatchObject({ valid: false, missing: 1, skipped: 1 });
  });

  it.each([
    [
      'a half-merged lockfile',
      '<<<<<<< ours\nalpha==1\n=======\nalpha==2\n>>>>>>> theirs\n',
      /txt:1: a mark/,
    ],
    ['a line that is no entry', 'alpha==1\n!!\n', /txt:2: no entry of a lockfile: !!/],
    ['a lockfile that names another', '-r base.txt\nalpha==1\n', /txt:1: "-r base.txt" names another file/],
  ])('can’t tell for %s', async (_what, text, message) => {
    await expect(validate(text)).rejects.toThrow(message);
  });

  it.each([
    ['a path', './none/python', /\.\/none\/python can't be started/],
    ['a name', 'no-such-python', /no-such-python can't be started/],
    ['another program', process.execPath, /didn't say what is installed/],
  ])('can’t tell where the interpreter isn’t one: %s', async (_what, program, message) => {
    await expect(validate('alpha==1', { python: program })).rejects.toThrow(message);
  });
});

describe('lockgen validate', () => {
  async function command(text: string | undefined, more: Partial<ValidateRequest> = {}, quiet = false) {
    const lockfile = `lock-${Math.random().toString(36).slice(2)}.txt`;
    if (text !== undefined) await writeFile(join(cwd, lockfile), text);
    let printed = '';
    const exitCode = await runValidate(
      context({
        quiet,
        out: (part) => {
          printed += part;
        },
      }),
      {
        lockfile,
        python,
        skipPackages: ['mpi4py'],
        failOnMissing: true,
        format: undefined,
        output: undefined,
        ...more,
      },
    );
    return { exitCode, lines: printed.replaceAll(lockfile, 'LOCKFILE').split('\n') };
  }

  it('exits with 0 and says so', async () => {
    const { exitCode, lines } = await command('alpha==1.1.0\n');
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      expect.stringMatching(/^LOCKFILE beside Python 3\.\d+\.\d+\S* \(.*\)$/),
      'valid: 1 of 1 package match',
      '',
    ]);
    expect((await command('alpha==1.1.0\n', {}, true)).lines).toEqual(['']);
  });

  it('exits with 1 and names what differs', async () => {
    const { exitCode, lines } = await command('alpha==1.0\nbeta==1.0\n', {}, true);
    expect(exitCode).toBe(1);
    expect(lines.slice(1)).toEqual([
      '  ✗ alpha  1.0 is pinned, 1.1.0 is installed',
      '  ✗ beta   not installed (1.0)',
      'not valid: 0 of 2 packages match, 1 of another version, 1 not installed',
      '',
    ]);
  });

  it('fails for a usage error where there is no such lockfile', async () => {
    await expect(command(undefined)).rejects.toMatchObject({ name: 'Failure', reason: 'usage' });
  });
});
