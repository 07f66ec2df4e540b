import { expect, test } from 'vitest';
import { unexplained } from '../../../src/lockfile/unexplained.js';

test.each([
  ['alpha==1.0\nBeta_x>=2 ; python_version < "3.12"\n', ['Beta_x']],
  ['# gamma\n\n   # delta\nalpha  # gamma\n', []],
  ['gamma==1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n', ['gamma']],
  ['-r other.txt\n-c limits.txt\n-e .\n', ['-r other.txt', '-c limits.txt', '-e .']],
  ['--index-url=https://u:secret@host.example\n-i https://host.example\n', ['--index-url', '-i']],
  ['https://u:secret@host.example/x.whl\n./lib\n', ['https://host.example/x.whl', './lib']],
  ['gamma @ https://u:secret@host.example/x.whl\n', ['gamma']],
  ['gamma\r\ngamma\r\n', ['gamma']],
])('%j', (text, left) => {
  expect(unexplained(text, new Set(['alpha']))).toEqual(left);
});
