import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withLocalEntries } from '../../../src/lockfile/local-entries.js';
import { fixture } from './fixture.js';

const root = { sandbox: '/sandbox', folder: 'svc' };

describe('withLocalEntries', () => {
  it('writes path sources and workspace members relative, with the rest as it is', () => {
    const text = fixture('local.txt');
    expect(withLocalEntries(text, root)).toBe(
      text.replace('-e file:///sandbox/svc/ws/a', '-e ./ws/a').replace('\nlib\n', '\n./lib\n'),
    );
    const editable = fixture('local-editable.txt');
    expect(withLocalEntries(editable, root)).toBe(
      editable.replace('-e file:///sandbox/svc/ws/a', '-e ./ws/a').replace('\n-e lib\n', '\n-e ./lib\n'),
    );
  });

  it("keeps uv's column of one-line annotations", () => {
    const lines = withLocalEntries(fixture('local-line.txt'), root).split('\n');
    expect(lines.slice(2, 6)).toEqual([
      '-e ./ws/a                 # via proj (pyproject.toml)',
      'iniconfig==2.3.1          # via proj (pyproject.toml)',
      './lib                     # via proj (pyproject.toml)',
      "../sib ; sys_platform == 'win32'  # via proj (pyproject.toml)",
    ]);
  });

  it.each([
    ['lib', './lib'],
    ['lib.v2', './lib.v2'],
    ['my lib', './my lib'],
    ['libs/a', './libs/a'],
    ['-e libs/a', '-e ./libs/a'],
    ["lib ; sys_platform == 'win32'", "./lib ; sys_platform == 'win32'"],
    ['dist/foo-1.0-py3-none-any.whl \\', './dist/foo-1.0-py3-none-any.whl \\'],
    ['file:///sandbox/other', '../other'],
    ['file:///sandbox/svc/with%20space', './with space'],
    ['-e file:///sandbox/svc', '-e .'],
    ['/sandbox/svc/lib', './lib'],
    ['foo @ file:///sandbox/svc/lib', './lib'],
    [`foo @ file://\${PROJECT_ROOT}/lib`, './lib'],
    [`foo @ file:///\${PROJECT_ROOT}/../lib`, '../lib'],
    ["foo @ file:///sandbox/x.whl ; sys_platform == 'win32'", "../x.whl ; sys_platform == 'win32'"],
  ])('%s → %s', (before, after) => {
    expect(withLocalEntries(`${before}\n`, root)).toBe(`${after}\n`);
    expect(withLocalEntries(`${before}\r\n`, root)).toBe(`${after}\r\n`);
  });

  it.each([
    ['../core', './libs/core'],
    ['-e ../core', '-e ./libs/core'],
    ['core', './libs/core'],
    ['../core ; sys_platform == "win32"', './libs/core ; sys_platform == "win32"'],
    ['../other', '../other'],
    ['core==1', 'core==1'],
  ])('a path as another manifest has it: %s → %s', (before, after) => {
    const meant = (written: string) => (/^(?:\.\.\/)?core$/.test(written) ? 'libs/core' : undefined);
    expect(withLocalEntries(`${before}\n`, { ...root, meant })).toBe(`${after}\n`);
  });

  it.each([
    './lib',
    '../lib',
    '-e ../lib',
    'six==1.17.0',
    'six==1.17.0 \\',
    'a[b,c]==1',
    'foo===1',
    'foo @ https://host.example/foo.whl',
    'foo @ git+https://host.example/foo@0123',
    'https://host.example/foo.whl',
    'file:///elsewhere/lib',
    'file:///sandboxed/lib',
    '/elsewhere/lib',
    '--find-links wheels',
    '# lib',
    '    --hash=sha256:aa',
    '=======',
  ])('leaves %s', (line) => {
    expect(withLocalEntries(`${line}\n`, root)).toBe(`${line}\n`);
  });

  it('knows the paths of Windows', () => {
    const windows = { sandbox: 'C:\\Temp\\sandbox', folder: '' };
    expect(withLocalEntries('-e file:///C:/Temp/sandbox/lib\n', windows)).toBe('-e ./lib\n');
    expect(withLocalEntries('c:\\Temp\\sandbox\\lib\n', windows)).toBe('./lib\n');
  });

  it('is idempotent', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'lib',
        '-e lib',
        '-e file:///sandbox/a',
        'six==1',
        '../x',
        '    # via a',
        '',
        'a b',
        'foo @ /sandbox/x',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const once = withLocalEntries(lines.join('\n'), root);
        expect(withLocalEntries(once, root)).toBe(once);
      }),
    );
  });
});
