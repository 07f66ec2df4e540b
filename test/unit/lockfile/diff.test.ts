import { describe, expect, it } from 'vitest';
import { diffPins } from '../../../src/lockfile/diff.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';

const diff = (before: string, after: string) => diffPins(parseLockfile(before), parseLockfile(after));

describe('diffPins', () => {
  it('says what came, went and moved, by name', () => {
    expect(diff('six==1.0\nnumpy==2.3.1\na==1\n', 'numpy==2.4.6\nh5py==3.16.0\na==1\n')).toEqual([
      { name: 'h5py', kind: 'added', before: [], after: ['3.16.0'], size: undefined },
      { name: 'numpy', kind: 'changed', before: ['2.3.1'], after: ['2.4.6'], size: 'minor' },
      { name: 'six', kind: 'removed', before: ['1.0'], after: [], size: undefined },
    ]);
  });

  it('adds all where there was nothing', () => {
    expect(diffPins(undefined, parseLockfile('a==1\n'))).toEqual([
      { name: 'a', kind: 'added', before: [], after: ['1'], size: undefined },
    ]);
  });

  it('joins forks', () => {
    const before = "numpy==2.2.6 ; python_version < '3.11'\nnumpy==2.3.0 ; python_version >= '3.11'\n";
    const after = "numpy==2.4.0 ; python_version >= '3.11'\nnumpy==2.2.6 ; python_version < '3.11'\n";
    expect(diff(before, after)).toEqual([
      {
        name: 'numpy',
        kind: 'changed',
        before: ['2.2.6', '2.3.0'],
        after: ['2.2.6', '2.4.0'],
        size: 'minor',
      },
    ]);
  });

  it('shows the markers where only these changed', () => {
    expect(diff("a==1 ; os_name == 'nt'\n", 'a==1\n')).toEqual([
      { name: 'a', kind: 'changed', before: ["1 ; os_name == 'nt'"], after: ['1'], size: 'other' },
    ]);
  });

  it('sees no change in spelling, order, hashes and comments', () => {
    expect(diff('b==1\nRuamel.yaml==1\n    # via x\n', 'ruamel-yaml==1 --hash=sha256:aa\nb==1\n')).toEqual(
      [],
    );
  });

  it.each([
    ['1.2.3', '2.0.0', 'major'],
    ['1.2.3', '1!0.1', 'major'],
    ['1.2.3', '1.3', 'minor'],
    ['1.2', '1.2.1', 'patch'],
    ['1.2.3.4', '1.2.3.5', 'patch'],
    ['1.3', '1.2.9', 'downgrade'],
    ['1.0rc1', '1.0', 'other'],
    ['1.0', '1.0+cpu', 'other'],
    ['2.9.0', '2.10.0', 'minor'],
  ])('%s → %s is %s', (before, after, size) => {
    expect(diff(`a==${before}\n`, `a==${after}\n`)).toMatchObject([{ kind: 'changed', size }]);
  });

  it('joins a version and a URL, whichever comes first', () => {
    const url = "a @ https://x.example/1.whl ; os_name == 'nt'\n";
    const version = "a==1 ; os_name != 'nt'\n";
    expect(diff(url + version, version + url)).toEqual([]);
    expect(diff(url + version, version)).toMatchObject([{ after: ['1'], size: 'other' }]);
    expect(diff(version, url + version)).toMatchObject([{ before: ['1'], size: 'other' }]);
  });

  it('shows URLs and editables', () => {
    expect(diff('a @ https://x.example/1.whl\n', 'a==1\n')).toEqual([
      { name: 'a', kind: 'changed', before: ['https://x.example/1.whl'], after: ['1'], size: 'other' },
    ]);
    expect(diff('./lib\n', '-e ./lib\n')).toEqual([
      { name: './lib', kind: 'changed', before: ['./lib'], after: ['-e ./lib'], size: 'other' },
    ]);
    expect(diff('-e .\n', './lib\n')).toEqual([
      { name: '.', kind: 'removed', before: ['-e .'], after: [], size: undefined },
      { name: './lib', kind: 'added', before: [], after: ['./lib'], size: undefined },
    ]);
  });
});
