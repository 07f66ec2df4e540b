import { expect, test } from 'vitest';
import { readManifest } from '../../../src/project/manifest.js';
import { declaredConflict } from '../../../src/resolve/conflicts.js';
import { target } from './target.js';

const PAIR = 'conflicts = [[{ extra = "Cu_118" }, { extra = "cu128" }, { group = "dev" }]]';

test.each([
  [PAIR, { extras: ['cu-118'] }, { extras: ['cu128'] }, true],
  [PAIR, { extras: ['cu128'] }, { extras: ['cu-118'] }, true],
  [PAIR, { extras: ['cu128'] }, { groups: ['dev'] }, true],
  [PAIR, { extras: ['cu128'] }, { extras: ['cu128'] }, false],
  [PAIR, { extras: ['cu128'] }, {}, false],
  [PAIR, {}, {}, false],
  [PAIR, { extras: ['dev'] }, { extras: ['cu128'] }, false],
  [PAIR, { groups: ['cu128'] }, { groups: ['dev'] }, false],
  [PAIR, { extras: ['cu128', 'other'] }, { groups: ['more', 'Dev'] }, true],
  [
    'conflicts = [[{ extra = "a" }, { extra = "b" }], [{ extra = "c" }, { extra = "d" }]]',
    { extras: ['a'] },
    { extras: ['d'] },
    false,
  ],
  [
    'conflicts = [[{ extra = "a" }, { extra = "b" }], [{ extra = "c" }, { extra = "d" }]]',
    { extras: ['c'] },
    { extras: ['d'] },
    true,
  ],
  ['conflicts = "all"', { extras: ['a'] }, { extras: ['b'] }, false],
  ['conflicts = [{ extra = "a" }, 1]', { extras: ['a'] }, { extras: ['b'] }, false],
  ['resolution = "highest"', { extras: ['a'] }, { extras: ['b'] }, false],
])('%s: %j and %j: %s', (uv, a, b, expected) => {
  const manifest = readManifest(`[project]\nname = "a"\n[tool.uv]\n${uv}\n`, 'pyproject.toml');
  expect(declaredConflict(manifest, target('a', a), target('b', b))).toBe(expected);
});
