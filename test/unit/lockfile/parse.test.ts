import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lockfile, parseLockfile } from '../../../src/lockfile/parse.js';
import { fixture } from './fixture.js';

/** A lockfile in uv's own form, from what was read. */
function print(lockfile: Lockfile): string {
  const options = lockfile.options.map(({ text }) => `${text}\n`);
  const pins = lockfile.pins.map((pin) => {
    const extras = pin.extras.length === 0 ? '' : `[${pin.extras.join(',')}]`;
    const value = pin.named
      ? `${pin.name}${extras}${pin.url === undefined ? (pin.version === undefined ? '' : `==${pin.version}`) : ` @ ${pin.url}`}`
      : `${pin.editable ? '-e ' : ''}${pin.url}${extras}`;
    const marker = pin.markerText === '' ? '' : ` ; ${pin.markerText}`;
    const hashes = pin.hashes.map((hash) => ` \\\n    --hash=${hash}`).join('');
    const [only, ...more] = pin.via;
    const via =
      only === undefined
        ? ''
        : more.length === 0
          ? `    # via ${only}\n`
          : `    # via\n${pin.via.map((each) => `    #   ${each}\n`).join('')}`;
    return `${value}${marker}${hashes}\n${via}`;
  });
  return [...options, options.length > 0 ? '\n' : '', ...pins].join('');
}

const FIXTURES = [
  'forks-full.txt',
  'forks-constrained.txt',
  'forks-unconstrained.txt',
  'hashes-constrained.txt',
  'hashes-unconstrained.txt',
  'find-links.txt',
  'find-links-and-build.txt',
  'build.txt',
  'local.txt',
  'local-editable.txt',
];

describe('parseLockfile', () => {
  it.each(FIXTURES)('reads all that uv wrote in %s, so that it can be written again', (name) => {
    const text = fixture(name);
    const lockfile = parseLockfile(text);
    expect(lockfile.problems).toEqual([]);
    expect(print(lockfile)).toBe(text.split('\n').slice(2).join('\n'));
  });

  it('keeps every pin of a name that the resolution forked', () => {
    const pins = parseLockfile(fixture('forks-unconstrained.txt')).pins.filter(({ key }) => key === 'numpy');
    expect(pins.map(({ version, markerText }) => [version, markerText])).toEqual([
      ['2.2.6', "python_full_version < '3.11'"],
      ['2.4.6', "python_full_version == '3.11.*'"],
      ['2.5.5', "python_full_version >= '3.12'"],
    ]);
    expect(pins.every(({ marker }) => marker !== undefined)).toBe(true);
  });

  it('reads hashes on continuation lines and the lines of a list of sources', () => {
    const pin = parseLockfile(fixture('hashes-constrained.txt')).pins[1];
    expect(pin).toMatchObject({
      name: 'colorama',
      version: '0.4.6',
      markerText: "sys_platform == 'win32'",
      via: ['-c forks-full.txt', 'proj (pyproject.toml)'],
      text: "colorama==0.4.6 ; sys_platform == 'win32'",
    });
    expect(pin?.hashes).toHaveLength(2);
    expect(pin?.hashes.every((hash) => /^sha256:[0-9a-f]{64}$/.test(hash))).toBe(true);
  });

  it('reads the sources of one-line annotations', () => {
    const pins = parseLockfile(fixture('line-constrained.txt')).pins;
    expect(pins.map(({ key, via }) => [key, via]).slice(0, 3)).toEqual([
      ['anyio', ['-c forks-full.txt', 'proj (pyproject.toml)']],
      ['colorama', ['-c forks-full.txt', 'proj (pyproject.toml)']],
      ['exceptiongroup', ['anyio', '-c forks-full.txt']],
    ]);
    expect(pins).toHaveLength(9);
  });

  it('reads a lockfile of pip-compile', () => {
    const lockfile = parseLockfile(fixture('pip-compile.txt'));
    expect(lockfile.header?.generator).toBe('pip-compile');
    expect(lockfile.pins.map(({ key, version, line }) => [key, version, line])).toEqual([
      ['iniconfig', '2.3.1', 7],
      ['six', '1.17.0', 11],
    ]);
    expect(lockfile.pins[1]?.via).toEqual(['-c c.txt', 'proj (pyproject.toml)']);
  });

  it.each(FIXTURES)('reads %s with CRLF as with LF', (name) => {
    const text = fixture(name);
    expect(parseLockfile(text.replaceAll('\n', '\r\n'))).toEqual(parseLockfile(text));
  });

  const entries: [string, object][] = [
    [
      'six==1.17.0',
      { name: 'six', key: 'six', version: '1.17.0', url: undefined, named: true, markerText: '' },
    ],
    ['Ruamel.YAML==0.18', { name: 'Ruamel.YAML', key: 'ruamel-yaml', version: '0.18' }],
    ['uvicorn[standard]==0.1', { key: 'uvicorn', extras: ['standard'], version: '0.1' }],
    ['a[B_c, a]==1', { extras: ['a', 'b-c'] }],
    [
      "torch==2.15.0+cpu ; sys_platform != 'darwin'",
      { version: '2.15.0+cpu', markerText: "sys_platform != 'darwin'" },
    ],
    ['foo===1.0-odd', { version: '1.0-odd' }],
    ['six==1.17.0;python_version<"3.9"', { version: '1.17.0', markerText: 'python_version<"3.9"' }],
    ['six>=1', { version: undefined, url: undefined, named: true }],
    ['six==1.*', { version: undefined }],
    ['six', { key: 'six', version: undefined, named: true }],
    [
      "six @ https://host.example/six-1.17.0-py2.py3-none-any.whl#sha256=abc ; sys_platform == 'win32'",
      {
        key: 'six',
        named: true,
        version: undefined,
        url: 'https://host.example/six-1.17.0-py2.py3-none-any.whl#sha256=abc',
        markerText: "sys_platform == 'win32'",
      },
    ],
    [
      'lib @ git+https://host.example/lib@0123abc',
      { key: 'lib', url: 'git+https://host.example/lib@0123abc' },
    ],
    ['-e ./lib', { key: './lib', url: './lib', editable: true, named: false, extras: [] }],
    ['--editable=lib[B,a]', { url: 'lib', editable: true, named: false, extras: ['a', 'b'] }],
    ['-e file:///sandbox/svc/ws/a', { url: 'file:///sandbox/svc/ws/a', editable: true, named: false }],
    [
      "../sib dir ; sys_platform == 'win32'",
      { url: '../sib dir', named: false, markerText: "sys_platform == 'win32'" },
    ],
    ['lib/', { url: 'lib/', named: false, editable: false }],
    ['./dist/foo-1.0-py3-none-any.whl', { url: './dist/foo-1.0-py3-none-any.whl', named: false }],
    ['foo-1.0-py3-none-any.whl', { url: 'foo-1.0-py3-none-any.whl', named: false }],
    ['C:\\lib', { url: 'C:\\lib', named: false }],
    [
      'six==1.17.0 --hash=sha256:aa --hash sha256:bb',
      { version: '1.17.0', hashes: ['sha256:aa', 'sha256:bb'] },
    ],
    ['six==1.17.0 # because', { version: '1.17.0', via: [] }],
  ];
  it.each(entries)('reads the entry %s', (text, expected) => {
    const { pins, problems, options } = parseLockfile(`${text}\n`);
    expect(problems).toEqual([]);
    expect(options).toEqual([]);
    expect(pins).toHaveLength(1);
    expect(pins[0]).toMatchObject(expected);
  });

  it('tells options and entries apart', () => {
    const text =
      '--find-links  https://x.example/\n-r base.in\n-c limits.txt\n-i https://i.example\n-e lib\n--no-binary foo\n';
    const { options, pins } = parseLockfile(text);
    expect(options).toEqual([
      { text: '--find-links https://x.example/', line: 1 },
      { text: '-r base.in', line: 2 },
      { text: '-c limits.txt', line: 3 },
      { text: '-i https://i.example', line: 4 },
      { text: '--no-binary foo', line: 6 },
    ]);
    expect(pins).toHaveLength(1);
  });

  it.each(['hello there', 'six==1 ; no_such_variable == 1', '{"a": 1}', '==1', '--hash=sha256:aa'])(
    'calls `%s` a problem',
    (text) => {
      const { pins, problems } = parseLockfile(`six==1\n${text}\n`);
      expect(pins).toHaveLength(1);
      expect(problems).toEqual([{ kind: 'syntax', line: 2, text }]);
    },
  );

  it.each(['\r', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029'])(
    'calls a line a problem in which %j hides another one from git, and so from who reads the diff',
    (end) => {
      const hidden = `    # via x${end}six==1`;
      expect(parseLockfile(`a==1\n${hidden}\n`).problems).toEqual([
        { kind: 'syntax', line: 2, text: hidden },
      ]);
    },
  );

  it.each(['six\u00a0==1', 'six==1\u3000', '\ufeffsix==1', "six==1 ;\u2009sys_platform == 'win32'"])(
    'calls %j a problem, whose space is none for pip or uv',
    (text) => {
      expect(parseLockfile(`a==1\n${text}\n`)).toMatchObject({
        pins: [{ name: 'a' }],
        problems: [{ kind: 'syntax', line: 2 }],
      });
    },
  );

  it('leaves any space in a path as it is', () => {
    expect(parseLockfile('./a\u00a0b\n').problems).toEqual([]);
  });

  it('does not mind such characters at the end of a line', () => {
    expect(parseLockfile('a==1\r\r\n    # via x\f\n').problems).toEqual([]);
  });

  it('keeps the pins of both sides of a merge, and the marks', () => {
    const text = [
      'a==1',
      '<<<<<<< HEAD',
      'six==1.16.0 \\',
      '    --hash=sha256:aa',
      '    # via x',
      '||||||| base',
      'six==1.15.0',
      '=======',
      'six==1.17.0 \\',
      '    --hash=sha256:bb',
      '>>>>>>> other',
      'z==1 \\',
      '<<<<<<< HEAD',
      '    --hash=sha256:cc',
      '=======',
      '    --hash=sha256:dd',
      '>>>>>>> other',
    ].join('\n');
    const { pins, problems } = parseLockfile(text);
    expect(problems.map(({ kind, line }) => [kind, line])).toEqual(
      [2, 6, 8, 11, 13, 15, 17].map((line) => ['conflict-marker', line]),
    );
    expect(pins.map(({ key, version, hashes }) => [key, version, hashes])).toEqual([
      ['a', '1', []],
      ['six', '1.16.0', ['sha256:aa']],
      ['six', '1.17.0', ['sha256:bb']],
      ['z', '1', ['sha256:cc', 'sha256:dd']],
    ]);
  });

  it('does not take the ordinary for a conflict mark', () => {
    expect(parseLockfile('# =======\n#######\n').problems).toEqual([]);
  });

  it('reads an empty file, and one with a byte order mark', () => {
    expect(parseLockfile('')).toEqual({ header: undefined, options: [], pins: [], problems: [] });
    expect(parseLockfile('\uFEFFsix==1\n').pins[0]?.key).toBe('six');
  });

  const words = fc.constantFrom(
    'six==1',
    ' ',
    '\\',
    '\n',
    '\r\n',
    '#',
    '# via',
    '    #   x',
    '--hash=sha256:ab',
    '-e ./lib',
    ';',
    "sys_platform == 'win32'",
    '<<<<<<< a',
    '=======',
    '>>>>>>> b',
    '||||||| c',
    '--find-links x',
    '[',
    ']',
    '@',
    'https://a.example/b',
    '"',
    '\uFEFF',
  );
  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((parts) => parts.join('')),
        ),
        (text) => {
          const { pins, options, problems } = parseLockfile(text);
          const lines = text.split(/\r?\n/).length;
          for (const { line } of [...pins, ...options, ...problems]) expect(line).toBeLessThanOrEqual(lines);
        },
      ),
      { numRuns: 300 },
    );
  });

  const pins = fc.array(
    fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9]{0,4}([.-][a-z0-9]{1,3})?$/),
      extras: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { maxLength: 2 }),
      version: fc.stringMatching(/^[0-9]{1,2}(\.[0-9]{1,2}){0,2}(rc1|\+cpu)?$/),
      marker: fc.constantFrom(
        '',
        "python_full_version < '3.11'",
        "sys_platform == 'win32' and os_name != 'nt'",
      ),
      hashes: fc.uniqueArray(fc.stringMatching(/^sha256:[0-9a-f]{8}$/), { maxLength: 2 }),
      via: fc.uniqueArray(fc.constantFrom('a', '-r x.txt', '-c y.txt', 'proj (pyproject.toml)'), {
        maxLength: 3,
      }),
    }),
    { maxLength: 8 },
  );
  it('reads again what it read and wrote', () => {
    fc.assert(
      fc.property(pins, (drafts) => {
        const text = drafts
          .map(({ name, extras, version, marker, hashes, via }) => {
            const brackets = extras.length === 0 ? '' : `[${[...extras].sort().join(',')}]`;
            const list =
              via.length > 1 ? `    # via\n${via.map((each) => `    #   ${each}\n`).join('')}` : '';
            const one = via.length === 1 ? `    # via ${via[0]}\n` : '';
            const head = `${name}${brackets}==${version}${marker === '' ? '' : ` ; ${marker}`}`;
            return `${head}${hashes.map((hash) => ` \\\n    --hash=${hash}`).join('')}\n${one}${list}`;
          })
          .join('');
        // Names that end like an archive are paths.
        fc.pre(!drafts.some(({ name }) => /\.(whl|zip|tar|tgz|tbz)$/.test(name)));
        expect(print(parseLockfile(text))).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});
