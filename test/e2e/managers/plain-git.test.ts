import { describe } from 'vitest';
import { type Manager, type Wiring, withFile } from '../../helpers/hook-managers.js';
import { tryMerges } from '../../helpers/manager-merges.js';
import { tryManager } from '../../helpers/manager-situations.js';

/** The formatter before lockgen in the same script. */
const inScript =
  (path: string) =>
  (wiring: Wiring): Wiring =>
    withFile(wiring, path, (text) =>
      text.replace('exec ', 'ruff format --quiet src && git add src || exit\nexec '),
    );

const PLAIN: Manager = { section: 'Plain git', beside: inScript('.git/hooks/pre-commit') };
const HOOKS_PATH: Manager = { section: 'core.hooksPath', beside: inScript('.githooks/pre-commit') };
const OF_THE_USER: Manager = {
  section: 'core.hooksPath for all your repositories',
  silentWithout: true,
  // As the repository's own hook.
  beside: ({ files, commands }) => ({
    files: { ...files, '.git/hooks/pre-commit': '#!/bin/sh\nruff format --quiet src && git add src\n' },
    commands: [...commands, 'chmod +x .git/hooks/pre-commit'],
  }),
};

describe('.git/hooks', () => {
  tryManager(PLAIN);
  tryMerges(PLAIN);
});

describe('core.hooksPath', () => {
  tryManager(HOOKS_PATH);
  tryMerges(HOOKS_PATH);
});

describe('core.hooksPath of the user', () => {
  tryManager(OF_THE_USER);
  tryMerges(OF_THE_USER);
});
