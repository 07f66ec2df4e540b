import { expect, it } from 'vitest';
import { leftText, nextCommands, nextText } from '../../../src/setup/next-text.js';

it('a long git add is folded over lines, and stays one command', () => {
  const paths = Array.from({ length: 9 }, (_, at) => `a${at}/x`);
  expect(nextText(nextCommands(paths, [], ''))).toContain(
    '  git add a0/x \\\n    a1/x \\\n    a2/x \\\n    a3/x \\\n    a4/x \\\n    a5/x \\\n    a6/x \\\n    a7/x \\\n    a8/x && git commit',
  );
});

it('what is left to do by hand is said again; nothing where nothing is', () => {
  expect(leftText(['.husky/pre-commit'])).toBe('left to do by hand, as said above: .husky/pre-commit\n');
  expect(leftText([])).toBe('');
  expect(nextText([])).toBe('');
});
