import { expect, test } from 'vitest';
import { inert, visible } from '../../../src/report/visible.js';

test.each([
  ['größe 名前 🐍 "\'\\', 'größe 名前 🐍 "\'\\'],
  ['a\nb\rc\td', 'a\\nb\\rc\\td'],
  ['\u001b[31m\u0007\u007f\u0085', '\\u001b[31m\\u0007\\u007f\\u0085'],
  ['\u202eexe.\u2066\u2028', '\\u202eexe.\\u2066\\u2028'],
  ['\u200ea\u200f\u061c', '\\u200ea\\u200f\\u061c'],
])('%j is shown as %s', (text, expected) => {
  expect(visible(text)).toBe(expected);
});

test.each([
  ['stale    a::b.txt: c\n', 'stale    a::b.txt: c\n'],
  ['::error::x', ':\u200b:error::x'],
  ['a\n \t::x\r::y\n', 'a\n \t:\u200b:x\r:\u200b:y\n'],
  [':::x', ':\u200b::x'],
  ['a ##[error]b', 'a ##\u200b[error]b'],
  ['##vso[task.x] ##VSO[y]', '##\u200bvso[task.x] ##\u200bVSO[y]'],
  ['## a heading', '## a heading'],
])('%j is no command as %j', (text, expected) => {
  expect(inert(text)).toBe(expected);
});
