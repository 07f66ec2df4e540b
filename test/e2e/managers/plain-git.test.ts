import { describe } from 'vitest';
import { type Wiring, withFile } from '../../helpers/hook-managers.js';
import { tryManager } from '../../helpers/manager-situations.js';

/** The formatter before lockgen in the same script. */
const inScript =
  (path: string) =>
  (wiring: Wiring): Wiring =>
    withFile(wiring, path, (text) =>
      text.replace('exec ', 'ruff format --quiet src && git add src || exit\nexec '),
    );

describe('.git/hooks', () => {
  tryManager({ section: 'Plain git', beside: inScript('.git/hooks/pre-commit') });
});

describe('core.hooksPath', () => {
  tryManager({ section: 'core.hooksPath', beside: inScript('.githooks/pre-commit') });
});

describe('core.hooksPath of the user', () => {
  tryManager({
    section: 'core.hooksPath for all your repositories',
    // As the repository's own hook.
    beside: ({ files, commands }) => ({
      files: { ...files, '.git/hooks/pre-commit': '#!/bin/sh\nruff format --quiet src && git add src\n' },
      commands: [...commands, 'chmod +x .git/hooks/pre-commit'],
    }),
  });
});
