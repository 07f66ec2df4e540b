import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { controlCharacters, hooked } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';

const ONE = pyproject({ dependencies: ['alpha'] });

test.concurrent.each(['call', 'link', 'copy'] as const)('git calls the hook itself: %s', async (as) => {
  const { repository, installed, commit } = await hooked({ files: { '.gitignore': 'node_modules\n' } });
  await repository.wireHook(installed.shim, { as });
  if (as === 'copy') {
    // A copy in .git/hooks is in no package; it takes the repository's.
    const place = ['node_modules', 'lockgen'] as const;
    await cp(join(installed.project, ...place), repository.path(place.join('/')), { recursive: true });
  }
  await commit({ 'pyproject.toml': ONE });
  expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
});

test.concurrent('from a folder that core.hooksPath names', async () => {
  const { repository, installed, commit } = await hooked();
  await repository.remove('.git/hooks/pre-commit');
  await repository.git('config', 'core.hooksPath', 'hooks here');
  await repository.write('hooks here/pre-commit', `#!/bin/sh\n'${installed.shim}'\n`);
  await repository.run('chmod', ['+x', 'hooks here/pre-commit']);
  await repository.git('add', 'hooks here');
  await commit({ 'pyproject.toml': ONE });
  expect(await repository.files()).toContain('requirements.txt');
});

test.concurrent('all that it says goes to stderr, without control characters, and nothing waits for an answer', async () => {
  const { repository, installed } = await hooked();
  await repository.stage({ 'pyproject.toml': ONE });
  const { exitCode, stdout, stderr } = await repository.run(installed.shim);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  expect(controlCharacters(stderr)).toEqual([]);
  expect(await repository.git('diff', '--cached', '--name-only')).toBe('pyproject.toml\nrequirements.txt\n');
});

test.concurrent('the index that git names is the one that is read and written', async () => {
  const { repository, installed } = await hooked({ files: { 'notes.md': '' } });
  const env = { ...repository.env, GIT_INDEX_FILE: repository.path('.git/other-index') };
  await repository.run('git', ['read-tree', 'HEAD'], { env });
  await repository.write('pyproject.toml', ONE);
  await repository.run('git', ['add', 'pyproject.toml'], { env });
  expect(await repository.run(installed.shim, [], { env })).toMatchObject({ exitCode: 0 });
  const { stdout } = await repository.run('git', ['diff', '--cached', '--name-only'], { env });
  expect(stdout).toBe('pyproject.toml\nrequirements.txt\n');
  expect(await repository.git('ls-files')).toBe('notes.md\n');
});
