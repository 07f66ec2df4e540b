import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/failure.js';
import { type Manifest, readManifest } from '../../../src/project/manifest.js';
import { assertIncludes, promisedPython, requirementsOf } from '../../../src/project/requirements.js';

const manifest = readManifest(
  `[project]
name = "My_App"
dependencies = ["base"]
[project.optional-dependencies]
a = ["in-a"]
b = ["in-b", "my-app[a]"]
all = ["My.App[b,Docs_Too]", "in-all"]
docs-too = ["in-docs"]
loop = ["my-app[pool]"]
pool = ["my-app[loop]", "in-pool"]
self = ["my-app"]
[dependency-groups]
test = ["in-test"]
Dev_All = [{ include-group = "test" }, "in-dev", { include-group = "TEST" }]
round = [{ include-group = "trip" }, "in-round"]
trip = [{ include-group = "round" }]
extra = ["my-app[a]"]
`,
  'pyproject.toml',
);

test.each([
  [[], [], ['base']],
  [['a'], [], ['base', 'in-a']],
  [['A'], [], ['base', 'in-a']],
  [['b'], [], ['base', 'in-b', 'in-a']],
  [['all'], [], ['base', 'in-b', 'in-a', 'in-docs', 'in-all']],
  [['a', 'b'], [], ['base', 'in-a', 'in-b']],
  [['loop'], [], ['base', 'in-pool']],
  [['self'], [], ['base']],
  [['unknown'], [], ['base']],
  [[], ['test'], ['base', 'in-test']],
  [[], ['dev-all'], ['base', 'in-test', 'in-dev']],
  [[], ['round'], ['base', 'in-round']],
  [[], ['extra'], ['base', 'in-a']],
  [['a'], ['extra', 'test'], ['base', 'in-a', 'in-test']],
])('extras %j and groups %j ask for %j', (extras, groups, expected) => {
  expect(requirementsOf(manifest, { extras, groups }).map(({ key }) => key)).toEqual(expected);
});

test.each([
  [['test'], undefined],
  [['dev-all'], undefined],
  [['round'], undefined],
  [['broken'], 'pyproject.toml:2: dependency group "broken" includes "Nowhere", which isn\'t there'],
  [['deep'], 'pyproject.toml:2: dependency group "broken" includes "Nowhere", which isn\'t there'],
  [['fine'], undefined],
])('groups %j include what is there, but for %j', (groups, message) => {
  const broken = readManifest(
    '[dependency-groups]\nbroken = [{ include-group = "Nowhere" }]\ndeep = [{ include-group = "Broken" }]\nfine = []\n',
    'pyproject.toml',
  );
  const which = manifest.groups.has(groups[0] ?? '') ? manifest : broken;
  if (message === undefined) assertIncludes(which, groups);
  else expect(() => assertIncludes(which, groups)).toThrow(message);
});

describe('the Pythons of a project', () => {
  const withPython = (requiresPython: string): Manifest =>
    readManifest(`[project]\nname = "a"\nrequires-python = "${requiresPython}"\n`, 'pyproject.toml');

  test.each([
    ['>=3.10', '3.10'],
    ['>=3.10,<3.13', '3.10'],
    ['~=3.10', '3.10'],
    ['==3.11.*', '3.11'],
    ['>3.9', '3.9'],
    ['>=3.8.1', '3.8.1'],
    ['>=3.9,!=3.9.*', '3.10'],
  ])('%s begin with %s', (requiresPython, floor) => {
    expect(promisedPython(withPython(requiresPython), undefined)).toEqual({ requiresPython, floor });
  });

  test('begin with pythonVersion where that is set', () => {
    expect(promisedPython(withPython('>=3.10'), '3.12').floor).toBe('3.12');
    const none = readManifest('[project]\nname = "a"\n', 'pyproject.toml');
    expect(promisedPython(none, '3.12')).toEqual({ requiresPython: '', floor: '3.12' });
  });

  test.each([
    ['[tool.x]\n', 'pyproject.toml has no [project] table', 'add [project] with name'],
    ['[project]\nversion = "1"\n', 'pyproject.toml: [project] has no name', 'add name = "…"'],
    ['[project]\nname = 1\n', 'pyproject.toml: [project] has no name', 'add name = "…"'],
    [
      '[project]\nname = "a"\n',
      'pyproject.toml: [project] has no requires-python',
      'add requires-python = ">=3.10"',
    ],
    [
      '[project]\nname = "a"\nrequires-python = "!=3.9.1"\n',
      'pyproject.toml: requires-python = "!=3.9.1" has no lower bound',
      'add requires-python = ">=3.10"',
    ],
    [
      '[project]\nname = "a"\nrequires-python = "<3.13"\n',
      'pyproject.toml: requires-python = "<3.13" has no lower bound',
      'add requires-python = ">=3.10"',
    ],
    [
      '[project]\nname = "a"\n\nrequires-python = "3.10"\n',
      'pyproject.toml:4: requires-python = "3.10" is no version specifier',
      'write it as PEP 440 has it',
    ],
  ])('are refused: %j', (text, message, next) => {
    const body = () => promisedPython(readManifest(text, 'pyproject.toml'), undefined);
    expect(body).toThrow(Failure);
    expect(body).toThrow(
      expect.objectContaining({
        reason: 'project',
        message: expect.stringContaining(message),
        next: expect.stringContaining(next),
      }),
    );
  });
});
