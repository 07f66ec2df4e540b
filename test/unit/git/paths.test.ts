import { posix, win32 } from 'node:path';
import { expect, test } from 'vitest';
import { twinOf } from '../../../src/git/index-update.js';
import { isInside, onDisk } from '../../../src/git/paths.js';

const FLAVOURS = { posix, win32 };

test.each([
  ['posix', '/repo', 'svc/requirements.txt', '/repo/svc/requirements.txt'],
  ['posix', '/repo', 'back\\slash.txt', '/repo/back\\slash.txt'],
  ['win32', 'C:\\repo', 'svc/requirements.txt', 'C:\\repo\\svc\\requirements.txt'],
  ['win32', 'C:/repo', 'svc/requirements.txt', 'C:\\repo\\svc\\requirements.txt'],
  ['win32', '\\\\server\\share\\repo', 'a.txt', '\\\\server\\share\\repo\\a.txt'],
] as const)('%s: in %s, %s is %s on disk', (flavour, root, path, expected) => {
  expect(onDisk(root, path, FLAVOURS[flavour])).toBe(expected);
});

test.each([
  ['requirements.txt', true, true],
  ['svc/.gitignore', true, true],
  ['..a/...b/c', true, true],
  ['../a', false, false],
  ['a//b', false, false],
  ['a/./b', false, false],
  ['.git/config', false, false],
  ['svc/.GIT/hooks/pre-commit', false, false],
  // Names on Linux and macOS, other places on Windows.
  ['a\\..\\..\\b', true, false],
  ['C:a.txt', true, false],
  ['a.txt:stream', true, false],
  ['.git./config', true, false],
  ['.git /config', true, false],
  ['.git::$INDEX_ALLOCATION/config', true, false],
  ['GIT~1/config', true, false],
  ['.. /a', true, false],
  ['..../a', true, false],
] as const)('%j is inside on POSIX: %s, on Windows: %s', (path, onPosix, onWindows) => {
  expect(isInside(path, posix)).toBe(onPosix);
  expect(isInside(path, win32)).toBe(onWindows);
});

test.each([
  ['posix', '.git/index', undefined],
  ['posix', '.git/index.lock', undefined],
  ['posix', '/repo/.git/next-index-12.lock', '/repo/.git/index.lock'],
  ['win32', 'C:/repo/.git/next-index-12.lock', 'C:\\repo\\.git\\index.lock'],
  ['win32', 'C:\\repo\\.git\\next-index-12.lock', 'C:\\repo\\.git\\index.lock'],
  ['win32', '//server/share/repo/.git/next-index-12.lock', '\\\\server\\share\\repo\\.git\\index.lock'],
  ['win32', '.git/index', undefined],
] as const)('%s: the index beside %s is %s', (flavour, file, expected) => {
  expect(twinOf(file, FLAVOURS[flavour])).toBe(expected);
});
