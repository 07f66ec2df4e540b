import { describe, expect, test } from 'vitest';
import { assertConstraints, includedFiles } from '../../../src/project/constraints.js';
import { projectOf } from './fake-tree.js';

/** A project in `svc` with these targets, among these files. */
async function constraintsOf(targets: string, files: Readonly<Record<string, string>> = {}) {
  const manifest = `[project]
name = "app"
version = "1"
requires-python = ">=3.10"
[tool.lockgen.targets]
${targets}
`;
  return (await projectOf({ 'svc/pyproject.toml': manifest, ...files }, undefined, 'svc')).inputs;
}

const LAYERED = `base = { output = "requirements.txt" }
dev = { output = "requirements-dev.txt", constraints = ["requirements.txt"] }`;

describe('a lockfile of the project that constrains another', () => {
  test.each([
    ['before it is there', {}],
    ['when it is there', { 'svc/requirements.txt': 'alpha==1\n' }],
  ])('is no input, %s', async (_, files) => {
    const { files: found, constraints, sandbox } = await constraintsOf(LAYERED, files);
    expect({ found, missing: constraints.missing, sandbox }).toEqual({
      found: [],
      missing: [],
      sandbox: ['svc/pyproject.toml'],
    });
    expect([...constraints.layers]).toEqual([
      ['base', []],
      ['dev', ['base']],
    ]);
  });

  test('may be included by a file', async () => {
    const { files, constraints } = await constraintsOf(
      LAYERED.replace('["requirements.txt"]', '["limits.in"]'),
      {
        'svc/limits.in': '-c ../shared.txt\n',
        'shared.txt': 'beta<2\n-c svc/requirements.txt\n',
      },
    );
    expect(files).toEqual(['shared.txt', 'svc/limits.in']);
    expect(constraints).toMatchObject({ missing: [] });
    expect(constraints.layers.get('dev')).toEqual(['base']);
  });

  test.each([
    [
      'each other',
      `a = { output = "a.txt", constraints = ["b.txt"] }\nb = { output = "b.txt", constraints = ["a.txt"] }`,
      'svc/pyproject.toml: the targets a, b constrain each other',
    ],
    [
      'one another in a ring',
      `a = { output = "a.txt", constraints = ["c.txt"] }
b = { output = "b.txt", constraints = ["a.txt"] }
c = { output = "c.txt", constraints = ["b.txt"] }`,
      'the targets a, c, b constrain each other',
    ],
    [
      'itself by an include',
      `a = { output = "a.txt", constraints = ["include.in"] }`,
      'svc/pyproject.toml: the constraints of target a include its own lockfile',
    ],
  ])('is refused where they constrain %s', async (_, targets, message) => {
    const found = constraintsOf(targets, { 'svc/include.in': '-c a.txt\n' });
    await expect(found).rejects.toMatchObject({ reason: 'configuration' });
    await expect(found).rejects.toThrow(message);
  });
});

describe('a file that is not there', () => {
  test('is told, since another project may make it, and is an input all the same', async () => {
    const { files, constraints } = await constraintsOf(
      'base = { output = "r.txt", constraints = ["../a/requirements.txt", "limits.in"] }',
      { 'svc/limits.in': '-c more.txt\n' },
    );
    expect(files).toEqual(['a/requirements.txt', 'svc/limits.in', 'svc/more.txt']);
    expect([...constraints.missing].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'a/requirements.txt', from: 'svc/pyproject.toml', name: '../a/requirements.txt' },
      { path: 'svc/more.txt', from: 'svc/limits.in', name: 'more.txt' },
    ]);
  });

  test('is told by the file that names it, with the name of what it names as seen from the root', async () => {
    const targets = { base: { output: 'r.txt', constraints: ['limits.txt'] } };
    const { inputs } = await projectOf(
      { 'svc/pyproject.toml': '[project]\nname = "a"\nversion = "1"\n', 'limits.txt': '' },
      { file: '.lockgenrc', projects: ['svc'], exclude: [], options: { targets } },
    );
    const { missing } = inputs.constraints;
    expect(missing).toEqual([
      { path: 'svc/limits.txt', from: '.lockgenrc', name: 'limits.txt', meant: '../limits.txt' },
    ]);
    expect(() => assertConstraints({ missing })).toThrow(
      expect.objectContaining({
        message: ".lockgenrc names limits.txt, which isn't there",
        next: 'name ../limits.txt in .lockgenrc: paths are as seen from the folder of the project',
      }),
    );
  });

  test('is what a resolution ends at', () => {
    const missing = [{ path: 'svc/more.txt', from: 'svc/limits.in', name: 'more.txt' }];
    expect(() => assertConstraints({ missing })).toThrow("svc/limits.in names more.txt, which isn't there");
    expect(() => assertConstraints({ missing: [] })).not.toThrow();
  });

  test.each(['../../outside.txt', '/etc/limits.txt', 'file:///etc/limits.txt'])(
    'since %s is outside of the repository, is refused',
    async (name) => {
      const found = constraintsOf('base = { output = "r.txt", constraints = ["limits.in"] }', {
        'svc/limits.in': `-c ${name}\n`,
      });
      await expect(found).rejects.toThrow(`svc/limits.in names ${name}, which isn't in the repository`);
    },
  );
});

test('what a URL gives is no file of the repository', async () => {
  const { files, constraints } = await constraintsOf(
    'base = { output = "r.txt", constraints = ["limits.in"] }',
    {
      'svc/limits.in':
        '-c https://example.com/upper.txt\n--constraint=HTTP://example.com/more.txt\nalpha<2\n',
    },
  );
  expect(files).toEqual(['svc/limits.in']);
  expect(constraints.missing).toEqual([]);
});

test.each([
  ['-r a.txt\n', ['a.txt']],
  ['  -c  a.txt # why\n-r b.txt', ['a.txt', 'b.txt']],
  [
    '--requirement a.txt\n--requirements=b.txt\n--constraint c.txt\n--constraints=d.txt\n',
    ['a.txt', 'b.txt', 'c.txt', 'd.txt'],
  ],
  ['# -r a.txt\nalpha -r b.txt\n--resume x\n', []],
])('%j includes %j', (text, expected) => {
  expect(includedFiles(text)).toEqual(expected);
});
