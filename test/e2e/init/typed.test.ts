import { expect, test } from 'vitest';
import { everything, unwired } from '../../helpers/init-world.js';
import { typedThere } from '../../helpers/typed.js';

const project = (name: string): string =>
  `[project]\nname = "${name}"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = ["alpha"]\n`;
const TOOLS = '[tool.ruff]\nline-length = 100\n';
const SERVICES = {
  'pyproject.toml': TOOLS,
  'services/api/pyproject.toml': project('api'),
  'services/jobs/pyproject.toml': project('jobs'),
  'libs/common/pyproject.toml': project('common'),
};

test.concurrent('without a terminal, what to type next has the options that were typed, and does what was shown', async () => {
  const world = await unwired({ ...SERVICES, '.githooks/pre-commit': '#!/bin/sh\n' });
  const options = ['--projects', 'services/*', '--ci', '--manager', 'hooks-path'];
  const shown = await world.lockgen(['init', ...options]);
  expect(shown.exitCode).toBe(2);
  const [, next = ''] = /^ {2}next: (.*)\n$/m.exec(shown.stderr) ?? [];
  expect(next).toBe("npx lockgen init --yes --ci --manager hooks-path --projects 'services/*'");
  const done = await typedThere(world, next);
  expect(done.exitCode, done.stderr + done.stdout).toBe(0);
  const { repository } = world;
  expect(await repository.read('.lockgenrc')).toMatch(/^projects:\n {2}- services\/\*\n$/m);
  expect(await repository.read('.github/workflows/lockgen.yml')).toContain('lockgen check');
  expect(await repository.read('.githooks/pre-commit')).toContain('lockgen-pre-commit');
});

test.concurrent('--dry-run goes before --yes, and says so', async () => {
  const { repository, lockgen } = await unwired();
  const before = await everything(repository);
  const shown = await lockgen(['init', '--yes', '--dry-run']);
  expect(shown.exitCode, shown.stderr).toBe(0);
  expect(shown.stdout).toMatch(
    /^nothing was changed, as --dry-run goes before --yes; to do it: npx lockgen init --yes\n$/m,
  );
  expect(await everything(repository)).toEqual(before);
});
