import { describe, expect, test } from 'vitest';
import { type Manager, type Wiring, withFile } from '../../helpers/hook-managers.js';
import { tryMerges } from '../../helpers/manager-merges.js';
import { expectLocked, projectUnder, TWO, tryManager } from '../../helpers/manager-situations.js';

/** The page's own: lockgen after lint-staged, which runs a formatter. */
const AFTER: Manager = {
  section: 'husky and lint-staged',
  linked: 'unseen',
  npm: ['husky', 'lint-staged'],
};

const inOtherOrder = (wiring: Wiring): Wiring =>
  withFile(wiring, '.husky/pre-commit', (text) => `${text.trim().split('\n').reverse().join('\n')}\n`);

describe('lockgen after lint-staged', () => {
  tryManager(AFTER);
  tryMerges(AFTER);
});

describe('lockgen before lint-staged', () => {
  const before: Manager = { ...AFTER, variant: inOtherOrder };
  tryManager(before);
  tryMerges(before);
});

describe('lockgen as a task of lint-staged, which the page warns of', () => {
  /** lint-staged alone in the hook, and a configuration in JavaScript, which can have functions. */
  const asTask =
    (task: string) =>
    ({ files, commands }: Wiring): Wiring => ({
      files: {
        ...files,
        '.husky/pre-commit': 'node_modules/.bin/lint-staged\n',
        'package.json': '{ "type": "module" }\n',
        'lint-staged.config.js': `export default { '**/pyproject.toml': ${task} };\n`,
      },
      commands,
    });
  const PROGRAM = 'node_modules/.bin/lockgen-pre-commit';

  test.concurrent('gets file names as a command, and is refused', async () => {
    const { repository } = await projectUnder(AFTER, asTask(`'${PROGRAM}'`), ['--no-verify'])();
    await repository.stage({ 'pyproject.toml': TWO });
    const { exitCode, stderr } = await repository.tryCommit('Change');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('too many arguments');
    expect(await repository.status()).toEqual(['M  pyproject.toml']);
  });

  test.concurrent('as a function passes at the first try, but misses what is no pyproject.toml', async () => {
    const world = await projectUnder(AFTER, asTask(`() => '${PROGRAM}'`))();
    const { repository } = world;
    await repository.stage({ 'pyproject.toml': TWO });
    await repository.commit('Change');
    await expectLocked(world);
    await repository.stage({ 'requirements.txt': '# gone\n' });
    await repository.commit('Wrong');
    expect(await repository.show('HEAD:requirements.txt')).toBe('# gone\n');
  });
});
