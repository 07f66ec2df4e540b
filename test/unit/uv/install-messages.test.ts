import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type InstallAnswer, readInstallAnswer } from '../../../src/uv/install-messages.js';
import type { UvResult } from '../../../src/uv/run.js';

// What the real uv wrote to stderr for `pip install --dry-run --no-deps --only-binary=:all:`, version by version.
const folder = new URL('../../fixtures/uv-install/', import.meta.url);

function answer(stderr: string, more: Partial<UvResult> = {}): InstallAnswer {
  const exitCode = /^(?:error: | {2}× )/m.test(stderr) ? 1 : 0;
  const ended = { exitCode, signal: undefined, stdout: '', missing: false, timedOut: false, milliseconds: 1 };
  return readInstallAnswer({ ...ended, stderr, ...more });
}

const xi = { name: 'xi', version: '1.0.0' };
const source = {
  kind: 'lacks',
  ...xi,
  why: 'source',
  reason: 'it has no wheel that fits, so it would be built from source',
} as const;
const table: Record<string, InstallAnswer> = {
  installs: {
    kind: 'installs',
    packages: [
      { name: 'alpha', version: '1.0.0' },
      { name: 'kappa-core', version: '3.1.0' },
    ],
  },
  nothing: { kind: 'installs', packages: [] },
  source,
  'source-marker': source,
  platform: {
    kind: 'lacks',
    name: 'eta',
    version: '1.0.0',
    why: 'wheels',
    reason:
      'it has no wheels with a matching platform tag (e.g., `win_amd64`); its wheels are for `manylinux_2_17_x86_64`',
  },
  abi: {
    kind: 'lacks',
    name: 'tau',
    version: '1.0',
    why: 'wheels',
    reason:
      'it has no wheels with a matching Python ABI tag (e.g., `cp313`); its wheels are for `cp310`, `cp311`, `cp312`',
  },
  release: {
    kind: 'lacks',
    name: 'alpha',
    version: '9.0',
    why: 'release',
    reason: 'the index has no such version',
  },
  python: {
    kind: 'lacks',
    name: 'ipython',
    version: '9.0.0',
    why: 'python',
    reason: 'it requires Python >=3.11',
  },
  conflict: {
    kind: 'refused',
    reason:
      'Because you require alpha==1.0.0 and alpha==1.1.0, we can conclude that your requirements are unsatisfiable.',
  },
  name: { kind: 'unknown', reason: 'gone was not found in the package registry', unreachable: false },
  offline: { kind: 'unknown', reason: 'ipython was not found in the cache', unreachable: false },
  refused: {
    kind: 'unknown',
    reason: "127.0.0.1 didn't give what uv asked for: Connection refused (os error 111)",
    unreachable: true,
  },
};

describe.each(readdirSync(folder))('uv %s', (version) => {
  const files = readdirSync(new URL(`${version}/`, folder)).map((file) => file.replace(/\.txt$/, ''));

  it('has an answer for each situation', () => {
    expect(files.sort()).toEqual(Object.keys(table).sort());
  });

  it.each(files)('%s', (name) => {
    expect(answer(readFileSync(new URL(`${version}/${name}.txt`, folder), 'utf8'))).toEqual(table[name]);
  });
});

const because = (cause: string, hint = ''): string =>
  `error: No solution found when resolving dependencies\n  cause: ${cause}\n\n${hint}`;

it.each([
  [
    'a lack is not believed where something could not be had',
    because(
      'Because xi==1.0.0 has no usable wheels and you require xi==1.0.0, we can conclude that your requirements are unsatisfiable.',
      'hint: Packages were unavailable because the network was disabled. When the network is disabled, registry packages may only be read from the cache.',
    ),
    'unknown',
  ],
  [
    'a build that failed',
    'error: Failed to build `xi==1.0.0`\n  cause: The build backend returned an error\n',
    'unknown',
  ],
  ['no word at all', 'error: \n', 'unknown'],
  ['words that no uv has said yet', because('Because the moon is full.'), 'refused'],
])('%s', (_what, stderr, kind) => {
  expect(answer(stderr).kind).toBe(kind);
});

it.each<[string, Partial<UvResult>, string]>([
  ['took too long', { exitCode: undefined, timedOut: true }, 'uv took too long, and was ended'],
  ['was killed', { exitCode: undefined, signal: 'SIGKILL' }, 'uv was killed'],
  ['could not be started', { exitCode: undefined, missing: true }, 'uv could not be started'],
  ['said nothing', { exitCode: 2 }, 'uv failed without a word'],
])('a uv that %s tells nothing', (_what, ended, reason) => {
  expect(answer('', ended)).toEqual({ kind: 'unknown', reason, unreachable: false });
});

it('settings that uv drops are no answer, even with exit code 0', () => {
  const stderr =
    'warning: Failed to parse `pyproject.toml` during settings discovery:\n  TOML parse error at line 1, column 1\nResolved 1 package in 1ms\n + alpha==1.0.0\n';
  expect(answer(stderr)).toMatchObject({ kind: 'unknown' });
});
