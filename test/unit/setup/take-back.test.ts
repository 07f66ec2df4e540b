import { expect, it } from 'vitest';
import { linesLeft } from '../../../src/setup/take-back.js';

const TORCH = '\n[tool.uv.pip]\ntorch-backend = "cpu"\nemit-find-links = true\n';
const PROJECT = '[project]\nname = "x"\n';
const HOOK = 'npx lint-staged\n';
const CALL = 'node_modules/.bin/lockgen-pre-commit "$@"\n';

it.each([
  [
    'lines that were taken out, where others came',
    PROJECT,
    PROJECT + TORCH,
    `${PROJECT}\n[tool.lockgen]\n`,
    [],
  ],
  [
    'a table of which a person made another',
    PROJECT,
    PROJECT + TORCH,
    `${PROJECT}[tool.uv.pip]\nupgrade = true\n`,
    [],
  ],
  [
    'one of several',
    PROJECT,
    PROJECT + TORCH,
    `${PROJECT}[tool.uv.pip]\nemit-find-links = true\n`,
    ['4: emit-find-links = true'],
  ],
  ['a call that was edited', HOOK, HOOK + CALL, `x\nexec ${CALL}`, [`2: exec ${CALL.trim()}`]],
  ['a call that a comment is in the place of', HOOK, HOOK + CALL, 'x\n# no lockgen any more\n', []],
  ['what mentions lockgen since before', CALL, `${CALL}lockgen x\n`, `y\n${CALL}`, []],
])('what is left of a change: %s', (_, before, after, now, wanted) => {
  expect(linesLeft(before, after, now)).toEqual(wanted);
});
