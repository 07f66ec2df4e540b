import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareByMeaning } from '../../../src/lockfile/compare.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import type { PromisedRange } from '../../../src/python/environments.js';
import { fixture } from './fixture.js';

const RANGE: PromisedRange = {
  requiresPython: '>=3.10',
  floor: '3.10',
  platforms: ['linux', 'macos', 'windows'],
};

function compare(current: string, resolved: string, hashes = false, range = RANGE) {
  return compareByMeaning(parseLockfile(current), parseLockfile(resolved), range, { hashes });
}

describe('compareByMeaning', () => {
  it.each([
    ['the same', 'a==1\n', 'a==1\n'],
    ['another order', 'a==1\nb==1\n', 'b==1\na==1\n'],
    ['another spelling', 'Ruamel.YAML==1\n', 'ruamel-yaml==1\n'],
    ['comments and hashes', 'a==1 --hash=sha256:aa\n    # via x\n', 'a==1\n'],
    ['a marker that is true everywhere promised', "a==1 ; python_full_version >= '3.10'\n", 'a==1\n'],
    ['a marker in other words', "a==1 ; sys_platform == 'win32'\n", "a==1 ; platform_system == 'Windows'\n"],
    ['a pin that is promised nowhere', "a==1\nb==1 ; python_version < '3.9'\n", 'a==1\n'],
    [
      'forks that were joined',
      "a==1 ; python_full_version < '3.12'\na==1 ; python_full_version >= '3.12'\n",
      'a==1\n',
    ],
    ['an option in another form', '-f https://x.example/\na==1\n', '--find-links=https://x.example/\na==1\n'],
  ])('finds no difference in %s', (_, current, resolved) => {
    expect(compare(current, resolved)).toEqual([]);
    expect(compare(resolved, current)).toEqual([]);
  });

  it.each([
    ['a==1\n', 'a==2\n', { kind: 'pin', name: 'a', message: 'a: 1 should be 2', line: 1 }],
    ['a==1\nb==1\n', 'a==1\n', { kind: 'pin', name: 'b', message: 'b: 1 is not needed', line: 2 }],
    ['a==1\n', 'a==1\nb==1\n', { kind: 'pin', name: 'b', message: 'b: 1 is missing', line: undefined }],
    [
      'a==1\n',
      "a==1 ; sys_platform == 'win32'\n",
      {
        kind: 'marker',
        name: 'a',
        message: 'a: 1 is not needed on Python 3.10 on Linux (x86_64) and others',
        line: 1,
      },
    ],
    [
      'a==1\n',
      "a==1 ; python_full_version < '3.14'\na==2 ; python_full_version >= '3.14'\n",
      {
        kind: 'pin',
        name: 'a',
        message: expect.stringContaining('a: 1 should be 2 on Python 3.14'),
        line: 1,
      },
    ],
    [
      'a @ https://u:secret@host.example/1.whl\n',
      'a==1\n',
      { kind: 'url', name: 'a', message: 'a: https://***@host.example/1.whl should be 1', line: 1 },
    ],
    ['./lib\n', '-e ./lib\n', { kind: 'url', name: './lib' }],
    ['a==1\na==2\n', 'a==1\n', { kind: 'pin', message: 'a: 1 and 2 should be 1' }],
  ])('%j is not %j', (current, resolved, difference) => {
    expect(compare(current, resolved)).toMatchObject([difference]);
  });

  it('points to the fork that is wrong', () => {
    const fork = (high: string): string =>
      `a==1 ; python_full_version < '3.12'\na==${high} ; python_full_version >= '3.12'\n`;
    expect(compare(fork('2'), fork('3'))).toMatchObject([{ kind: 'pin', line: 2 }]);
  });

  it('compares option lines as a set', () => {
    expect(compare('--find-links u\na==1\n', '--find-links v\na==1\n')).toEqual([
      {
        kind: 'option',
        name: '--find-links u',
        message: 'the line `--find-links u` should not be there',
        line: 1,
      },
      {
        kind: 'option',
        name: '--find-links v',
        message: 'the line `--find-links v` is missing',
        line: undefined,
      },
    ]);
  });

  it('looks only at what is promised', () => {
    const current = "a==1\nb==1 ; sys_platform == 'win32'\n";
    expect(compare(current, 'a==1\n', false, { ...RANGE, platforms: ['linux'] })).toEqual([]);
    expect(compare(current, 'a==1\n')).toHaveLength(1);
  });

  describe('hashes', () => {
    const resolved = 'a==1 --hash=sha256:aa --hash=sha256:bb\n';
    it.each([
      ['a==1 --hash=sha256:bb\n', []],
      ['a==1 --hash=sha256:aa --hash=sha256:bb\n', []],
      ['a==1\n', ['a: has no hash']],
      ['a==1 --hash=sha256:aa --hash=sha256:cc\n', ['a: sha256:cc is not a hash of 1']],
      ['a==2 --hash=sha256:cc\n', ['a: 2 should be 1']],
    ])('%j', (current, messages) => {
      expect(compare(current, resolved, true).map(({ message }) => message)).toEqual(messages);
    });

    it('finds a tampered hash in a real lockfile', () => {
      const text = fixture('hashes-constrained.txt');
      expect(compare(text, fixture('hashes-unconstrained.txt'), true)).toEqual([]);
      const tampered = text.replace(/sha256:../, 'sha256:00');
      expect(compare(tampered, text, true)).toMatchObject([{ kind: 'hash', name: 'anyio', line: 3 }]);
    });

    it('asks for none of a folder', () => {
      expect(compare('./lib\n', './lib\n', true)).toEqual([]);
    });
  });

  it('finds every lockfile equal to itself, and no other order matters', () => {
    const pin = fc.tuple(
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom('1', '2'),
      fc.constantFrom(
        '',
        " ; python_full_version < '3.12'",
        " ; sys_platform == 'win32' or python_version >= '3.13'",
      ),
    );
    fc.assert(
      fc.property(fc.array(pin, { maxLength: 6 }), (pins) => {
        const lines = pins.map(([name, version, marker]) => `${name}==${version}${marker}\n`);
        expect(compare(lines.join(''), lines.toReversed().join(''))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
