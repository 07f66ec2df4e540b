import { describe, expect, test } from 'vitest';
import { readRequirementsIn } from '../../../../src/setup/migrations/requirements-in.js';

describe('a file of requirements', () => {
  test('gives its requirements with the comments that belong to them', () => {
    const text = [
      '# the whole file',
      '',
      '# what the web needs',
      'beta   # the client',
      'theta[fast] >=1, \\',
      '   <2',
      "delta<2; python_version >= '3.9'",
      'alpha @ https://example.org/alpha.zip#sha256=0',
      '',
    ].join('\r\n');
    expect(
      readRequirementsIn(text).requirements.map(({ text, line, comment, above }) => ({
        text,
        line,
        comment,
        above,
      })),
    ).toEqual([
      { text: 'beta', line: 4, comment: 'the client', above: ['what the web needs'] },
      { text: 'theta[fast] >=1, <2', line: 5, comment: undefined, above: [] },
      { text: "delta<2; python_version >= '3.9'", line: 7, comment: undefined, above: [] },
      { text: 'alpha @ https://example.org/alpha.zip#sha256=0', line: 8, comment: undefined, above: [] },
    ]);
  });

  test.each([
    ['-r base.in', 'includes', ['base.in']],
    ['-rbase.in', 'includes', ['base.in']],
    ['--requirement=base.in', 'includes', ['base.in']],
    ['--requirement "base.in"', 'includes', ['base.in']],
    ['-c limits.txt # why', 'constraints', ['limits.txt']],
    ['--constraint limits.txt', 'constraints', ['limits.txt']],
    ['-e .', 'self', []],
    ['.', 'self', []],
    ['-e file:.', 'self', []],
    ['-e .[dev,test]', 'self', ['dev', 'test']],
    ['"./[dev]"', 'self', ['dev']],
    [
      '-i https://example.org/simple',
      'options',
      [{ name: '--index-url', value: 'https://example.org/simple', line: 1 }],
    ],
    [
      '--extra-index-url=https://x.org/s',
      'options',
      [{ name: '--extra-index-url', value: 'https://x.org/s', line: 1 }],
    ],
    ['--no-binary :all:', 'options', [{ name: '--no-binary', value: ':all:', line: 1 }]],
    ['--pre', 'options', [{ name: '--pre', value: '', line: 1 }]],
    ['--trusted-host=x.org', 'options', [{ name: '--trusted-host', value: 'x.org', line: 1 }]],
    ['-f wheels', 'options', [{ name: '--find-links', value: 'wheels', line: 1 }]],
  ] as const)('%s', (line, key, value) => {
    const read = readRequirementsIn(`${line}\n`);
    expect(read[key]).toEqual(value);
    expect(read.unmovable).toEqual([]);
    expect(read.requirements).toEqual([]);
  });

  test.each([
    ['-e ./lib', 'an editable package is named in dependencies'],
    ['-e git+https://example.org/x.git#egg=x', 'an editable package is named in dependencies'],
    ['./lib', 'a package from this repository is named in dependencies'],
    ['lib/x-1.0-py3-none-any.whl', 'a package from this repository is named in dependencies'],
    ['x @ file:///opt/x', 'a package from this repository is named in dependencies'],
    ['git+https://example.org/x.git@main#egg=x', 'write "x @ git+https://example.org/x.git@main"'],
    ['https://example.org/x-1.0.tar.gz', 'write "NAME @ https://example.org/x-1.0.tar.gz"'],
    ['x==1.0 --hash=sha256:00', 'its hashes have no place'],
    ['x==1.0 --config-settings=a=b', '--config-settings has no place'],
    ['--frobnicate', '--frobnicate has no place'],
    ['x @ git+https://me:secret@example.org/x.git', 'it has a password'],
    ['x ==', 'it is no requirement'],
  ])('%s can’t be moved: %s', (line, why) => {
    const { unmovable, requirements } = readRequirementsIn(`beta\n${line}\n`);
    expect(requirements.map(({ text }) => text)).toEqual(['beta']);
    expect(unmovable).toMatchObject([
      { line: 2, text: expect.any(String), why: expect.stringContaining(why) },
    ]);
    expect(JSON.stringify(unmovable)).not.toContain('secret');
  });
});
