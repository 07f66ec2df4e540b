import { expect, test } from 'vitest';
import { localSources, meantPlace } from '../../../src/project/local-sources.js';
import { readManifest } from '../../../src/project/manifest.js';

const manifest = (path: string, sources: string, dependencies = '[]') =>
  readManifest(`[project]\nname = "x"\ndependencies = ${dependencies}\n[tool.uv.sources]\n${sources}`, path);

test.each([
  ['{ path = "../a" }', '../a'],
  ['{ url = "file:///srv/a%20b.whl" }', '/srv/a b.whl'],
  ['[{ path = "a", marker = "x" }, { index = "y" }]', 'a'],
])('a source: %s', (source, path) => {
  expect(localSources(manifest('pyproject.toml', `a = ${source}`)).map((one) => one.path)).toEqual([path]);
});

test.each([
  ['a @ file:///srv/a', '/srv/a'],
  ['a @ file://localhost/srv/a#x', '/srv/a'],
  ['a @ file:a', 'a'],
  ['a @ ../a', '../a'],
  [`a @ file://\${PROJECT_ROOT}/a`, './a'],
  [`a @ file:///\${PROJECT_ROOT}/../a`, './../a'],
  ['a @ https://host.example/a.whl', undefined],
  ['a @ git+file:///srv/a', undefined],
])('a requirement: %s', (requirement, path) => {
  const found = localSources(manifest('pyproject.toml', '', `["${requirement}"]`));
  expect(found.map((one) => one.path)).toEqual(path === undefined ? [] : [path]);
});

test('a path means another place in each manifest', () => {
  const own = manifest('svc/pyproject.toml', 'a = { path = "../a" }');
  const of = (...others: (readonly [string, string])[]) => ({
    folder: 'svc',
    manifest: own,
    inputs: {
      files: [],
      sandbox: [],
      built: [],
      localPaths: [],
      settings: [],
      needsHistory: false,
      constraints: { files: [], missing: [], layers: new Map() },
      manifests: [
        own,
        ...others.map(([path, source]) => manifest(`${path}/pyproject.toml`, `b = { path = "${source}" }`)),
      ],
    },
  });
  expect(meantPlace(of(['libs/b', '../core']), '../core')).toBe('../libs/core');
  expect(meantPlace(of(['libs/b', '../core'], ['libs/c', '../core']), '../core')).toBe('../libs/core');
  expect(meantPlace(of(['libs/b', '../a']), '../a')).toBeUndefined();
  expect(meantPlace(of(['libs/b', '../core']), '../none')).toBeUndefined();
  expect(() => meantPlace(of(['libs/b', '../core'], ['more/c', '../core']), '../core')).toThrow(
    'libs/b/pyproject.toml and more/c/pyproject.toml mean two places by the path dependency "../core"',
  );
});
