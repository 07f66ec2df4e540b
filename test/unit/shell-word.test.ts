import { expect, test } from 'vitest';
import { folderOperand, pathWord } from '../../src/shell-word.js';

// In single quotes a backslash is itself, for a POSIX shell (Git Bash among them) as for PowerShell.
test.each([
  ['requirements.txt', 'requirements.txt'],
  ['C:/repo/.git/index.lock', 'C:/repo/.git/index.lock'],
  ['C:\\repo\\index.lock', "'C:\\repo\\index.lock'"],
  ['\\\\server\\share\\a.txt', "'\\\\server\\share\\a.txt'"],
  ['C:\\Program Files\\a.txt', "'C:\\Program Files\\a.txt'"],
  ['two words.txt', "'two words.txt'"],
  ["it's.txt", `'it'"'"'s.txt'`],
  ['$HOME;`x`', "'$HOME;`x`'"],
  ['two\nlines', "'two\nlines'"],
  ['-rf', './-rf'],
  ['', "''"],
])('%j in a shell is %s', (path, word) => {
  expect(pathWord(path)).toBe(word);
});

test.each([
  ['', ''],
  ['.', ' .'],
  ['svc', ' svc'],
  ['-svc', ' ./-svc'],
  ['my svc', " 'my svc'"],
])('the folder %j behind a command is %j', (folder, operand) => {
  expect(folderOperand(folder)).toBe(operand);
});
