import { describe, expect, it } from 'vitest';
import { disagreements } from '../../../src/lockfile/agreement.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { environmentName, type PromisedRange } from '../../../src/python/environments.js';
import { fixture } from './fixture.js';

const RANGE: PromisedRange = {
  requiresPython: '>=3.10',
  floor: '3.10',
  platforms: ['linux', 'macos', 'windows'],
};

function disagree(narrow: string, wide: string, range = RANGE) {
  return disagreements(parseLockfile(narrow), parseLockfile(wide), range).map(({ environment, ...rest }) => ({
    ...rest,
    where: environmentName(environment),
  }));
}

describe('disagreements', () => {
  it('finds none in lockfiles that uv made with the wide one as constraints', () => {
    expect(disagree(fixture('forks-constrained.txt'), fixture('forks-full.txt'))).toEqual([]);
  });

  it.each([
    ['a subset', 'a==1\n', 'a==1\nb==1\n'],
    ['a narrower marker', "a==1 ; sys_platform == 'win32'\n", 'a==1\n'],
    ['a marker that is wider only where nothing is promised', "a==1 ; python_version >= '3.8'\n", 'a==1\n'],
    ['nothing at all', '', 'a==1\n'],
    ['the same URL', 'a @ https://x.example/a.whl\n./lib\n', './lib\na @ https://x.example/a.whl\n'],
  ])('finds none in %s', (_, narrow, wide) => {
    expect(disagree(narrow, wide)).toEqual([]);
  });

  it('finds another version, only above a Python', () => {
    const narrow =
      "numpy==2.2.6 ; python_full_version < '3.14'\nnumpy==2.5.5 ; python_full_version >= '3.14'\n";
    expect(disagree(narrow, 'numpy==2.2.6\n')).toEqual([
      { name: 'numpy', narrow: '2.5.5', wide: '2.2.6', where: expect.stringContaining('Python 3.14') },
    ]);
    expect(disagree(narrow, 'numpy==2.2.6\n', { ...RANGE, requiresPython: '>=3.10,<3.14' })).toEqual([]);
  });

  it('finds what the wide one lacks on a platform, once a package', () => {
    expect(disagree('a==1\nb==1\n', "a==1 ; sys_platform != 'win32'\n")).toEqual([
      { name: 'a', narrow: '1', wide: undefined, where: expect.stringContaining('Windows') },
      { name: 'b', narrow: '1', wide: undefined, where: expect.stringContaining('Python 3.10') },
    ]);
    expect(
      disagree('a==1\n', "a==1 ; sys_platform != 'win32'\n", { ...RANGE, platforms: ['linux'] }),
    ).toEqual([]);
  });

  it('finds another URL', () => {
    expect(disagree('a==1\n', 'a @ https://x.example/a.whl\n')).toMatchObject([
      { name: 'a', narrow: '1', wide: 'https://x.example/a.whl' },
    ]);
  });
});
