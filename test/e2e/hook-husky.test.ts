import { chmod, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocked, type Hooked, hooked } from '../helpers/hooked.js';
import { pyproject, unsatisfiableProject } from '../helpers/projects.js';

const HUSKY = join(import.meta.dirname, '../../node_modules/husky');

/** A repository whose hook is husky's, wired as its README says, with lockgen among the installed packages. */
async function withHusky(): Promise<Hooked> {
  const world = await hooked();
  const { repository, installed } = world;
  await repository.remove('.git/hooks/pre-commit');
  await cp(join(installed.project, 'node_modules'), repository.path('node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await mkdir(repository.path('node_modules/husky'), { recursive: true });
  await cp(HUSKY, repository.path('node_modules/husky'), { recursive: true });
  await repository.write('.gitignore', 'node_modules\n');
  await repository.write('.husky/pre-commit', 'node_modules/.bin/lockgen-pre-commit\n');
  await chmod(repository.path('.husky/pre-commit'), 0o644);
  const { stdout, stderr, exitCode } = await repository.run('node', ['node_modules/husky/bin.js']);
  expect(exitCode, stdout + stderr).toBe(0);
  expect((await repository.git('config', 'core.hooksPath')).trim()).toBe('.husky/_');
  await repository.git('add', '.gitignore', '.husky');
  return world;
}

test.concurrent('husky calls the hook through node_modules/.bin', async () => {
  const world = await withHusky();
  const { repository, commit } = world;
  await commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }), 'src/x.py': '' });
  expect(await repository.files()).toContain('requirements.txt');
  await repository.write('pyproject.toml', pyproject({ dependencies: ['delta'] }));
  await repository.commit('One', { args: ['--', '../pyproject.toml'], from: 'src' });
  expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
  expect(await repository.status()).toEqual([]);
  // husky adds that its hook failed, and nothing is changed.
  await repository.stage({ 'pyproject.toml': unsatisfiableProject() });
  const words = await blocked(world, () => repository.tryCommit('Change'));
  expect(words).toContain('husky - pre-commit script failed (code 1)');
});
