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
  options: {
    requiresPython?: string;
    folder?: string;
    extras?: readonly string[];
    more?: string;
    torchBackend?: string;
  } = {},
) {
  const folder = options.folder ?? 'svc';
  const path = folder === '' ? 'pyproject.toml' : `${folder}/pyproject.toml`;
  const project = await projectOf({
    [path]: `${text(options.requiresPython ?? '>=3.10,<3.13')}${options.more ?? ''}`,
  });
  const whole = {
    host: undefined,
    status: undefined,
    split: undefined,
    packages: [],
    message: "error: uv's words",
    ...failure,
  };
  return uvFailed(
    project,
    target('base', { extras: options.extras ?? [], torchBackend: options.torchBackend ?? 'cpu' }),
    promisedRange(project),
    whole,
  );
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
      'no way to PyTorch',
      { kind: 'unavailable', host: 'download.pytorch.org' },
      {},
      'network',
      'svc/base.txt: download.pytorch.org didn\'t give what uv asked for; it is asked because of torch-backend = "cpu" (lockgen config says where from)',
      /^check the network and HTTPS_PROXY, or have PyTorch from elsewhere or not at all \(docs\/pytorch\.md\), then /,
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
    expect(made).toMatchObject({
      ...{ reason, message, detail: "error: uv's words" },
      folder: options?.folder ?? 'svc',
    });
    expect(made.next).toMatch(next);
  });
});

describe('of several requirements of a named package, the line is that of', () => {
  const table = (dependencies: readonly string[], full: readonly string[]): string =>
    [
      '[project]',
      'name = "app"',
      'requires-python = ">=3.10"',
      'optional-dependencies.full = [',
      ...full.map((one) => `  "${one}",`),
      ']',
      'dependencies = [',
      ...dependencies.map((one) => `  "${one}",`),
      ']',
      '',
    ].join('\n');

  test.each<[string, string[], string[], string, string]>([
    ['the one that uv quotes', ['idna'], ['idna<0.1'], 'there are no versions of idna<0.1', '5 "idna<0.1"'],
    ['the first of two that it quotes', ['a>=2', 'a<2'], [], 'app depends on a>=2 and a<2', '7 "a>=2"'],
    ['the later one, where it quotes that', ['a>1', 'a<2'], [], 'app depends on a<2.', '8 "a<2"'],
    [
      'a range as uv writes it',
      ['a', 'A_b.c < 2, >= 1'],
      [],
      'and a-b-c>=1,<2 and a>3',
      '8 "A_b.c < 2, >= 1"',
    ],
    ['no part of a longer range', ['a>=1', 'a>=1,<2'], [], 'depends on a>=1,<2', '8 "a>=1,<2"'],
    ['no beginning of another version', ['a<2', 'a<2.5'], [], 'depends on a<2.5', '8 "a<2.5"'],
    ['no end of another name', ['a<2', 'b-a<2', 'a>3'], [], 'depends on b-a<2 and a>3', '8 "b-a<2"'],
    ['an extra', ['a', 'a[y,x]>=1'], [], 'app depends on a[x,y]>=1', '8 "a[y,x]>=1"'],
    ['words that are broken', ['a', 'a==1'], [], 'app depends\n      on\n      a==1', '8 "a==1"'],
    ['one with a specifier', ['idna', 'a<1'], ['idna!=3'], 'idna and a', '9 "a<1"'],
    ['one with a URL', ['idna'], ['a @ https://h/a.whl'], 'idna and a', '5 "a @ https://h/a.whl"'],
    ['the first', ['b', 'a'], [], 'a and b', '7 "b"'],
    ['one in its own table', ['idna'], ['idna-ssl'], 'idna', '8 "idna"'],
  ])('%s', async (_, dependencies, full, message, expected) => {
    const project = await projectOf({ 'pyproject.toml': table(dependencies, full) });
    const packages = ['idna', 'a', 'b', 'a-b-c', 'b-a'];
    const failure = { kind: 'unsatisfiable', host: undefined, status: undefined, split: undefined } as const;
    const made = uvFailed(project, target('base', { extras: ['full'] }), promisedRange(project), {
      ...failure,
      packages,
      message,
    });
    expect(made.message).toBe(`base.txt can't be resolved; see pyproject.toml:${expected}`);
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

test.each(['cpu', 'none'])(
  'PyTorch’s page in find-links is named by its line, with torch-backend %s',
  async (torchBackend) => {
    const page = 'https://download.pytorch.org/whl/cpu/torch/';
    const vision = page.replace('/torch/', '/torchvision/');
    const more = `[tool.uv.pip]\nfind-links = [\n  "${page}",\n  "${vision}",\n]\n`;
    const message = `error: Failed to read \`--find-links\` URL: ${vision}`;
    const { message: said } = await failed(
      { kind: 'unavailable', host: 'download.pytorch.org', message },
      { more, torchBackend },
    );
    expect(said).toMatch(
      /asked for; it is asked because of svc\/pyproject\.toml:15 \[tool\.uv\.pip\] find-links \(and 1 more there\)$/,
    );
  },
);

test.each([
  [
    'UnknownIssuer',
    /^set SSL_CERT_FILE .* or say system-certs = true in ~\/\.config\/uv\/uv\.toml .*, then lockgen generate svc$/,
  ],
  ['certificate expired: verification time 1 (UNIX)', /^look at the clock/],
])('a certificate that is refused: %s', async (why, next) => {
  const message = `error: Failed to fetch: https://index.example/simple/x/\n  cause: client error (Connect)\n  cause: invalid peer certificate: ${why}`;
  const said = await failed({ kind: 'unavailable', host: 'index.example', message });
  expect(said.message).toBe("svc/base.txt: the certificate of index.example isn't trusted");
  expect(said.next).toMatch(next);
});
