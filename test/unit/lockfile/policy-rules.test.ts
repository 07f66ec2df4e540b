import { describe, expect, it } from 'vitest';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import {
  type DenyRule,
  type EmittedLine,
  hostsOf,
  type Policy,
  policyFindings,
} from '../../../src/lockfile/policy-rules.js';

const NOTHING: Policy = {
  deny: [],
  requireHashes: undefined,
  hosts: { allowed: ['example.com', '*.example.org'], place: undefined, emitted: new Set() },
  origin: (key) => (key === 'accelerate' ? 'pyproject.toml:7' : 'pyproject.toml'),
};
const rule = (pattern: string, denies: (key: string) => boolean, reason?: string): DenyRule => ({
  pattern,
  reason,
  place: '.lockgenrc: deny[0]',
  denies,
});
const NVIDIA = rule('nvidia-*', (key) => key.startsWith('nvidia-'), 'we deploy to CPUs');

const find = (text: string, policy: Partial<Policy>) =>
  policyFindings(parseLockfile(text), { ...NOTHING, ...policy });
const messages = (text: string, policy: Partial<Policy>) =>
  find(text, policy).map(({ line, message }) => `${line}: ${message}`);

describe('deny', () => {
  const VIA = 'proj (pyproject.toml)';
  it('names the package, the rule, the reason, and the way by which it came', () => {
    const text = `accelerate==1\n    # via ${VIA}\nNvidia.Cublas==12\n    # via accelerate\n`;
    expect(find(text, { deny: [NVIDIA] })).toEqual([
      {
        code: 'denied',
        line: 3,
        name: 'Nvidia.Cublas',
        message:
          'nvidia-cublas is denied ("nvidia-*", .lockgenrc: deny[0]): we deploy to CPUs; it comes from pyproject.toml:7 → accelerate → nvidia-cublas',
      },
    ]);
  });

  it.each<[string, string, readonly string[]]>([
    ['nothing of the kind', 'six==1\nnvidia==1\n', []],
    [
      'one of several forks is told once',
      "nvidia-x==1 ; os_name == 'nt'\nnvidia-x==2 ; os_name != 'nt'\n",
      [
        '1: nvidia-x is denied ("nvidia-*", .lockgenrc: deny[0]): we deploy to CPUs; it comes from pyproject.toml → nvidia-x',
      ],
    ],
    [
      'a direct URL',
      'nvidia-x @ https://example.com/x.zip\n',
      [
        '1: nvidia-x is denied ("nvidia-*", .lockgenrc: deny[0]): we deploy to CPUs; it comes from pyproject.toml → nvidia-x',
      ],
    ],
    [
      'a wheel without a name before it',
      'https://example.com/nvidia_x-1.0-py3-none-any.whl#sha256=1\n',
      [
        '1: nvidia-x is denied ("nvidia-*", .lockgenrc: deny[0]): we deploy to CPUs; it comes from pyproject.toml → nvidia-x',
      ],
    ],
    ['a folder', './nvidia-x\n', []],
    [
      'what another file asks for',
      'nvidia-x==1\n    # via -r base.in\n',
      [
        '1: nvidia-x is denied ("nvidia-*", .lockgenrc: deny[0]): we deploy to CPUs; it comes from -r base.in → nvidia-x',
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(messages(text, { deny: [NVIDIA] })).toEqual(expected);
  });

  it('needs no reason, and says the name only once', () => {
    expect(messages('six==1\n', { deny: [rule('six', (key) => key === 'six')] })).toEqual([
      '1: six is denied (.lockgenrc: deny[0]); it comes from pyproject.toml → six',
    ]);
  });
});

describe('hosts', () => {
  it.each<[string, readonly string[]]>([
    ['--index-url https://example.com/simple\n', []],
    ['--extra-index-url https://evil.example/simple\n', ['evil.example']],
    ['--extra-index-url=https://evil.example/simple\n', ['evil.example']],
    ['-i https://evil.example/simple\n', ['evil.example']],
    ['--find-links https://a.example.org/wheels\n', []],
    ['--find-links https://example.org/wheels\n', ['example.org']],
    ['--find-links ./wheels\n', []],
    ['-fhttps://evil.example/wheels\n', ['evil.example']],
    ['-r https://evil.example/more.txt\n', ['evil.example']],
    ['--trusted-host evil.example:8443\n', ['evil.example']],
    ['--trusted-host example.com\n', []],
    ['--no-binary six\n', []],
    ['six==1  # see https://evil.example\n', []],
    ['# https://evil.example\nsix==1\n', []],
    ['six @ https://example.com/six.zip\n', []],
    ['six @ https://evil.example/six.zip\n', ['evil.example']],
    ['six @ git+https://evil.example/six@abc\n', ['evil.example']],
    ['six @ git+ssh://git@evil.example/six@abc\n', ['evil.example']],
    ['https://evil.example/six-1.0-py3-none-any.whl\n', ['evil.example']],
    ['-e git+https://evil.example/six#egg=six\n', ['evil.example']],
    ['-e ./lib\n./other\nfile:///srv/lib\n', []],
  ])('%j', (text, hosts) => {
    const found = find(text, {});
    expect(found.map(({ message }) => /the host (\S+),/.exec(message)?.[1])).toEqual(hosts);
    expect(found.every(({ code }) => code === 'foreign-host')).toBe(true);
  });

  it('says which line, without its password, and what could be meant', () => {
    expect(messages('six==1\n--extra-index-url https://me:secret@evil.example/x\n', {})).toEqual([
      "2: `--extra-index-url https://***@evil.example/x` names the host evil.example, which neither the project's indexes nor its files name",
    ]);
    const unnamed = find('https://me:secret@evil.example/a.zip\n', { requireHashes: 'x' });
    expect(unnamed.map(({ code }) => code)).toEqual(['foreign-host', 'missing-hashes']);
    expect(JSON.stringify(unnamed)).not.toContain('secret');
    const hosts = { allowed: [], place: '.lockgenrc: hosts', emitted: new Set<EmittedLine>() };
    expect(messages('six @ https://example.com/six.zip\n', { hosts })).toEqual([
      "1: six comes from the host example.com, which .lockgenrc: hosts doesn't have",
    ]);
  });

  it.each<[EmittedLine, readonly number[]]>([
    ['emit-index-url', [3, 4]],
    ['emit-find-links', [1, 2, 4]],
  ])('leaves lines alone that can be those of the machine, under %s', (kind, lines) => {
    const hosts = { allowed: [], place: undefined, emitted: new Set([kind]) };
    const text =
      '--index-url https://a.example\n--extra-index-url https://b.example\n--find-links https://c.example\n-i https://d.example\n';
    expect(find(text, { hosts }).map(({ line }) => line)).toEqual(lines);
  });

  it('of a whole lockfile, for the message that says what to write', () => {
    expect(
      hostsOf(parseLockfile('--find-links https://b.example/x\nsix @ https://a.example/six.zip\nx==1\n')),
    ).toEqual(['a.example', 'b.example']);
  });
});

describe('requireHashes', () => {
  const SHA256 = `--hash=sha256:${'a'.repeat(64)}`;
  it.each<[string, string | undefined]>([
    [`six==1 ${SHA256}`, undefined],
    [`six==1 --hash=sha512:00 --hash=md5:00`, undefined],
    ['six==1', 'six==1 has no hash, but'],
    ['six==1\nidna==2\nattrs==3', 'six==1 has no hash (and 2 more), but'],
    ['six==1 --hash=md5:00', 'six==1 has no hash, but'],
    [`six @ https://example.com/six.zip ${SHA256}`, undefined],
    ['six @ https://example.com/six.zip', 'six has no hash, but'],
    ['six @ git+https://example.com/six@abc', 'six has no hash, and can have none, but'],
    ['./lib', './lib has no hash, and can have none, but'],
    ['-e ./lib', './lib has no hash, and can have none, but'],
  ])('%s', (text, expected) => {
    const found = messages(`${text}\n`, { requireHashes: '.lockgenrc: requireHashes' });
    expect(found).toEqual(
      expected === undefined ? [] : [`1: ${expected} hashes are required (.lockgenrc: requireHashes)`],
    );
    expect(find(`${text}\n`, {})).toEqual([]);
  });
});
