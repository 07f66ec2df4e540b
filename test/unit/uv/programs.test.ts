import { expect, test } from 'vitest';
import { programPaths } from '../../../src/search-path.js';
import { pythonNames } from '../../../src/uv/python.js';

test.each([
  ['linux', 'uv', { PATH: '/usr/bin:/bin' }, ['/usr/bin/uv', '/bin/uv']],
  ['linux', 'uv', { PATH: '/bin:/bin/:.:bin::node_modules/.bin' }, ['/bin/uv']],
  ['linux', 'uv', { Path: '/bin' }, []],
  ['linux', 'uv', {}, []],
  [
    'win32',
    'uv',
    { Path: 'C:\\Windows;C:\\Users\\me\\.local\\bin' },
    ['C:\\Windows\\uv.exe', 'C:\\Users\\me\\.local\\bin\\uv.exe'],
  ],
  ['win32', 'py', { PATH: 'C:\\Windows\\' }, ['C:\\Windows\\py.exe']],
  [
    'win32',
    'python3',
    { path: 'C:/Python/;c:/tools' },
    ['C:\\Python\\python3.exe', 'c:\\tools\\python3.exe'],
  ],
  [
    'win32',
    'uv',
    { Path: '"C:\\Program Files\\uv";"D:\\a;b"' },
    ['C:\\Program Files\\uv\\uv.exe', 'D:\\a;b\\uv.exe'],
  ],
  ['win32', 'uv', { Path: '\\\\server\\share\\bin' }, ['\\\\server\\share\\bin\\uv.exe']],
  // Where these are depends on the current folder, or its drive.
  ['win32', 'uv', { Path: ';.;bin;C:bin;\\tools;/tools;node_modules\\.bin' }, []],
  ['win32', 'uv', { Path: 'C:\\bin;C:\\bin\\' }, ['C:\\bin\\uv.exe']],
  ['win32', 'uv', {}, []],
] as const)('on %s, %s with %o can be %j', (platform, name, env, expected) => {
  expect(programPaths(name, env, platform)).toEqual(expected);
});

test('what npm puts into node_modules/.bin on Windows, a batch file, is never taken for a program', () => {
  const paths = programPaths('uv', { Path: 'C:\\app\\node_modules\\.bin' }, 'win32');
  expect(paths.filter((path) => !path.endsWith('.exe'))).toEqual([]);
});

test.each([
  ['linux', ['python3', 'python']],
  ['darwin', ['python3', 'python']],
  ['win32', ['py -3', 'python3', 'python']],
] as const)('on %s, Python is asked for as %j', (platform, expected) => {
  expect(pythonNames(platform).map(([name, args]) => [name, ...args].join(' '))).toEqual(expected);
});
