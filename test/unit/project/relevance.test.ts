import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../../../src/project/manifest.js';
import { canonical, relevantPart } from '../../../src/project/relevance.js';

const part = (text: string): string => relevantPart(readManifest(text, 'pyproject.toml'));

const STATIC = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = ["alpha"]\n';
const DYNAMIC =
  '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.10"\ndynamic = ["dependencies"]\n';

describe.each([
  ['a static project', STATIC, false],
  ['a project that has to be built', DYNAMIC, true],
])('%s', (_, base, built) => {
  test.each([
    ['a comment', `# hello\n${base}`],
    ['an empty line', base.replace('version', '\nversion')],
    ['the order of keys', base.replace('name = "a"\nversion = "1"', 'version = "1"\nname = "a"')],
    ['the line ends', base.replaceAll('\n', '\r\n')],
    ['the quotes', base.replaceAll('"', "'")],
    ['[tool.ruff]', `${base}[tool.ruff]\nline-length = 100\n`],
    ['[tool.pytest.ini_options]', `${base}[tool.pytest.ini_options]\naddopts = "-q"\n`],
    ['[tool.mypy]', `${base}[tool.mypy]\nstrict = true\n`],
    ['[tool.lockgen], which counts as options', `${base}[tool.lockgen]\nagree = false\n`],
  ])('is the same but for %s', (_, text) => {
    expect(part(text)).toBe(part(base));
  });

  test.each([
    ['a description', `${base}description = "good"\n`],
    ['the authors', `${base}authors = [{ name = "me" }]\n`],
    ['a script', `${base}[project.scripts]\nrun = "a:main"\n`],
    ['[tool.setuptools]', `${base}[tool.setuptools]\npackages = ["a"]\n`],
    ['[tool.hatch.build]', `${base}[tool.hatch.build]\nonly-include = ["a"]\n`],
  ])(`${built ? 'is another' : 'is the same'} with %s`, (_, text) => {
    expect(part(text) === part(base)).toBe(!built);
  });

  test.each([
    ['the name', base.replace('"a"', '"b"')],
    ['the version', base.replace('"1"', '"2"')],
    ['requires-python', base.replace('3.10', '3.11')],
    ['an extra', `${base}[project.optional-dependencies]\nfull = ["beta"]\n`],
    ['a group', `${base}[dependency-groups]\ndev = ["beta"]\n`],
    ['the build system', `${base}[build-system]\nrequires = ["hatchling"]\n`],
    ['[tool.uv]', `${base}[tool.uv]\nresolution = "lowest"\n`],
    ['a key of [project] that is not known yet', `${base}new-key = "x"\n`],
    ['a table that is not known yet', `${base}[new-table]\nx = 1\n`],
  ])('is another with another %s', (_, text) => {
    expect(part(text)).not.toBe(part(base));
  });
});

test('the order of a list counts', () => {
  expect(part(`${STATIC}[tool.uv]\nindex = [{ url = "a" }, { url = "b" }]\n`)).not.toBe(
    part(`${STATIC}[tool.uv]\nindex = [{ url = "b" }, { url = "a" }]\n`),
  );
});

describe('canonical', () => {
  test.each([
    ['nothing', undefined, 'null'],
    ['a table', { b: 1, a: [true, 'x'] }, '{"a":[true,"x"],"b":1}'],
    ['a table with a gap', { a: undefined, b: {} }, '{"b":{}}'],
    ['a big number', 12n, '12'],
    ['a date', new Date('2026-10-07T00:00:00Z'), '"2026-10-07T00:00:00.000Z"'],
  ])('of %s', (_, value, expected) => {
    expect(canonical(value)).toBe(expected);
  });

  test('tells tables apart by what is in them, not by the order of their keys', () => {
    const table = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y'));
    const sorted = (one: Record<string, string>): string =>
      ['a', 'b', 'c'].map((key) => `${key}=${one[key] ?? ''}`).join();
    fc.assert(
      fc.property(table, table, (a, b) => {
        expect(canonical(Object.fromEntries(Object.entries(a).reverse()))).toBe(canonical(a));
        expect(canonical(a) === canonical(b)).toBe(sorted(a) === sorted(b));
      }),
    );
  });
});
