import { expect, test } from 'vitest';
import { type Manager, withFile } from '../../helpers/hook-managers.js';
import { tryMerges } from '../../helpers/manager-merges.js';
import { projectUnder, tryManager } from '../../helpers/manager-situations.js';

const HUSKY: Manager = {
  section: 'husky',
  npm: ['husky'],
  linked: 'unseen',
  beside: (wiring) =>
    withFile(wiring, '.husky/pre-commit', (text) => `ruff format --quiet src\ngit add src\n${text}`),
};

tryManager(HUSKY);
tryMerges(HUSKY);

test.concurrent('git calls husky, whose own file is not executable', async () => {
  const { repository } = await projectUnder(HUSKY)();
  expect(await repository.git('config', 'core.hooksPath')).toBe('.husky/_\n');
  expect(await repository.git('ls-files', '--stage', '.husky/pre-commit')).toMatch(/^100644 /);
});
