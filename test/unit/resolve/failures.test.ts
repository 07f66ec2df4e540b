import { describe, expect, test } from 'vitest';
import { promisedRange } from '../../../src/project/range.js';
import { uvFailed } from '../../../src/resolve/failures.js';
import type { UvFailure } from '../../../src/uv/messages.js';
import { projectOf } from '../project/fake-tree.js';
import { target } from './target.js';

const text = (requiresPython: string): string => `[project]
name = "app"
version = "1"
requires-python = "${requiresPython}"
dependencies = [
  "alpha",
  'Beta.Core>=2',
]
[project.optional-dependencies]
full = ["gamma"]
[tool.lockgen]
`;

async function failed(
  failure: Partial<UvFailure> & Pick<UvFailure, 'kind'>,
  options: { requiresPython?: string; folder?: string; extras?: readonly string[] } = {},
) {
  const folder = options.folder ?? 'svc';
  const path = folder === '' ? 'pyproject.toml' : `${folder}/pyproject.toml`;
  const project = await projectOf({ [path]: text(options.requiresPython ?? '>=3.10,<3.13') });
  const whole = {
    host: undefined,
    status: undefined,
    split: undefined,
    packages: [],
    message: "error: uv's words",
    ...failure,
  };
  return uvFailed(project, target('base', { extras: options.extras ?? [] }), promisedRange(project), whole);
}

describe('what uv could not do is told with its place and the next step', () => {
  test.each<[string, Parameters<typeof failed>[0], Parameters<typeof failed>[1], string, string, RegExp]>([
    [
      'nothing fits',
      { kind: 'unsatisfiable', packages: ['delta', 'beta-core'] },
      {},
      'unsatisfiable',
      'svc/base.txt can\'t be resolved; see svc/pyproject.toml:7 "Beta.Core>=2"',
      /^change the requirements in svc\/pyproject\.toml$/,
    ],
    [
      'nothing fits, at the root',
      { kind: 'unsatisfiable', packages: ['alpha'] },
      { folder: '' },
      'unsatisfiable',
      'base.txt can\'t be resolved; see pyproject.toml:6 "alpha"',
      /in pyproject\.toml/,
    ],
    [
      'nothing fits, for an extra of the target',
      { kind: 'unsatisfiable', packages: ['gamma'] },
      { extras: ['full'] },
      'unsatisfiable',
      'svc/base.txt can\'t be resolved; see svc/pyproject.toml:10 "gamma"',
      /change the requirements/,
    ],
    [
      'nothing fits, and not because of an extra of another target',
      { kind: 'unsatisfiable', packages: ['gamma'] },
      {},
      'unsatisfiable',
      "svc/base.txt can't be resolved",
      /change the requirements/,
    ],
    [
      'a Python too old',
      { kind: 'python-range', packages: ['alpha'] },
      {},
      'unsatisfiable',
      'svc/base.txt: no version fits the whole of requires-python = ">=3.10,<3.13"; see svc/pyproject.toml:6 "alpha"',
      /^raise requires-python or loosen the requirement in svc\/pyproject\.toml/,
    ],
    [
      'no such package',
      { kind: 'unavailable', status: 404, packages: ['alpha'] },
      {},
      'unsatisfiable',
      'svc/base.txt can\'t be resolved: no index has alpha; see svc/pyproject.toml:6 "alpha"',
      /^correct the name in svc\/pyproject\.toml/,
    ],
    [
      'an index that is not there',
      { kind: 'unavailable', status: 404, host: 'index.example' },
      {},
      'network',
      "svc/base.txt: index.example didn't give what uv asked for (HTTP 404)",
      /^check the network and the index settings/,
    ],
    [
      'a password that is wrong',
      { kind: 'unavailable', status: 401, host: 'index.example' },
      {},
      'network',
      "svc/base.txt: index.example didn't give what uv asked for (HTTP 401)",
      /^check the credentials for index\.example/,
    ],
    [
      'no network',
      { kind: 'unavailable' },
      {},
      'network',
      "svc/base.txt: the package index didn't give what uv asked for",
      /^check the network/,
    ],
    [
      'a uv that took too long',
      { kind: 'unavailable', timedOut: true },
      {},
      'network',
      'svc/base.txt: uv took too long, and was ended',
      /^try again: what it has fetched is in its cache/,
    ],
    [
      'a bad table',
      { kind: 'project' },
      {},
      'project',
      "svc/base.txt: uv can't use svc/pyproject.toml",
      /^mend svc\/pyproject\.toml/,
    ],
    [
      'a build',
      { kind: 'build' },
      {},
      'project',
      'svc/base.txt: a package had to be built to learn its requirements, and that failed',
      /wheels/,
    ],
    [
      'no Python',
      { kind: 'no-python' },
      {},
      'uv-failed',
      'uv found no Python for svc/base.txt',
      /^install a Python 3/,
    ],
    [
      'a signal',
      { kind: 'killed' },
      {},
      'uv-failed',
      'uv was killed while it resolved svc/base.txt',
      /^try again/,
    ],
    [
      'no uv',
      { kind: 'missing' },
      {},
      'uv-missing',
      'uv could not be started for svc/base.txt',
      /install uv/,
    ],
    ['anything else', { kind: 'other' }, {}, 'uv-failed', 'uv failed for svc/base.txt', /--verbose/],
  ])('%s', async (_, failure, options, reason, message, next) => {
    const made = await failed(failure, options);
    expect(made).toMatchObject({ reason, message, detail: "error: uv's words" });
    expect(made.next).toMatch(next);
  });
});

describe('a split', () => {
  const line = (environments: string): string =>
    `uv ignores upper bounds unless told; add under [tool.uv] in svc/pyproject.toml:  environments = ["${environments}"]`;

  test.each([
    ['>=3.10,<3.13', "python_full_version >= '3.13'", "python_version < '3.13'"],
    ['~=3.12.1', "python_full_version >= '3.14'", "python_version < '3.13'"],
    ['>=3.10,!=3.12.*', "python_full_version == '3.12.*'", "python_version != '3.12'"],
    ['>=3.10,<3.13', "python_full_version >= '3.13' and sys_platform == 'win32'", "python_version < '3.13'"],
  ])('outside of %s names what bounds it: %s', async (requiresPython, split, environments) => {
    const made = await failed({ kind: 'unsatisfiable', split }, { requiresPython });
    expect(made.reason).toBe('unsatisfiable');
    expect(made.message).toContain(
      `can't be resolved for ${split}, which requires-python = "${requiresPython}"`,
    );
    expect(made.next).toBe(line(environments));
  });

  test.each([
    ['>=3.10,<3.13', "python_full_version >= '3.12'"],
    ['>=3.10,<3.13', "sys_platform == 'win32'"],
    ['>=3.10', "python_full_version >= '3.13'"],
    ['>=3.10,<3.13', 'nobody understands this'],
  ])('inside of %s is a failure like others: %s', async (requiresPython, split) => {
    const made = await failed({ kind: 'unsatisfiable', split, packages: ['alpha'] }, { requiresPython });
    expect(made.message).toBe('svc/base.txt can\'t be resolved; see svc/pyproject.toml:6 "alpha"');
    expect(made.next).not.toContain('environments');
  });
});
