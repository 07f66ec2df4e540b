import { expect, it } from 'vitest';
import { excludeNewerForUv } from '../../../src/config/exclude-newer.js';
import { parseRootFile } from '../../../src/config/root-file.js';
import { credentialLines, withoutCredentials } from '../../../src/lockfile/credentials.js';
import { eachLine } from '../../../src/lockfile/lines.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { withFindLinks } from '../../../src/lockfile/rewrite.js';
import { includedFiles } from '../../../src/project/constraints.js';
import { readManifest } from '../../../src/project/manifest.js';
import { requirementsOf } from '../../../src/project/requirements.js';
import { pythonFloor } from '../../../src/python/requires-python.js';
import { compareVersions, isVersion, satisfies } from '../../../src/python/version.js';

// What long or strange texts once broke.

it('reads more comments of one entry than a call can have arguments', () => {
  const via = Array.from({ length: 300_000 }, (_, index) => `p${index}`);
  expect(parseLockfile(`a==1\n    # via ${via.join(', ')}\n`).pins[0]?.via).toHaveLength(via.length);
});

it('follows extras and groups that include each other 50,000 deep, in their order', () => {
  const chain = Array.from(
    { length: 50_000 },
    (_, n) => `g${n} = ["p${n}", { include-group = "g${n + 1}" }]`,
  );
  const manifest = readManifest(
    `[project]\nname = "a"\n[dependency-groups]\n${chain.join('\n')}\n`,
    'pyproject.toml',
  );
  const found = requirementsOf(manifest, { extras: [], groups: ['g0'] });
  expect(found.map(({ name }) => name)).toEqual(chain.map((_, n) => `p${n}`));
});

it.each([
  [
    'aliases of aliases',
    Array.from({ length: 40 }, (_, n) => `k${n}: &a${n} [${n === 0 ? 'x' : `*a${n - 1}, *a${n - 1}`}]`).join(
      '\n',
    ),
  ],
  ['a list that holds itself', 'projects: &a [*a]'],
  ['a very large file', `# ${'x'.repeat(1_000_001)}`],
])('refuses a configuration of %s', (_, text) => {
  expect(() => parseRootFile('.lockgenrc.yaml', text)).toThrow(
    expect.objectContaining({ reason: 'configuration' }),
  );
});

it('keeps aliases that are few', () => {
  expect(parseRootFile('.lockgenrc.yaml', 'a: &x [1]\nb: *x\n')).toEqual({ a: [1], b: [1] });
});

it('gives uv no duration and no moment that it could not read', () => {
  expect(excludeNewerForUv(`${'9'.repeat(400)} days`)).toBeUndefined();
  expect(excludeNewerForUv('9999-12-31')).toBeUndefined();
});

it('writes a line of its own below an option that ends the text', () => {
  expect(withFindLinks('--find-links x', ['y'])).toBe('--find-links x\n--find-links y\n\n');
});

it('finds a scheme before its `://`, however long the word is', () => {
  const text = `x\n${'a'.repeat(10)}https://me:pw@h/\nssh://git@h/ ftp://${'b'.repeat(9)}@c@d/`;
  expect(credentialLines(text)).toEqual([2, 3]);
  expect(withoutCredentials(text)).toBe(`x\n${'a'.repeat(10)}https://***@h/\nssh://git@h/ ftp://***@d/`);
});

it('takes for an included file nothing that stands in another line', () => {
  expect(includedFiles('-r\nother.txt\n  -c limits.txt\n')).toEqual(['limits.txt']);
});

it('counts lines with either ending alike, the mark of the order of bytes left out', () => {
  const lines: string[] = [];
  eachLine('\uFEFFa\r\n\r\nb\rc\n', (line) => lines.push(line) > 0);
  expect(lines).toEqual(['a', '', 'b\rc', '']);
});

it.each(['==999999999999999999992.1+cpu', '>999999999999999999991.0.dev0', '>=3.999999999999999999999'])(
  'prints the floor of %s as a version',
  (specifiers) => {
    const floor = pythonFloor(specifiers);
    expect(floor !== undefined && isVersion(floor)).toBe(true);
  },
);

it('compares versions with numbers of any size', () => {
  const huge = '9'.repeat(400);
  for (const version of [`${huge}.dev0`, `1.post${huge}`, `${huge}!1rc1`, `1a${huge}`]) {
    expect(compareVersions(version, version.replace(/\.?[a-z].*$/, ''))).not.toBeNaN();
    expect(typeof satisfies('1.0', `<${version}`)).toBe('boolean');
  }
});

it('refuses a version that is longer than any', () => {
  expect(isVersion('1.'.repeat(2_000_000))).toBe(false);
});

it('knows the mark of a conflict, however long it is', () => {
  const mark = '<'.repeat(10_000_000);
  expect(parseLockfile(`${mark} ours\na==1\n`).problems.map(({ kind }) => kind)).toEqual(['conflict-marker']);
  expect(parseLockfile(`${mark}=\n`).problems.map(({ kind }) => kind)).toEqual(['syntax']);
});

it('finds the floor below which each of 50,000 releases is left out', () => {
  const excluded = Array.from({ length: 50_000 }, (_, minor) => `!=3.${minor}.*`);
  expect(pythonFloor(`>=3.0,${excluded.join(',')}`)).toBe('3.50000');
});
