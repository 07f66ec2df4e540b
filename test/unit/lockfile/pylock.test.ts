import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disagreements } from '../../../src/lockfile/agreement.js';
import { readBlocks } from '../../../src/lockfile/blocks.js';
import { compareByMeaning } from '../../../src/lockfile/compare.js';
import { isForeign } from '../../../src/lockfile/foreign.js';
import { compilesProject } from '../../../src/lockfile/header.js';
import { withLocalFiles } from '../../../src/lockfile/local-entries.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { policyFindings } from '../../../src/lockfile/policy-rules.js';
import { asConstraints, asPreferences, asPylockPreferences } from '../../../src/lockfile/preferences.js';
import { printLockfile } from '../../../src/lockfile/print.js';
import { isPylock } from '../../../src/lockfile/pylock.js';
import { isPylockName } from '../../../src/lockfile/pylock-name.js';
import { withNamedRevisions } from '../../../src/resolve/requested-revision.js';
import { fixture } from './fixture.js';

const TEXT = fixture('pylock.toml');
const RANGE = { requiresPython: '>=3.9', floor: '3.9', platforms: ['linux', 'macos', 'windows'] as const };
const TOP = 'lock-version = "1.0"\ncreated-by = "uv"\nrequires-python = ">=3.10"\n';
const one = (table: string, top = TOP): string => `${top}\n[[packages]]\n${table}\n`;
const wheel = (name: string, hash: string, more = ''): string =>
  `{ url = "https://index.example/${name}.whl", ${more}hashes = { sha256 = "${hash}" } }`;
const alpha = (...wheels: string[]): string =>
  one(`name = "alpha"\nversion = "1.0"\nwheels = [${wheels.join(', ')}]`);

describe('a real one', () => {
  const lockfile = parseLockfile(TEXT);

  it('gives its header, its options and its pins at their lines', () => {
    expect(lockfile.header).toMatchObject({ generator: 'uv', line: 2 });
    expect(compilesProject(lockfile.header, 'pylock.toml')).toBe(true);
    expect(isForeign(TEXT, 'pylock.toml')).toBe(false);
    expect(lockfile.problems).toEqual([]);
    expect(lockfile.isPylock).toBe(true);
    expect(lockfile.options).toEqual([{ text: 'requires-python = ">=3.9"', line: 5 }]);
    const lines = TEXT.split('\n');
    for (const { line } of lockfile.pins) expect(lines[line - 1]).toBe('[[packages]]');
    expect(lockfile.pins.map(({ line, text }) => `${line} ${text}`)).toEqual([
      "7 colorama==0.4.6 ; sys_platform == 'win32'",
      '14 ./lib',
      "19 markdown-it-py==3.0.0 ; python_full_version == '3.9.*'",
      "26 markdown-it-py==4.3.0 ; python_full_version >= '3.10'",
      "33 markupsafe==3.0.2 ; python_full_version >= '3.13'",
      '101 mdurl==0.1.2',
      '108 -e ./mem',
      expect.stringMatching(/^113 plug @ git\+https:\/\/git\.example\/plug@[0-9a-f]{40}$/),
      '119 urlpkg @ https://files.example/urlpkg-1.0-py3-none-any.whl',
    ]);
  });

  it('means what the requirements file of the same project means', () => {
    const other = parseLockfile(fixture('pylock-as-requirements.txt'));
    expect(disagreements(lockfile, other, RANGE)).toEqual([]);
    expect(disagreements(other, lockfile, RANGE)).toEqual([]);
    const hashes = (of: typeof other): string[] => of.pins.flatMap((pin) => pin.hashes).sort();
    expect(hashes(lockfile)).toEqual(hashes(other));
    expect(asConstraints(lockfile).split('\n').length).toBe(asConstraints(other).split('\n').length);
  });

  it('is no different from itself, with other line ends or without its upload times', () => {
    for (const text of [
      TEXT,
      TEXT.replaceAll('\n', '\r\n'),
      TEXT.replace(/upload-time = \S+ /g, ''),
      `\ufeff${TEXT}`,
    ])
      expect(compareByMeaning(parseLockfile(text), lockfile, RANGE)).toEqual([]);
  });

  it('is printed as a requirements file, which is read as it is', () => {
    const again = parseLockfile(printLockfile(lockfile));
    expect(again.problems).toEqual([]);
    expect(again.pins.map(({ text, hashes }) => [text, hashes])).toEqual(
      lockfile.pins.map(({ text, hashes }) => [text, hashes]),
    );
  });

  it('is merged by git itself', () => {
    expect(readBlocks(TEXT)).toBeUndefined();
  });
});

describe('what is a pylock.toml', () => {
  it.each(['pylock.toml', 'pylock.dev.toml', 'a/b/pylock.toml'])('%s is a name of one', (name) => {
    expect(isPylockName(name)).toBe(true);
  });
  it.each([
    'pylock..toml',
    'pylock.a.b.toml',
    'Pylock.toml',
    'pylock.toml.txt',
    'xpylock.toml',
    'pylock.toml/a',
  ])('%s is none', (name) => {
    expect(isPylockName(name)).toBe(false);
  });
  it.each([
    ['lock-version = "1.0"', true],
    ['# x\n"lock-version"="1.0"', true],
    ['# lock-version = "1.0"', false],
    ['alpha==1.0  # lock-version = 1', false],
  ])('%j is one: %s', (text, is) => {
    expect(isPylock(text)).toBe(is);
  });
});

describe('what no installer reads is a problem', () => {
  it.each([
    ['another lock-version', one('name = "a"\nversion = "1"', TOP.replace('1.0', '2.0')), 1],
    ['a lock-version that is no text', one('name = "a"\nversion = "1"', TOP.replace('"1.0"', '1.0')), 1],
    [
      'a lock-version of a table',
      '[metadata]\nlock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1"',
      2,
    ],
    ['bad TOML', one('name = "a\nversion = "1"'), 6],
    ['no packages', TOP, 1],
    ['packages that are none', `${TOP}packages = 1\n`, 4],
    ['no name', one('version = "1"'), 5],
    ['a name that is none', one('name = "a\\n-r x"\nversion = "1"'), 5],
    ['no version', one('name = "a"'), 5],
    ['a version with more in it', one('name = "a"\nversion = "1\\n-r x"'), 5],
    ['a marker that is none', one('name = "a"\nversion = "1"\nmarker = "x"'), 5],
    [
      'a marker with a line end',
      one('name = "a"\nversion = "1"\nmarker = "os_name == \'a\'\\n"').replace('\\n', '\\n-r x'),
      5,
    ],
    ['a URL with a line end', one('name = "a"\narchive = { url = "https://a.example/\\n-r x" }'), 5],
    ['a path with a marker in it', one('name = "a"\ndirectory = { path = "a ; os_name" }'), 5],
    [
      'two sources',
      one('name = "a"\ndirectory = { path = "a" }\nvcs = { type = "git", url = "x", commit-id = "y" }'),
      5,
    ],
    [
      'a repository without a commit',
      one('name = "a"\nvcs = { type = "git", url = "https://a.example" }'),
      5,
    ],
  ])('%s', (_what, text, line) => {
    const { problems } = parseLockfile(text);
    expect(problems.map((problem) => [problem.kind, problem.line])).toEqual([['syntax', line]]);
  });
});

describe('a marker without the floor of the file', () => {
  it.each([
    ["python_full_version >= '3.10'", ''],
    ["python_full_version >= '3.10' and os_name == 'nt'", "os_name == 'nt'"],
    ["python_full_version >= '3.10' and os_name == 'nt' or os_name == 'x'", undefined],
    ["(python_full_version >= '3.10' and os_name == 'nt') or os_name == 'x'", undefined],
    ["python_full_version >= '3.10.1'", undefined],
    ["python_full_version >= '3.11'", undefined],
  ])('%s', (marker, left) => {
    const { pins } = parseLockfile(one(`name = "a"\nversion = "1"\nmarker = "${marker}"`));
    expect(pins[0]?.markerText).toBe(left ?? marker);
  });
});

describe('files are compared', () => {
  const was = alpha(wheel('a', '00'), wheel('b', '11', 'size = 7, '));
  it.each([
    ['the same in another order', alpha(wheel('b', '11', 'size = 7, '), wheel('a', '00')), []],
    ['fewer', alpha(wheel('a', '00')), []],
    ['no size', alpha(wheel('b', '11')), []],
    ['another URL', alpha(wheel('c', '00')), ['url']],
    [
      'a path',
      was.replace('url = "https://index.example/a.whl"', 'path = "https://index.example/a.whl"'),
      ['url'],
    ],
    ['hashes of each other', alpha(wheel('a', '11'), wheel('b', '00')), ['hash', 'hash']],
    ['an unknown hash', alpha(wheel('a', '22')), ['changed-hash']],
    ['no hash of one', alpha(wheel('b', '11'), '{ url = "https://index.example/a.whl" }'), ['hash']],
    ['a path beside the URL', alpha(wheel('a', '00', 'path = "evil.whl", ')), ['hash']],
    ['the same package twice', `${was}[[packages]]\n${was.split('[[packages]]\n')[1]}`, ['pin']],
    ['another size', alpha(wheel('b', '11', 'size = 8, ')), ['hash']],
    ['another name', alpha(wheel('a', '00', 'name = "evil.whl", ')), ['hash']],
    ['none', alpha(), ['hash', 'url']],
    ['requires-python of the package', was.replace('name =', 'requires-python = ">=4"\nname ='), ['option']],
    ['environments', was.replace('created-by', 'environments = []\ncreated-by'), ['option']],
    ['another requires-python', was.replace('>=3.10', '>=3.9'), ['option', 'option']],
    ['another creator, and a tool table', `${was.replace('"uv"', '"me"')}[tool.x]\na = 1\n`, []],
  ])('%s', (_what, text, kinds) => {
    const found = compareByMeaning(parseLockfile(text), parseLockfile(was), RANGE);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('a source that names two places', () => {
  const commit = 'a'.repeat(40);
  it.each([
    ['vcs', `{ type = "git", url = "https://git.example/a", commit-id = "${commit}" }`, ['option']],
    ['directory', '{ path = "lib" }', ['option']],
    ['archive', '{ url = "https://files.example/a.whl", hashes = { sha256 = "00" } }', ['hash']],
  ])('%s', (key, source, kinds) => {
    const text = one(`name = "a"\n${key} = ${source}`);
    const two = key === 'directory' ? 'url = "./lib", path = "evil"' : 'path = "evil"';
    const edited = text
      .replace('{ path = "lib" }', '{ }')
      .replace(`${key} = {`, `${key} = { ${two}${source.includes('url') ? ',' : ''}`);
    const found = compareByMeaning(parseLockfile(edited), parseLockfile(text), RANGE);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('entries of one package', () => {
  const entry = (marker: string, version = '1.0'): string =>
    `[[packages]]\nname = "alpha"\nversion = "${version}"\nmarker = "${marker}"\n`;
  const forks = [entry("python_version < '3.12'"), entry("python_version >= '3.12'", '2.0')];
  const compared = (...tables: string[]) =>
    compareByMeaning(parseLockfile(TOP + tables.join('')), parseLockfile(TOP + forks.join('')), RANGE).map(
      ({ message }) => message,
    );

  it('are for different environments, else no installer takes them', () => {
    expect(compared(...forks)).toEqual([]);
    expect(compared(...[...forks].reverse())).toEqual([]);
    expect(compared(...forks, ...forks.slice(0, 1))).toEqual([
      expect.stringMatching(
        /^alpha: has two entries on Python 3\.(?:9|1[01])\b.*, which no installer takes$/,
      ),
    ]);
    // Split once more, and for nothing that is promised.
    expect(
      compared(
        entry("python_version < '3.11'"),
        entry("python_version == '3.11'"),
        entry("python_version >= '3.12'", '2.0'),
        entry("python_version < '3'", '1.0'),
      ),
    ).toEqual([]);
  });
});

it('keeps the pins of both sides of a merge, not those of the base', () => {
  const side = (version: string): string => `version = "${version}"\n`;
  const text = one(
    `name = "alpha"\n<<<<<<< ours\n${side('1')}||||||| base\n${side('0')}=======\n${side('2')}>>>>>>> theirs\nmarker = "os_name == 'nt'"\n\n[[packages]]\nname = "beta"\nversion = "3"`,
  );
  const { pins, problems } = parseLockfile(text);
  expect(pins.map((pin) => `${pin.line} ${pin.text}`)).toEqual([
    "5 alpha==1 ; os_name == 'nt'",
    "5 alpha==2 ; os_name == 'nt'",
    '16 beta==3',
  ]);
  expect(problems.map(({ kind, line }) => [kind, line])).toEqual([
    ['conflict-marker', 7],
    ['conflict-marker', 9],
    ['conflict-marker', 11],
    ['conflict-marker', 13],
  ]);
  expect(isForeign(text, 'pylock.toml')).toBe(false);
});

it('preferences are a pylock.toml of the same pins, be there none', () => {
  const lockfile = parseLockfile(TEXT);
  const again = parseLockfile(asPylockPreferences(lockfile));
  expect(again.problems).toEqual([]);
  expect(asPreferences(again)).toBe(asPreferences(lockfile));
  const empty = parseLockfile(asPylockPreferences(parseLockfile('')));
  expect([empty.pins, empty.problems]).toEqual([[], []]);
});

it('files of the sandbox get their paths, folders of the machine stay', () => {
  const root = { sandbox: '/box', folder: 'svc' };
  const files = (...places: string[]): string =>
    `wheels = [${places.map((place) => `{ ${place}, size = 1 }`).join(', ')}]\n`;
  expect(
    withLocalFiles(
      files(
        'url = "file:///box/wheels/a%20b.whl"',
        'url = "file:///box/svc/w/c.whl"',
        'url = "file:///srv/d.whl"',
      ),
      root,
    ),
  ).toBe(files('path = "../wheels/a b.whl"', 'path = "w/c.whl"', 'url = "file:///srv/d.whl"'));
});

it('a held commit is told as what the project names', () => {
  const commit = 'a'.repeat(40);
  const text = (revision: string): string =>
    `name = "lib"\nvcs = { type = "git", url = "https://git.example/lib", ${revision}commit-id = "${commit}" }\n`;
  const named = (kind: 'branch' | 'head', name: string, url = 'https://git.example/lib.git') =>
    withNamedRevisions(text(`requested-revision = "${commit}", `), [{ key: 'lib', url, kind, name }]);
  expect(named('branch', 'main')).toBe(text('requested-revision = "main", '));
  expect(named('head', '')).toBe(text(''));
  expect(named('branch', commit)).toBe(text(`requested-revision = "${commit}", `));
  expect(named('branch', 'main', 'https://git.example/other')).toBe(
    text(`requested-revision = "${commit}", `),
  );
});

it('any text in the place of a value is read without an error, and gives entries of one line', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => JSON.stringify(text)),
    fc.constantFrom(
      '1',
      '1.5',
      'true',
      '[]',
      '{}',
      '{ url = "https://a.example/b" }',
      '2020-01-01',
      '{ path = "x" }',
    ),
    fc.constantFrom('"1.0"', '"a"', '"os_name == \'nt\'"'),
  );
  const keys = [
    'name',
    'version',
    'marker',
    'vcs',
    'directory',
    'archive',
    'sdist',
    'wheels',
    'tool',
  ] as const;
  const table = fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), value), { selector: ([key]) => key });
  fc.assert(
    fc.property(fc.array(table, { maxLength: 3 }), value, (tables, python) => {
      const text = `lock-version = "1.0"\nrequires-python = ${python}\n${tables
        .map((entries) => `[[packages]]\n${entries.map(([key, it]) => `${key} = ${it}\n`).join('')}`)
        .join('')}`;
      const { pins } = parseLockfile(text);
      for (const pin of pins) expect(pin.text).not.toMatch(/[\r\n\u2028\u2029]/);
      const constraints = asConstraints({ header: undefined, options: [], pins, problems: [] });
      expect(parseLockfile(constraints).problems).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

describe('the hosts of files', () => {
  const findings = (allowed: readonly string[], place: string | undefined) =>
    policyFindings(parseLockfile(alpha(wheel('a', '00'), wheel('b', '11'))), {
      deny: [],
      requireHashes: undefined,
      hosts: { allowed, place, emitted: new Set() },
      origin: () => 'pyproject.toml',
    }).map(({ code, line, message }) => `${code} ${line} ${message}`);

  it('are held against those that a policy states, and against none where it states none', () => {
    expect(findings(['*.example.org'], '.lockgenrc: hosts')).toEqual([
      "foreign-host 5 a file of alpha comes from the host index.example, which .lockgenrc: hosts doesn't have",
    ]);
    expect(findings(['index.example'], '.lockgenrc: hosts')).toEqual([]);
    expect(findings([], undefined)).toEqual([]);
  });
});
