import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  droppedToolUv,
  readUvFailure,
  type UvFailure,
  undatedPackages,
  withoutWheels,
} from '../../../src/uv/messages.js';
import type { UvResult } from '../../../src/uv/run.js';

// What the real uv wrote to stderr, version by version. A new version gets a folder of its own here.
const folder = new URL('../../fixtures/uv-messages/', import.meta.url);
const stderrOf = (name: string) => readFileSync(new URL(`${name}.txt`, folder), 'utf8');

function failed(stderr: string, more: Partial<UvResult> = {}): UvFailure {
  const ended = { exitCode: 1, signal: undefined, stdout: '', stderr, missing: false, timedOut: false };
  return readUvFailure({ ...ended, milliseconds: 1, ...more });
}

type Expected = Partial<Omit<UvFailure, 'message'>>;
const flask = ['flask'];
const local = { kind: 'unavailable', host: '127.0.0.1', packages: flask } as const;
const table: Record<string, Expected> = {
  '0.13.9/unsatisfiable': { kind: 'unsatisfiable', packages: ['numpy'] },
  '0.13.9/version-unknown': { kind: 'unsatisfiable', packages: ['six'] },
  '0.13.9/no-build': { kind: 'unsatisfiable', packages: ['docopt'] },
  '0.13.9/split': {
    kind: 'unsatisfiable',
    split: "python_full_version >= '3.13'",
    packages: ['scipy', 'numpy'],
  },
  '0.13.9/split-upper': {
    kind: 'unsatisfiable',
    split: "python_full_version >= '3.12'",
    packages: ['pandas', 'numpy'],
  },
  '0.13.9/python-range': {
    kind: 'python-range',
    split: "python_full_version == '3.10.*'",
    packages: ['numpy'],
  },
  '0.13.9/python-range-find-links': {
    kind: 'python-range',
    split: "python_full_version == '3.10.*'",
    packages: ['beta'],
  },
  '0.13.9/package-unknown': { kind: 'unavailable', status: 404, packages: ['no-such-thing-zzz-qq-1'] },
  '0.13.9/offline-miss': { kind: 'unavailable', packages: flask },
  '0.13.9/offline-torch': { kind: 'unavailable', packages: ['torch'] },
  '0.13.9/offline-url': { kind: 'unavailable', host: '127.0.0.1', packages: ['numpy'] },
  '0.13.9/http-401': { ...local, status: 401 },
  '0.13.9/http-403': { ...local, status: 403 },
  '0.13.9/http-404': { kind: 'unavailable', status: 404, packages: flask },
  '0.13.9/http-429': { ...local, status: 429 },
  '0.13.9/http-500': { ...local, status: 500 },
  '0.13.9/http-503': { ...local, status: 503 },
  '0.13.9/http-503-retries': { ...local, status: 503 },
  '0.13.9/http-bad-json': local,
  '0.13.9/http-reset': local,
  '0.13.9/timeout': local,
  '0.13.9/tls': local,
  '0.13.9/refused': local,
  '0.13.9/refused-retries': local,
  '0.13.9/dns': { kind: 'unavailable', host: 'no-such-host.invalid', packages: flask },
  '0.13.9/url-refused': { kind: 'unavailable', host: '127.0.0.1', packages: ['numpy'] },
  '0.13.9/url-501': { kind: 'unavailable', host: '127.0.0.1', status: 501, packages: ['numpy'] },
  '0.13.9/git-refused': { kind: 'unavailable', host: '127.0.0.1', packages: ['numpy'] },
  '0.13.9/git-credential': { kind: 'unavailable', host: '127.0.0.1', packages: ['numpy'] },
  '0.13.9/file-index-gone': { kind: 'unavailable', status: 404, packages: ['six'] },
  '0.13.9/findlinks-gone': { kind: 'unavailable' },
  '0.13.9/toml-unclosed': { kind: 'project' },
  '0.13.9/toml-duplicate': { kind: 'project' },
  '0.13.9/extra-unknown': { kind: 'project' },
  '0.13.9/group-unknown': { kind: 'project' },
  '0.13.9/dynamic-extra-missing': { kind: 'project' },
  '0.13.9/name-missing': { kind: 'project' },
  '0.13.9/version-missing': { kind: 'project' },
  '0.13.9/project-missing': { kind: 'project' },
  '0.13.9/requires-python-bad': { kind: 'project' },
  '0.13.9/required-version': { kind: 'project' },
  '0.13.9/source-undeclared-index': { kind: 'project' },
  '0.13.9/source-unknown-key': { kind: 'project' },
  '0.13.9/path-gone': { kind: 'project' },
  '0.13.9/uv-toml-bad-type': { kind: 'project' },
  '0.13.9/uv-toml-unknown-key': { kind: 'project' },
  '0.13.9/build': { kind: 'build', packages: ['numpy'] },
  '0.13.9/build-legacy': { kind: 'build', packages: ['numpy'] },
  '0.13.9/requirement-bad': { kind: 'build' },
  '0.13.9/python-none': { kind: 'no-python' },
  '0.13.9/python-gone': { kind: 'no-python' },
  '0.13.9/cache-unusable': { kind: 'other' },
  '0.9.8/unsatisfiable': { kind: 'unsatisfiable', packages: ['numpy'] },
  '0.9.8/split': {
    kind: 'unsatisfiable',
    split: "python_full_version >= '3.13'",
    packages: ['scipy', 'numpy'],
  },
  '0.9.8/python-range': {
    kind: 'python-range',
    split: "python_full_version == '3.10.*'",
    packages: ['numpy'],
  },
  '0.9.8/offline-miss': { kind: 'unavailable', packages: flask },
  '0.9.8/http-401': { ...local, status: 401 },
  '0.9.8/http-403': { ...local, status: 403 },
  '0.9.8/http-404': { kind: 'unavailable', status: 404, packages: flask },
  '0.9.8/http-503': { ...local, status: 503 },
  '0.9.8/refused': local,
  '0.9.8/toml-unclosed': { kind: 'project' },
  '0.9.8/extra-unknown': { kind: 'project' },
  '0.9.8/build': { kind: 'build', packages: ['numpy'] },
};

/** No answer, or one that says nothing about what was asked for. */
const UNREACHABLE = new Set([
  ...['offline-miss', 'offline-torch', 'offline-url', 'http-429', 'http-500', 'http-503', 'http-503-retries'],
  ...['http-reset', 'timeout', 'tls', 'refused', 'refused-retries', 'dns', 'url-refused', 'url-501'],
]);

describe('readUvFailure', () => {
  it.each(Object.entries(table))('%s', (name, expected) => {
    const { message, ...read } = failed(stderrOf(name));
    const isUnreachable = UNREACHABLE.has(name.replace(/^.*\//, ''));
    expect(read).toEqual({
      host: undefined,
      status: undefined,
      split: undefined,
      packages: [],
      ...(isUnreachable ? { unreachable: true } : {}),
      ...expected,
    });
    expect(message).toMatch(/^(error: | {2}× )/);
    expect(message).not.toMatch(/\s$/);
  });

  it('has every collected failure in the table', () => {
    const collected = readdirSync(folder).flatMap((version) =>
      readdirSync(new URL(`${version}/`, folder)).map((file) => `${version}/${file.replace(/\.txt$/, '')}`),
    );
    const failures = collected.filter((name) => !name.includes('/drop-'));
    expect(failures.sort()).toEqual(Object.keys(table).sort());
  });

  it('does not take what a build back-end printed for what uv says', () => {
    const read = failed(
      [
        'error: Failed to build `lib @ file:///home/me/lib`',
        '  cause: The build backend returned an error',
        '  cause: Call to `setuptools.build_meta.build_wheel` failed (exit status: 1)',
        '',
        '         [stderr]',
        '         RuntimeError: 403 Forbidden, Failed to fetch http://example.invalid/: the network was disabled',
      ].join('\n'),
    );
    expect(read).toMatchObject({ kind: 'build', host: undefined, status: undefined, packages: ['lib'] });
    expect(read.message).toContain('RuntimeError: 403 Forbidden');
  });

  it('takes warnings and progress from before the error away', () => {
    const read = failed(
      'warning: A managed Python download is available, but an error occurred\n  cause: Failed to fetch: http://h.invalid/\nerror: Requested extra not found: x\n',
    );
    expect(read).toMatchObject({ kind: 'project', message: 'error: Requested extra not found: x' });
  });

  it('takes colors and Windows line ends away', () => {
    expect(
      failed('\u001b[1m\u001b[31merror\u001b[39m\u001b[0m: Requested extra not found: x\r\n').message,
    ).toBe('error: Requested extra not found: x');
  });

  it('lets no credential pass', () => {
    const read = failed(
      'error: Failed to fetch: `https://me:hunter2@h.invalid/simple/six/`\n  cause: dns error for git+https://ghp_hunter2@g.invalid/a\n',
    );
    expect(read.message).not.toContain('hunter2');
    expect(read).toMatchObject({ kind: 'unavailable', host: 'h.invalid', packages: ['six'] });
    expect(failed('error: odd https://hunter2@h.invalid/', { signal: 'SIGKILL' }).message).not.toContain(
      'hunter2',
    );
  });

  it('knows a uv that was ended, and one that was not there', () => {
    const ended = { exitCode: undefined };
    expect(failed('', { ...ended, signal: 'SIGKILL' }).kind).toBe('killed');
    expect(failed('', { ...ended, missing: true }).kind).toBe('missing');
  });

  it('takes a uv that did not end in time for one that waits for the network', () => {
    expect(failed('', { exitCode: undefined, signal: 'SIGTERM', timedOut: true })).toMatchObject({
      kind: 'unavailable',
      timedOut: true,
    });
  });

  it('passes on what it does not understand', () => {
    expect(failed('thread main panicked\n')).toMatchObject({
      kind: 'other',
      message: 'thread main panicked',
    });
    expect(failed('')).toMatchObject({ kind: 'other', message: '' });
  });
});

describe('droppedToolUv', () => {
  it.each([
    ['0.13.9/drop-unknown-key', 'line 7, column 1', 'unknown field `nonsense`'],
    ['0.13.9/drop-unknown-key-pip', 'line 7, column 1', 'unknown field `no-hedder`'],
    ['0.13.9/drop-bad-date', 'line 7, column 17', '`yesterdayish` could not be parsed'],
    ['0.13.9/drop-bad-variant', 'line 7, column 14', 'expected one of `highest`, `lowest`, `lowest-direct`'],
    ['0.13.9/drop-bad-version', 'line 7, column 20', 'Failed to parse version'],
    ['0.9.8/drop-unknown-key', 'line 7, column 1', 'unknown field `nonsense`'],
  ])('%s', (name, place, what) => {
    const text = droppedToolUv(stderrOf(name)) ?? '';
    expect(text).toContain('`pyproject.toml`');
    expect(text).toContain(place);
    expect(text).toContain(what);
    expect(text).not.toContain('Resolved');
    expect(text.length).toBeLessThan(400);
  });

  it('finds the file of a folder above', () => {
    const text =
      'warning: Failed to parse `/w/pyproject.toml` during settings discovery:\n  bad\n\nResolved 1 package\n';
    expect(droppedToolUv(text)).toBe('Failed to parse `/w/pyproject.toml` during settings discovery:\nbad');
  });

  it.each([
    '',
    'Resolved 1 package in 3ms\n',
    'warning: The requested Python version 3.10 is not available; 3.11.7 will be used to build dependencies instead.\n',
    'warning: `torch==2.0` is yanked\n',
  ])('is silent for %j', (text) => {
    expect(droppedToolUv(text)).toBeUndefined();
  });
});

describe('undatedPackages', () => {
  it.each<[string, readonly string[]]>([
    ['Resolved 1 package in 5ms\n', []],
    [
      'warning: `alpha-2.0.0-py3-none-any.whl` is missing an upload date, but user provided: 2026-01-01T00:00:00Z\n' +
        'warning: `alpha-1.0.0-py3-none-any.whl` is missing an upload date, but user provided: 2026-01-01T00:00:00Z\n' +
        'warning: `torch_cluster-2.1.0+cpu-cp312-cp312-win_amd64.whl` is missing an upload date, but user provided: P7D\n' +
        'warning: `b.c-1.tar.gz` is missing an upload date, but user provided: P7D\n',
      ['alpha', 'b-c', 'torch-cluster'],
    ],
  ])('reads %j', (stderr, packages) => {
    expect(undatedPackages(stderr)).toEqual(packages);
  });
});

describe('withoutWheels', () => {
  it.each<[string, readonly string[]]>([
    ['0.13.9/no-build', ['docopt']],
    ['0.13.9/unsatisfiable', []],
    ['0.13.9/build', []],
  ])('reads %s', (name, packages) => {
    expect(withoutWheels(failed(stderrOf(name)).message)).toEqual(packages);
  });

  it('names each package once', () => {
    const hint =
      'hint: Wheels are required for `Py_X` because building from source is disabled for all packages (i.e., with `--no-build`)';
    expect(withoutWheels(`error: No solution found\n\n${hint}\n\n${hint}\n`)).toEqual(['py-x']);
  });
});
