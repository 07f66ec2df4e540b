import { expect, test } from 'vitest';
import { everything, unwired } from '../../helpers/init-world.js';

const OWN = '#!/usr/bin/env python3\nopen(".git/own", "a").write("own\\n")\n';
const WITH_HOOK = {
  files: { 'hook.py': OWN },
  commands: ['cp hook.py .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit'],
};

test.concurrent('the script that calls a renamed hook was edited: neither goes, and the next time both are there', async () => {
  const { repository, lockgen } = await unwired(WITH_HOOK.files, WITH_HOOK);
  expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
  const wrapper = await repository.read('.git/hooks/pre-commit');
  const edited = wrapper.replace('\n', '\n# wrapped\n');
  await repository.write('.git/hooks/pre-commit', edited);
  for (const _ of [1, 2]) {
    const back = await lockgen(['uninstall']);
    expect(back.exitCode, back.stderr).toBe(1);
    expect(back.stdout).toMatch(
      /^ {2}\.git\/hooks\/pre-commit +stays: the lines that init added were edited/m,
    );
    expect(back.stdout).toMatch(
      /^ {2}\.git\/hooks\/pre-commit\.before-lockgen +stays: it is the hook that you had/m,
    );
    expect(await repository.read('.git/hooks/pre-commit')).toBe(edited);
    expect(await repository.read('.git/hooks/pre-commit.before-lockgen')).toBe(OWN);
  }
  await repository.write('.git/hooks/pre-commit', wrapper);
  const back = await lockgen(['uninstall']);
  expect(back.exitCode, back.stderr).toBe(0);
  expect(await repository.read('.git/hooks/pre-commit')).toBe(OWN);
  expect(await repository.tryRead('.git/hooks/pre-commit.before-lockgen')).toBeUndefined();
});

test.concurrent('a renamed hook that was edited gets its name back with the edits', async () => {
  const { repository, lockgen } = await unwired(WITH_HOOK.files, WITH_HOOK);
  const before = await everything(repository);
  expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
  await repository.write('.git/hooks/pre-commit.before-lockgen', `${OWN}print("more")\n`);
  const back = await lockgen(['uninstall']);
  expect(back.exitCode, back.stderr).toBe(0);
  expect(back.stdout).toMatch(/^ {2}\.git\/hooks\/pre-commit +your own hook again, with your edits since$/m);
  const after = await everything(repository);
  expect(after['.git/hooks/pre-commit']).toBe(`${before['.git/hooks/pre-commit']}print("more")\n`);
  expect({ ...after, '.git/hooks/pre-commit': '' }).toEqual({ ...before, '.git/hooks/pre-commit': '' });
});
