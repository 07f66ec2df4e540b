import { expect, test } from 'vitest';
import { NO_PAINT, paintFor } from '../../../src/report/paint.js';

test.each<[NodeJS.ProcessEnv, boolean, boolean]>([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '0' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: 'true' }, false, true],
  [{ FORCE_COLOR: '3', TERM: 'dumb' }, false, true],
  [{ FORCE_COLOR: '' }, false, false],
  [{ FORCE_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: 'false' }, true, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  [{ NO_COLOR: '', FORCE_COLOR: '1' }, false, true],
  [{ CLICOLOR_FORCE: '1' }, false, true],
  [{ CLICOLOR_FORCE: '0' }, false, false],
  [{ CLICOLOR_FORCE: '1', NO_COLOR: '1' }, true, false],
  [{ CLICOLOR_FORCE: '1', FORCE_COLOR: '0' }, true, false],
  [{ CLICOLOR: '0' }, true, false],
  [{ CI: 'true' }, false, false],
  [{ TERM: 'dumb' }, true, false],
  [{ TERM: 'xterm' }, true, true],
  [{ TERM: 'xterm' }, false, false],
])('with %j, at a terminal: %s, colours: %s', (env, isTerminal, expected) => {
  expect(paintFor(env, isTerminal) === NO_PAINT).toBe(!expected);
  expect(paintFor(env, isTerminal).red('x')).toBe(expected ? '\u001b[31mx\u001b[39m' : 'x');
});

test('nothing has no colour', () => {
  expect(paintFor({ FORCE_COLOR: '1' }, true).bold('')).toBe('');
});
