import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inFolder, isUnder, upward, within } from '../../../src/project/paths.js';

test.each([
  ['', 'a.txt', 'a.txt'],
  ['', './a.txt', 'a.txt'],
  ['', '.', ''],
  ['', 'a/../b', 'b'],
  ['', '..', undefined],
  ['', '../a', undefined],
  ['', '..a', '..a'],
  ['svc', 'a.txt', 'svc/a.txt'],
  ['svc', 'lib/', 'svc/lib'],
  ['svc', '..', ''],
  ['svc', '../a.txt', 'a.txt'],
  ['svc', '../../a.txt', undefined],
  ['a/b', '../../c', 'c'],
  ['a/b', 'x/../../../..', undefined],
  ['svc', '/etc/passwd', undefined],
  ['svc', 'C:/a', undefined],
  ['svc', 'C:\\a', undefined],
  ['svc', 'D:/repo/svc', undefined],
  ['', '\\\\server\\share\\a', undefined],
  ['svc', '//server/share/a', undefined],
])('from %j, %j is %j', (folder, path, expected) => {
  expect(within(folder, path)).toBe(expected);
});

test('no path leaves the repository', () => {
  const step = fc.constantFrom('..', '.', 'a', 'b', '', '...');
  fc.assert(
    fc.property(fc.array(step), fc.array(step), (folder, path) => {
      const found = within(folder.filter((name) => /^[ab]$/.test(name)).join('/'), path.join('/'));
      expect(found ?? '').not.toMatch(/^\/|(^|\/)\.\.?(\/|$)|\/$/);
    }),
  );
});

test.each([
  ['', ['']],
  ['a', ['a', '']],
  ['a/b/c', ['a/b/c', 'a/b', 'a', '']],
])('from %j upward are %j', (folder, expected) => {
  expect(upward(folder)).toEqual(expected);
});

test.each([
  ['', 'x', 'x'],
  ['a/b', 'x', 'a/b/x'],
])('in %j, %j is %j', (folder, name, expected) => {
  expect(inFolder(folder, name)).toBe(expected);
});

test.each([
  ['', 'a', true],
  ['a', 'a/b/c', true],
  ['a', 'ab/c', false],
  ['a', 'a', false],
])('under %j: %j is %s', (folder, path, expected) => {
  expect(isUnder(folder, path)).toBe(expected);
});
