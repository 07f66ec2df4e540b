import { expect, test } from 'vitest';
import { projectOptions } from '../../../src/config/effective.js';
import { flagOptions } from '../../../src/config/flags.js';
import { readRootConfig } from '../../../src/config/root.js';

const PLACE = 'svc/pyproject.toml: tool.lockgen';
const messageOf = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'nothing was wrong';
};

test('all errors come at once, each with its place, the value, and what is allowed', async () => {
  const text = `
agre: false
generateHashes: yes please
pythonVersion: 3.10
torchBackend: cpuu
platforms: [linux, mac]
uvArgs: [--upgrade]
uvHashes: [sha256:abc]
targets:
  full:
    output: ../full.yaml
    extras: [full, 3]
    uvVersion: 0.9.0
  dev: { groups: [dev] }
  1st: { output: a.txt }
`;
  expect(
    await messageOf(() => readRootConfig((path) => (path === '.lockgenrc.yaml' ? text : undefined))),
  ).toBe(
    [
      '12 errors in the configuration:',
      '.lockgenrc.yaml: agre: unknown option; did you mean agree?',
      '.lockgenrc.yaml: targets.full.uvVersion: is an option of the whole project, not of one target',
      '.lockgenrc.yaml: targets.full.output: "../full.yaml" is not allowed; allowed: a path that ends in .txt, .in or .lock, or pylock.toml',
      '.lockgenrc.yaml: targets.full.extras[1]: 3 is not allowed; allowed: the name of an extra',
      '.lockgenrc.yaml: targets.dev.output: missing; every target needs output',
      '.lockgenrc.yaml: targets.1st: "1st" is not allowed; allowed: a name of letters, digits, "-", "_" and "." that begins with a letter',
      '.lockgenrc.yaml: generateHashes: "yes please" is not allowed; allowed: true or false',
      '.lockgenrc.yaml: pythonVersion: 3.1 is not allowed; allowed: a Python version in quotes ("3.10", "3.10.4"), or "none"',
      '.lockgenrc.yaml: platforms[1]: "mac" is not allowed; allowed: "linux", "macos" or "windows"; did you mean "macos"?',
      '.lockgenrc.yaml: torchBackend: "cpuu" is not allowed; allowed: one of uv\'s PyTorch backends (cpu, auto, xpu, cu128, rocm6.4, …), or none; did you mean "cpu"?',
      '.lockgenrc.yaml: uvArgs[0]: "--upgrade" is not allowed; allowed: an option that lockgen doesn\'t set itself (lockgen decides what moves: lockgen generate --upgrade)',
      '.lockgenrc.yaml: uvHashes[0]: "sha256:abc" is not allowed; allowed: "sha256:" and 64 hexadecimal digits',
    ].join('\n  '),
  );
});

test.each<[string, unknown, string]>([
  [
    'an unknown key, spelled as TOML is',
    { 'generate-hash': true },
    'generate-hash: unknown option; did you mean generate-hashes?',
  ],
  [
    'one with underscores',
    { python_version: '3.10' },
    'python_version: unknown option; did you mean python-version?',
  ],
  [
    'both spellings of one key',
    { 'uv-args': [], uvArgs: [] },
    'uvArgs: given twice, as uv-args and as uvArgs; keep one',
  ],
  [
    'an option of the root file',
    { projects: ['.'] },
    "projects: belongs in the configuration file at the repository's root",
  ],
  ['an option of a target', { extras: ['full'] }, 'extras: is an option of a target: targets.NAME.extras'],
  ['no targets', { targets: {} }, 'targets: {} is not allowed; allowed: at least one target'],
  [
    'targets that are a list',
    { targets: ['base'] },
    'targets: ["base"] is not allowed; allowed: a table of targets by name',
  ],
  [
    'a target that is a string',
    { targets: { base: 'x.txt' } },
    'targets.base: "x.txt" is not allowed; allowed: a table of options',
  ],
  [
    'an old uv',
    { 'uv-version': '0.9.7' },
    'uv-version: "0.9.7" is not allowed; allowed: a version of uv, 0.9.8 or newer',
  ],
  [
    'no version',
    { 'uv-version': 'latest' },
    'uv-version: "latest" is not allowed; allowed: a version of uv, 0.9.8 or newer',
  ],
  [
    'a platform',
    { 'python-platform': 'linus' },
    'python-platform: "linus" is not allowed; allowed: a platform as uv names it ("linux", "x86_64-unknown-linux-gnu", …), or "none"; did you mean "linux"?',
  ],
  [
    'no platforms',
    { platforms: [] },
    'platforms: [] is not allowed; allowed: at least one of "linux", "macos", "windows"',
  ],
  [
    'a duration',
    { 'exclude-newer': '7 months' },
    'exclude-newer: "7 months" is not allowed; allowed: a date ("2026-10-07"), a timestamp with its time zone ("2026-10-07T12:00:00Z"), a duration ("7 days", "P7D"), or "none"',
  ],
  ['null', { agree: null }, 'agree: null is not allowed; allowed: true or false'],
  [
    'a big number',
    { agree: 12345678901234567890n },
    'agree: 12345678901234567000 is not allowed; allowed: true or false',
  ],
  [
    'an inner key in its own spelling',
    { targets: { 'my-dev': { output: 'a.txt', 'generate-hashes': 1 } } },
    'targets.my-dev.generate-hashes: 1 is not allowed; allowed: true or false',
  ],
])('[tool.lockgen] with %s', async (_, table, message) => {
  expect(await messageOf(() => projectOptions(table, PLACE))).toBe(`${PLACE}.${message}`);
});

test('what is no table at all', async () => {
  expect(await messageOf(() => projectOptions('x', PLACE))).toBe(
    `${PLACE}: "x" is not allowed; allowed: a table of options`,
  );
});

test('a password does not reach a message', async () => {
  const table = { 'uv-args': ['--index=https://me:secret@packages.example/simple'] };
  const message = await messageOf(() => projectOptions(table, PLACE));
  expect(message).toContain('https://***@packages.example/simple');
  expect(message).not.toContain('secret');
});

test('without [tool.lockgen] nothing is stated', async () => {
  expect(await projectOptions(undefined, PLACE)).toEqual({});
});

test.each([
  [{ generateHashes: true, dryRun: true, upgrade: undefined }, { generateHashes: true }],
  [
    { 'python-version': '3.12', 'exclude-newer': '7 days' },
    { pythonVersion: '3.12', excludeNewer: 'P7D' },
  ],
  [
    { universal: false, agree: false, torchBackend: 'none' },
    { universal: false, agree: false, torchBackend: 'none' },
  ],
  [{ uvArg: ['--no-sources'] }, { uvArgs: ['--no-sources'] }],
  [{ target: 'base', pythonVersion: undefined }, {}],
])('the flags %j state %j', (flags, options) => {
  expect(flagOptions(flags)).toEqual(options);
});

test('what a flag should be is in the help of each command that has it', () => {
  expect(() => flagOptions({ pythonVersion: '3' })).toThrow(
    expect.objectContaining({ next: expect.stringMatching(/^lockgen --help /) }),
  );
});

test('flags are validated alike, at their own place', async () => {
  expect(await messageOf(() => flagOptions({ pythonVersion: '3', uvArg: ['-q'], torchBackend: 'gpu' }))).toBe(
    [
      '3 errors in the configuration:',
      '--python-version: "3" is not allowed; allowed: a Python version in quotes ("3.10", "3.10.4"), or "none"',
      '--torch-backend: "gpu" is not allowed; allowed: one of uv\'s PyTorch backends (cpu, auto, xpu, cu128, rocm6.4, …), or none; did you mean "cpu"?',
      '--uv-arg: "-q" is not allowed; allowed: the long form of an option (--option or --option=value)',
    ].join('\n  '),
  );
});
