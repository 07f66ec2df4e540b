import { describe, expect, it } from 'vitest';
import { type ComparisonOptions, compareInstalled } from '../../../src/api/compare-installed.js';
import type { Distribution, Interpreter } from '../../../src/api/interpreter.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';

const MARKERS = {
  implementation_name: 'cpython',
  implementation_version: '3.11.4',
  os_name: 'posix',
  platform_machine: 'x86_64',
  platform_python_implementation: 'CPython',
  platform_release: '6.1.0',
  platform_system: 'Linux',
  platform_version: '#1 SMP',
  python_full_version: '3.11.4',
  python_version: '3.11',
  sys_platform: 'linux',
};

const OPTIONS: ComparisonOptions = { skip: new Set(['mpi4py']), failOnMissing: true, base: 'file:///repo/' };

function interpreter(...distributions: readonly (Partial<Distribution> & { name: string })[]): Interpreter {
  return {
    path: '/usr/bin/python3',
    markers: MARKERS,
    distributions: distributions.map((one) => ({ version: '1.0', origin: undefined, ...one })),
  };
}

const from = (url: string, more: { editable?: boolean; commit?: string } = {}) => ({
  url,
  editable: more.editable ?? false,
  commit: more.commit,
  requested: undefined,
});

function compare(lockfile: string, python: Interpreter, options: Partial<ComparisonOptions> = {}) {
  return compareInstalled(parseLockfile(lockfile).pins, python, { ...OPTIONS, ...options }).map(
    ({ comparison, result }) => `${result.package} ${comparison} ${result.valid}: ${result.message}`,
  );
}

describe('versions', () => {
  it.each([
    ['numpy==1.0', '1.0', 'matched true: matches'],
    ['numpy==1.0', '1.0.0', 'matched true: matches'],
    ['numpy==1.0rc1', '1.0.RC1', 'matched true: matches'],
    ['numpy==1.0', '1.1', 'mismatched false: 1.0 is pinned, 1.1 is installed'],
    ['numpy==2.1+cpu', '2.1+cpu', 'matched true: matches'],
    ['numpy==2.1+cpu', '2.1', 'mismatched false: 2.1+cpu is pinned, 2.1 is installed'],
    ['numpy==2.1', '2.1+cu124', 'mismatched false: 2.1 is pinned, 2.1+cu124 is installed'],
    ['numpy===2004d', '2004d', 'matched true: matches'],
    ['numpy===2004d', '2005', 'mismatched false: 2004d is pinned, 2005 is installed'],
    ['numpy>=1.2,<2', '1.5', 'matched true: matches'],
    ['numpy>=1.2,<2', '2.5', 'mismatched false: >=1.2,<2 is pinned, 2.5 is installed'],
    ['numpy', '2.5', 'matched true: matches'],
  ])('%s beside %s: %s', (pin, version, expected) => {
    expect(compare(pin, interpreter({ name: 'numpy', version }))).toEqual([`numpy ${expected}`]);
  });
});

describe('names', () => {
  it.each(['zope.interface', 'Zope_Interface', 'zope-interface'])(
    '%s is the installed zope.interface',
    (name) => {
      expect(compare(`${name}==1.0`, interpreter({ name: 'zope.interface' }))).toEqual([
        `${name} matched true: matches`,
      ]);
    },
  );

  it('takes the first of two installed ones, which is the one that is imported', () => {
    const python = interpreter({ name: 'six', version: '1.0' }, { name: 'Six', version: '2.0' });
    expect(compare('six==1.0', python)).toEqual(['six matched true: matches']);
  });
});

describe('which entries count', () => {
  it('leaves out those whose marker is false on the interpreter', () => {
    const lockfile = [
      "numpy==2.2 ; python_full_version < '3.11'",
      "numpy==2.4 ; python_full_version >= '3.11'",
      "pywin32==1.0 ; sys_platform == 'win32'",
      "extra==1.0 ; extra == 'x'",
    ].join('\n');
    expect(compare(lockfile, interpreter({ name: 'numpy', version: '2.4' }))).toEqual([
      'numpy matched true: matches',
    ]);
  });

  it('counts one package with and without extras once, and two versions of it twice', () => {
    const lockfile = 'a==1.0\na[x]==1.0\nb==1.0\nb==2.0\n';
    expect(compare(lockfile, interpreter({ name: 'a' }, { name: 'b' }))).toEqual([
      'a matched true: matches',
      'b matched true: matches',
      'b mismatched false: 2.0 is pinned, 1.0 is installed',
    ]);
  });

  it('skips by normalized name, installed or not', () => {
    expect(compare('MPI4Py==1.0\nother==1.0', interpreter({ name: 'other' }))).toEqual([
      'MPI4Py skipped true: skipped',
      'other matched true: matches',
    ]);
    expect(compare('mpi4py==1.0', interpreter(), { skip: new Set() })).toEqual([
      'mpi4py missing false: not installed',
    ]);
  });

  it('lets a missing one pass where that is allowed', () => {
    expect(compare('a==1.0\nb==2.0', interpreter({ name: 'b' }), { failOnMissing: false })).toEqual([
      'a missing true: not installed, which is allowed',
      'b mismatched false: 2.0 is pinned, 1.0 is installed',
    ]);
  });
});

describe('URLs and paths', () => {
  const COMMIT = 'a'.repeat(40);

  it.each<[string, Interpreter, string]>([
    [
      `lib @ git+https://h/lib@${COMMIT}`,
      interpreter({ name: 'lib', origin: from('https://h/lib', { commit: COMMIT }) }),
      'lib matched true: matches',
    ],
    [
      'lib @ https://me:secret@h/lib-1.0.whl',
      interpreter({ name: 'lib' }),
      'lib mismatched false: https://***@h/lib-1.0.whl is pinned, 1.0 (from an index) is installed',
    ],
    [
      `lib @ git+https://h/lib@${COMMIT}`,
      interpreter({ name: 'lib', origin: from('https://h/lib', { commit: 'b'.repeat(40) }) }),
      `lib mismatched false: git+https://h/lib@${COMMIT} is pinned, 1.0 (https://h/lib@${'b'.repeat(40)}) is installed`,
    ],
    ['./lib', interpreter({ name: 'lib', origin: from('file:///repo/lib') }), './lib matched true: matches'],
    ['./lib', interpreter({ name: 'lib' }), './lib missing false: not installed'],
    [
      '-e ./lib',
      interpreter({ name: 'lib', origin: from('file:///repo/lib', { editable: true }) }),
      './lib matched true: matches',
    ],
    [
      '-e ./lib',
      interpreter({ name: 'lib', origin: from('file:///repo/lib') }),
      './lib mismatched false: an editable ./lib is pinned, and a copy of it is installed',
    ],
    [
      './mpi4py',
      interpreter({ name: 'mpi4py', origin: from('file:///repo/mpi4py') }),
      './mpi4py skipped true: skipped',
    ],
  ])('%s', (pin, python, expected) => {
    expect(compare(pin, python)).toEqual([expected]);
  });
});
