import { expect, test } from 'vitest';
import { readManifest } from '../../../src/project/manifest.js';
import { gitReferences } from '../../../src/resolve/git-url.js';

const references = (text: string) => gitReferences([readManifest(text, 'pyproject.toml')]);

test.each([
  ['lib @ git+https://host/lib.git', 'https://host/lib.git', 'head', ''],
  ['Lib[x] @ git+https://host/lib@main ; python_version > "3.9"', 'https://host/lib', 'named', 'main'],
  [
    'lib @ git+ssh://git@host/lib.git@feature/x#subdirectory=py',
    'ssh://git@host/lib.git',
    'named',
    'feature/x',
  ],
])('the requirement %s names a reference', (requirement, url, kind, name) => {
  for (const text of [
    `[project]\nname = "app"\ndependencies = [${JSON.stringify(requirement).replaceAll("'", '"')}]\n`,
    `[project]\nname = "app"\n[project.optional-dependencies]\nx = [${JSON.stringify(requirement)}]\n`,
    `[dependency-groups]\nx = [${JSON.stringify(requirement)}]\n`,
  ]) {
    expect(references(text)).toEqual([{ key: 'lib', url, kind, name }]);
  }
});

test.each([
  ['git = "https://host/lib"', 'head', ''],
  ['git = "https://host/lib", branch = "main"', 'branch', 'main'],
  ['git = "https://host/lib", tag = "v1", subdirectory = "py"', 'tag', 'v1'],
  ['git = "https://host/lib", rev = "abc"', 'named', 'abc'],
])('the source { %s } names a reference', (table, kind, name) => {
  const found = { key: 'my-lib', url: 'https://host/lib', kind, name };
  expect(references(`[tool.uv.sources]\nMy_Lib = { ${table} }\n`)).toEqual([found]);
  const several = `[{ ${table}, marker = "os_name == 'nt'" }, { index = "x" }]`;
  expect(references(`[tool.uv.sources]\nMy_Lib = ${several}\n`)).toEqual([found]);
});

test('what is no git repository names none', () => {
  expect(
    references(
      '[project]\nname = "git+https://host/x"\ndependencies = ["lib", "zip @ https://host/zip.zip"]\n[tool.uv.sources]\nlib = { path = "lib" }\n',
    ),
  ).toEqual([]);
});
