import { expect, it } from 'vitest';
import { initCommand } from '../../../src/setup/typed-again.js';

it.each([
  [{ manager: undefined, ci: false, projects: [] }, [], 'lockgen init'],
  [{ manager: undefined, ci: true, projects: [] }, ['--yes'], 'lockgen init --yes --ci'],
  [
    { manager: 'husky', ci: false, projects: ['services/*', "o'brien", '.'] } as const,
    ['--yes'],
    `lockgen init --yes --manager husky --projects 'services/*' 'o'"'"'brien' .`,
  ],
])('%j is typed again with all its options', (wishes, more, expected) => {
  expect(initCommand(wishes, more)).toBe(expected);
});

it('so is the folder of the cache', () => {
  const wishes = { manager: undefined, ci: false, projects: [] };
  expect(initCommand(wishes, [], '/my cache')).toBe("lockgen init --cache-home '/my cache'");
});
