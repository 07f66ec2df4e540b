import { expect, test } from 'vitest';
import { checkOutput, constraintProblem, folderGlobProblem, plainPath } from '../../../src/config/paths.js';

test.each([
  ['requirements.txt', ''],
  ['requirements/base.in', ''],
  ['./requirements.lock', 'svc'],
  ['../requirements.txt', 'svc'],
  ['../../all deps.txt', 'a/b'],
  ['my.github/requirements.txt', ''],
  ['.github/requirements.txt', ''],
  ['console/requirements.txt', ''],
  ['requirements.con.txt', ''],
  ['com/lpt/nuls.txt', ''],
  ['com10.txt', ''],
  ['a*?"<>|b.txt', ''],
  ['../.hidden.txt', 'svc'],
  ['pylock.toml', ''],
  ['locks/pylock.dev.toml', 'svc'],
])('an output %s of the project in %j is fine', (output, folder) => {
  expect(() => checkOutput(output, folder)).not.toThrow();
});

test.each([
  ['../requirements.txt', '', 'inside the repository'],
  ['../../requirements.txt', 'svc', 'inside the repository'],
  ['.git/requirements.txt', '', 'outside .git'],
  ['../.GIT/hooks/x.txt', 'svc', 'outside .git'],
  ['/tmp/requirements.txt', '', 'a relative path'],
  ['C:/requirements.txt', '', 'a relative path'],
  ['~/requirements.txt', '', 'a relative path'],
  ['sub\\requirements.txt', '', 'a relative path'],
  ['requirements.txt/', '', 'a relative path'],
  ['a\nb.txt', '', 'a relative path'],
  ['', '', 'a relative path'],
  ['\\\\server\\share\\requirements.txt', '', 'a relative path'],
  ['C:requirements.txt', '', 'a relative path'],
  ['sub/requirements.txt:stream.txt', '', "without ':'"],
  [':(glob)requirements.txt', '', "without ':'"],
  ['nul.txt', '', 'a device'],
  ['CON.txt', '', 'a device'],
  ['aux/requirements.txt', '', 'a device'],
  ['sub/Com1.dev.lock', '', 'a device'],
  ['LPT9 .txt', '', 'a device'],
  ['COM\u00b2.txt', '', 'a device'],
  ['CONIN$.txt', '', 'a device'],
  ['end./requirements.txt', '', 'no dot or space'],
  ['end /requirements.txt', '', 'no dot or space'],
  ['.../requirements.txt', '', 'no dot or space'],
  ['.git./requirements.txt', '', 'outside .git'],
  ['.git /requirements.txt', '', 'outside .git'],
  ['GIT~1/requirements.txt', '', 'outside .git'],
  ['.g\u200cit/requirements.txt', '', 'outside .git'],
  ['sub/.git/modules/requirements.txt', '', 'outside .git'],
  ['a/../.git/requirements.txt', '', 'outside .git'],
  ['a/../../requirements.txt', '', 'inside the repository'],
  ['.git/hooks/post-commit', '', 'outside .git'],
  ['setup.py', '', '.txt, .in or .lock'],
  ['requirements', '', '.txt, .in or .lock'],
  ['requirements.yaml', '', '.txt, .in or .lock'],
  ['PyLock.toml', '', 'pylock'],
  ['pylock.a.b.toml', '', 'pylock'],
  ['pylock..toml', '', 'pylock'],
  ['my-pylock.toml', '', 'pylock'],
  ['pyproject.toml', '', 'pylock'],
  ['uv.lock', '', 'belongs to another tool'],
  ['sub/Pipfile.lock', '', 'belongs to another tool'],
])('an output %j of the project in %j is refused: %s', (output, folder, reason) => {
  expect(() => checkOutput(output, folder)).toThrow(
    expect.objectContaining({ reason: 'configuration', message: expect.stringContaining(reason) }),
  );
});

test.each([
  ['constraints.txt', true],
  ['../shared/constraints.in', true],
  ['constraints.toml', true],
  ['constraints.cfg', false],
  ['/etc/constraints.txt', false],
  ['https://packages.example/constraints.txt', true],
  ['https://me:secret@packages.example/constraints.txt', false],
  ['https://packages.example/?token=secret&name=constraints.txt', false],
  ['http:/me:secret@packages.example/constraints.txt', false],
  ['http:/packages.example/constraints.txt', false],
  ['http:packages.example/constraints.txt', false],
  ['http:///packages.example/constraints.txt', false],
  ['http:\\\\packages.example\\constraints.txt', false],
  ['https://packages.example\\constraints.txt', false],
])('a constraint file %s: %s', (path, fine) => {
  expect(constraintProblem(path) === undefined).toBe(fine);
});

test.each([
  ['.', true],
  ['services/*', true],
  ['./services/{a,b}/', true],
  ['**', true],
  ['!services/a', false],
  ['services/a/pyproject.toml', false],
  ['../other', false],
  ['/services', false],
  ['services\\a', false],
  ['', false],
])('a pattern of folders %j: %s', (glob, fine) => {
  expect(folderGlobProblem(glob) === undefined).toBe(fine);
});

test.each([
  ['./a//b.txt', 'a/b.txt'],
  ['a/../b.txt', 'b.txt'],
  ['../b.txt', '../b.txt'],
])('%s is plainly %s', (path, plain) => {
  expect(plainPath(path)).toBe(plain);
});
