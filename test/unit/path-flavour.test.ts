import { posix, win32 } from 'node:path';
import { expect, test } from 'vitest';
import { isWithin, NATIVE, pathFlavour, seenFrom, withSlashes } from '../../src/path-flavour.js';

test('each platform has its flavour', () => {
  expect(pathFlavour('win32')).toBe(win32);
  expect(pathFlavour('linux')).toBe(posix);
  expect(pathFlavour('darwin')).toBe(posix);
  expect(NATIVE).toBe(pathFlavour(process.platform));
});

const FLAVOURS = { posix, win32 };

test.each([
  ['posix', '/repo', '/repo', ''],
  ['posix', '/repo', '/repo/svc/api', 'svc/api'],
  ['posix', '/repo', '/repo/back\\slash', 'back\\slash'],
  ['posix', '/repo', '/other', '../other'],
  ['win32', 'C:\\repo', 'C:\\repo', ''],
  ['win32', 'C:\\repo', 'c:\\Repo\\svc\\api', 'svc/api'],
  ['win32', 'C:/repo', 'C:\\repo\\svc', 'svc'],
  ['win32', 'C:\\repo', 'C:\\other', '../other'],
  ['win32', 'C:\\repo', 'D:\\repo\\svc', 'D:/repo/svc'],
  ['win32', '\\\\server\\share\\repo', '\\\\server\\share\\repo\\svc', 'svc'],
  ['win32', '\\\\server\\share\\repo', 'C:\\repo', 'C:/repo'],
  ['win32', '\\\\?\\C:\\repo', '\\\\?\\C:\\repo\\svc', 'svc'],
] as const)('%s: from %s, %s is %s', (flavour, folder, path, expected) => {
  expect(seenFrom(folder, path, FLAVOURS[flavour])).toBe(expected);
});

test.each([
  ['posix', 'svc\\api', 'svc\\api'],
  ['win32', 'svc\\api', 'svc/api'],
  ['win32', '.\\svc\\pyproject.toml', './svc/pyproject.toml'],
  ['win32', 'C:\\repo\\svc', 'C:/repo/svc'],
] as const)('%s: %s with slashes is %s', (flavour, path, expected) => {
  expect(withSlashes(path, FLAVOURS[flavour])).toBe(expected);
});

test.each([
  ['posix', '/repo', '/repo', true],
  ['posix', '/repo', '/repo/bin', true],
  ['posix', '/repo', '/repo/..bin', true],
  ['posix', '/repo', '/repository', false],
  ['posix', '/repo', '/', false],
  ['win32', 'C:\\repo', 'C:\\REPO\\bin', true],
  ['win32', 'C:\\repo', 'C:\\repo\\..bin', true],
  ['win32', 'C:\\repo', 'C:\\repository', false],
  ['win32', 'C:\\repo', 'D:\\repo\\bin', false],
  ['win32', 'C:\\repo', '\\\\server\\repo\\bin', false],
] as const)('%s: below %s, %s: %s', (flavour, folder, path, expected) => {
  expect(isWithin(folder, path, FLAVOURS[flavour])).toBe(expected);
});
