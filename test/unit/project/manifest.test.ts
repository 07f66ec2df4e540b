import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/failure.js';
import {
  folderOf,
  isTable,
  lineOf,
  parseToml,
  readManifest,
  stringsOf,
  tableAt,
} from '../../../src/project/manifest.js';

test('a manifest is read as far as lockfiles depend on it', () => {
  const manifest = readManifest(
    `[project]
name = "My.App"
requires-python = ">=3.10"
dynamic = ["version"]
dependencies = ["alpha>=1", 'Beta[x] ; python_version < "3.12"']
[project.optional-dependencies]
Full_Set = ["gamma"]
[dependency-groups]
Dev = ["delta", { include-group = "Test_All" }]
test-all = []
[tool.uv]
resolution = "highest"
[tool.lockgen]
agree = false
`,
    'svc/pyproject.toml',
  );
  expect(manifest).toMatchObject({
    path: 'svc/pyproject.toml',
    folder: 'svc',
    hasProject: true,
    name: 'My.App',
    requiresPython: '>=3.10',
    dynamic: new Set(['version']),
    toolUv: { resolution: 'highest' },
    toolLockgen: { agree: false },
  });
  expect(manifest.dependencies.map(({ key, extras, specifiers }) => [key, extras, specifiers])).toEqual([
    ['alpha', [], '>=1'],
    ['beta', ['x'], ''],
  ]);
  expect([...manifest.extras].map(([name, list]) => [name, list.map(({ key }) => key)])).toEqual([
    ['full-set', ['gamma']],
  ]);
  expect(manifest.groups.get('dev')).toMatchObject([{ key: 'delta' }, { include: 'Test_All' }]);
  expect(manifest.groups.get('test-all')).toEqual([]);
});

test('what is missing is missing', () => {
  expect(readManifest('[tool.ruff]\nline-length = 100\n', 'pyproject.toml')).toMatchObject({
    folder: '',
    hasProject: false,
    name: undefined,
    requiresPython: undefined,
    dependencies: [],
    toolUv: {},
    toolLockgen: undefined,
  });
});

describe('what is wrong is named with its place', () => {
  test.each([
    [
      '[project\n',
      /^p\/pyproject\.toml:1:9: /,
      'mend the TOML in p/pyproject.toml, and git add it where it is to be committed',
    ],
    ['[project]\nname = "a"\nname = "b"\n', /^p\/pyproject\.toml:3:\d+: /, 'mend the TOML'],
    [
      '[project]\ndependencies = [\n  "alpha",\n  "beta ==",\n]\n',
      /^p\/pyproject\.toml:4: project\.dependencies: /,
      'write it as PEP 508 has it',
    ],
    [
      "[project.optional-dependencies]\nfull = ['two words']\n",
      /^p\/pyproject\.toml:2: project\.optional-dependencies\.full: /,
      'write it as PEP 508 has it',
    ],
    [
      '[dependency-groups]\ndev = ["!"]\n',
      /^p\/pyproject\.toml:2: dependency-groups\.dev: /,
      'write it as PEP 508 has it',
    ],
    [
      '[project]\ndependencies = { alpha = "1" }\n',
      /^p\/pyproject\.toml: project\.dependencies must be a list of strings$/,
      'write dependencies = ["name>=1.0", …] in p/pyproject.toml',
    ],
    [
      '[project.optional-dependencies]\nfull = "alpha"\n',
      /^p\/pyproject\.toml: project\.optional-dependencies\.full must be a list of strings$/,
      'write full = ["name>=1.0", …]',
    ],
  ])('%j', (text, message, next) => {
    const failure = failureOf(() => readManifest(text, 'p/pyproject.toml'));
    expect(failure.reason).toBe('project');
    expect(failure.message).toMatch(message);
    expect(failure.next).toContain(next);
  });
});

test('TOML keeps what it says', () => {
  const table = parseToml('big = 123456789012345678901\nday = 2026-10-07\n[a.b]\nc = [1, "x", true]\n', 'x');
  expect(table.big).toBe(123456789012345678901n);
  expect(table.day).toBeInstanceOf(Date);
  expect(tableAt(table, 'a', 'b')).toEqual({ c: [1, 'x', true] });
  expect(tableAt(table, 'a', 'nothing')).toEqual({});
  expect(tableAt(table, 'big', 'b')).toEqual({});
  expect(stringsOf(tableAt(table, 'a', 'b').c)).toEqual(['x']);
  expect(stringsOf('x')).toEqual([]);
  expect([{}, [], new Date(0), 'x', 1, undefined].map(isTable)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test.each([
  ['pyproject.toml', ''],
  ['a/pyproject.toml', 'a'],
  ['a/b/pyproject.toml', 'a/b'],
])('%s lies in %j', (path, folder) => {
  expect(folderOf(path)).toBe(folder);
});

test.each([
  ['"alpha"', 'alpha', 1],
  ['\n\nx = ["alpha>=1"]', 'alpha>=1', 3],
  ["\nx = ['alpha>=1']", 'alpha>=1', 2],
  ['alpha', 'alpha', undefined],
])('in %j, %j is on line %s', (text, needle, line) => {
  expect(lineOf(text, needle)).toBe(line);
});

function failureOf(body: () => unknown): Failure {
  try {
    body();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

test.each([
  ['x = "alpha', 5],
  ["x = ['alpha', \"beta>=1]", 15],
  ['x = ["a\\"b", \'alpha]', 14],
])('a string that its line doesn’t close is told by where it begins: %s', (line, column) => {
  expect(() => parseToml(`a = 1\n${line}\nb = 2\n`, 'pyproject.toml')).toThrow(
    new RegExp(`^pyproject\\.toml:2:\\d+: .*: the string that begins at column ${column} isn't closed$`),
  );
});

test.each(['x = "a\u0001b"', 'x = "a" # it\'s', 'x = a"'])('and no other line: %s', (line) => {
  expect(() => parseToml(`${line}\nb =\n`, 'pyproject.toml')).toThrow(/^(?!.*isn't closed)/);
});
