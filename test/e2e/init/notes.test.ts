import { expect, test } from 'vitest';
import { openTerminal } from '../../git/situations/terminal.js';
import { everything, unwired } from '../../helpers/init-world.js';

const WITHOUT_PYTHON = '[project]\nname = "shop"\nversion = "1.0"\ndependencies = ["alpha"]\n';

test.concurrent('what a person should know is said before the question', async () => {
  const { repository, installed } = await unwired({
    'requirements.txt': '# ours\nalpha==1.0.0  # since 2.0 is slow\ndelta==1.0.0\n',
    'uv.lock': '',
  });
  const terminal = openTerminal(repository, [installed.bin, 'init']);
  await terminal.shows('do it? [Y/n]');
  terminal.type('\n');
  const { exitCode, text } = await terminal.ended();
  expect(exitCode, text).toBe(0);
  const [before = '', after = ''] = text.split('do it? [Y/n]');
  for (const words of [
    'what goes from requirements.txt, since nothing in pyproject.toml asks for it',
    'requirements.txt:3: delta==1.0.0',
    'comments that go from requirements.txt, as a lockfile is written anew each time',
    'requirements.txt:2: alpha==1.0.0  # since 2.0 is slow',
    'resolved from pyproject.toml, not exported from uv.lock',
    "CI doesn't call lockgen yet; to add its job: npx lockgen init --ci",
  ]) {
    expect(before).toContain(words);
    expect(after).not.toContain(words);
  }
});

test.concurrent('a range without a lower bound: the line is shown, the rest is done, and then the next run makes the lockfiles', async () => {
  const { repository, lockgen } = await unwired({
    'pyproject.toml': `${WITHOUT_PYTHON}requires-python = "<4"\n`,
  });
  const done = await lockgen(['init', '--yes']);
  expect(done.exitCode, done.stderr).toBe(1);
  expect(done.stdout).toMatch(
    /^ {2}by hand: pyproject\.toml has requires-python = "<4", which has no lower bound, .*:\n {7}requires-python = ">=3\.\d+"\n/m,
  );
  expect(await repository.tryRead('requirements.txt')).toBeUndefined();
  expect(await repository.read('.git/hooks/pre-commit')).toContain('lockgen');
  // There is nothing to say yes to.
  const again = await lockgen(['init']);
  expect([again.exitCode, again.stderr]).toEqual([1, '']);
  await repository.write('pyproject.toml', `${WITHOUT_PYTHON}requires-python = ">=3.10,<4"\n`);
  expect((await lockgen(['init', '--yes'])).exitCode).toBe(0);
  expect(await repository.read('requirements.txt')).toContain('alpha==');
});

test.concurrent('a lowest Python that .python-version tells is offered as a line, and uninstall takes it back', async () => {
  const { repository, lockgen } = await unwired({
    'pyproject.toml': WITHOUT_PYTHON,
    '.python-version': '3.11.4\n',
  });
  const before = await everything(repository);
  const done = await lockgen(['init', '--yes']);
  expect(done.exitCode, done.stderr).toBe(0);
  expect(done.stdout).toContain('         + requires-python = ">=3.11"\n');
  expect(await repository.read('pyproject.toml')).toBe(`${WITHOUT_PYTHON}requires-python = ">=3.11"\n`);
  expect(await repository.read('requirements.txt')).toContain('--python-version=3.11');
  expect((await lockgen(['uninstall'])).exitCode).toBe(0);
  expect(await everything(repository)).toEqual(before);
});
