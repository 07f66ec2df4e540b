import { expect, test } from 'vitest';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { localNames } from '../../../src/project/local-names.js';
import { readManifest } from '../../../src/project/manifest.js';
import { requirementLine, tableName } from '../../../src/project/requirement-lines.js';
import { placedRequirements } from '../../../src/project/requirements.js';

test('each requirement has its table and its line, where that is certain', () => {
  const text = `[project]
name = "sample"
dependencies = [
  "alpha", 'alpha>=1',
  "beta ; extra == \\"x\\"",
]
[project.optional-dependencies]
Full_Set = ["alpha", "sample[more]"]
more = [
  "gamma",
]
[dependency-groups]
dev = ["delta", "delta", {include-group = "test"}]
test = ["gamma"]
`;
  const placed = placedRequirements(readManifest(text, 'pyproject.toml'), {
    extras: ['full-set'],
    groups: ['dev'],
  });
  expect(placed.map((one) => [one.requirement.text, tableName(one), requirementLine(text, one)])).toEqual([
    ['alpha', '[project] dependencies', 4],
    ['alpha>=1', '[project] dependencies', 4],
    ['beta ; extra == "x"', '[project] dependencies', undefined],
    ['alpha', '[project.optional-dependencies] full-set', 8],
    ['gamma', '[project.optional-dependencies] more', 10],
    ['delta', '[dependency-groups] dev', 13],
    ['delta', '[dependency-groups] dev', 13],
    ['gamma', '[dependency-groups] test', 14],
  ]);
});

test.each([
  ['as a source names it', '[tool.uv.sources]\nMy_Lib = { path = "libs/one/" }', 'my-lib'],
  [
    'one of several sources',
    '[tool.uv.sources]\nMy_Lib = [{ index = "x" }, { path = "./libs/one" }]',
    'my-lib',
  ],
  ['as its folder is called', '', 'one'],
])('a local package is known %s', (_, more, name) => {
  const { pins } = parseLockfile('-e ./libs/one\n../elsewhere\nalpha==1\n');
  expect(localNames(pins, readManifest(more, 'pyproject.toml')).get(name)).toBe('./libs/one');
});
