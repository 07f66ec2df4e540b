import { describe } from 'vitest';
import type { Manager, Wiring } from '../../helpers/hook-managers.js';
import { tryMerges } from '../../helpers/manager-merges.js';
import { tryManager } from '../../helpers/manager-situations.js';

/** A hook of the user's own, with a formatter and then the line that the page gives for that. */
const inOwnHook =
  (path: string) =>
  ({ files, commands }: Wiring): Wiring => ({
    files: {
      ...files,
      'own-hook':
        '#!/bin/sh\nruff format --quiet src && git add src || exit\nnode_modules/.bin/lockgen-pre-commit\n',
    },
    commands: [...commands, `chmod +x own-hook && mv own-hook ${path}`],
  });

const PLAIN: Manager = {
  section: 'Plain git',
  linked: 'works',
  beside: inOwnHook('.git/hooks/pre-commit'),
};
const HOOKS_PATH: Manager = {
  section: 'core.hooksPath',
  linked: 'works',
  beside: inOwnHook('.githooks/pre-commit'),
};
const OF_THE_USER: Manager = {
  section: 'core.hooksPath for all your repositories',
  linked: 'unseen',
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
