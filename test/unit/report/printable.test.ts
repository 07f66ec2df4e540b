import { expect, test } from 'vitest';
import { NO_PAINT, paintFor } from '../../../src/report/paint.js';
import { passedText } from '../../../src/report/passed.js';
import { uvUpgradeText } from '../../../src/report/uv-upgrade.js';
import { printable } from '../../../src/report/visible.js';

test('what lockgen writes itself is left as it is', () => {
  const paint = paintFor({ FORCE_COLOR: '1' }, true);
  for (const name of Object.keys(NO_PAINT)) {
    const colour = name === 'red' ? paint.red : name === 'dim' ? paint.dim : paint.bold;
    expect(printable(colour('a'))).toBe(colour('a'));
  }
  for (const text of [
    'a\n\tgrün 🐍\n',
    paint.green('a') + paint.yellow('b'),
    '\r\u001b[Klockgen: resolving …',
  ])
    expect(printable(text)).toBe(text);
});

test('what else steers a terminal is written out', () => {
  expect(printable('a\u001b[2Jb\u001b]0;c\u0007\rd\u009be\u007f\u202ef')).toBe(
    'a\\u001b[2Jb\\u001b]0;c\\u0007\\rd\\u009be\\u007f\\u202ef',
  );
  const json = `${JSON.stringify({ name: 'a\u001b\u009b\u202e\n' })}\n`;
  expect(JSON.parse(printable(json))).toEqual(JSON.parse(json));
});

test('a name gets no line of its own', () => {
  expect(uvUpgradeText('1', '2', [], [{ path: 'a\n::b', version: '1' }])).toContain('  a\\n::b states');
});

test('of lockfiles that are not there yet, none is called stale', () => {
  const told = { what: 'commit', command: 'lockgen generate' };
  const said = passedText({ message: 'm' }, { ...told, lockfiles: [] });
  expect(said).toContain('since onUnavailable is warn; no lockfiles are there yet\n');
  expect(passedText({ message: 'm' }, { ...told, lockfiles: ['r.txt'] })).toContain(
    'and perhaps stale: r.txt\n',
  );
});
