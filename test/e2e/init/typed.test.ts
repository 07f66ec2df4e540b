import { expect, test } from 'vitest';
import { everything, PACKAGE_JSON, unwired } from '../../helpers/init-world.js';
import { npmRegistryWith } from '../../helpers/npm-registry.js';
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

test.concurrent('a pattern without quotes, of which the shell makes names, is written as the pattern', async () => {
  const world = await unwired(SERVICES);
  const shown = await typedThere(world, 'npx lockgen init --dry-run --projects services/* libs/common');
  expect(shown.exitCode, shown.stderr).toBe(0);
  expect(shown.stdout).toContain('your shell made 2 names of services/* (quotes keep it from that)');
  const [, again = ''] = /to do it: (.*)\n$/.exec(shown.stdout) ?? [];
  expect(again).toBe("npx lockgen init --projects 'services/*' libs/common");
  const done = await typedThere(world, again.replace('init', 'init --yes'));
  expect(done.exitCode, done.stderr + done.stdout).toBe(0);
  expect(await world.repository.read('.lockgenrc')).toMatch(
    /^projects:\n {2}- services\/\*\n {2}- libs\/common\n$/m,
  );
  // The same again is nothing more to do.
  expect((await typedThere(world, again)).stdout).toContain('nothing to do');
});

test.concurrent.each([
  ['services', 'there is no services/pyproject.toml, but 2 projects below it', "'services/*'"],
  ['lib/common', 'there is no such folder', 'libs/common'],
])('--projects %s names no project: what is near is to be typed', async (word, why, meant) => {
  const world = await unwired(SERVICES);
  const before = await everything(world.repository);
  const refused = await world.lockgen(['init', '--yes', '--projects', word]);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain(`--projects ${word}: ${why}\n`);
  expect(await everything(world.repository)).toEqual(before);
  const [, next = ''] = /next: (.*)\n/.exec(refused.stderr) ?? [];
  expect(next).toBe(`npx lockgen init --yes --projects ${meant}`);
  const done = await typedThere(world, next);
  expect(done.exitCode, done.stderr + done.stdout).toBe(0);
});

test.concurrent('where init chooses the projects, it says how to choose others', async () => {
  const { lockgen } = await unwired(SERVICES);
  const shown = await lockgen(['init', '--dry-run']);
  expect(shown.stdout).toContain("to choose others: npx lockgen init --projects 'PATTERN'\n");
});

test.concurrent('--ci after all else was done: the commit is of that, and no clone has anything to do', async () => {
  const { repository, lockgen } = await unwired();
  const first = await lockgen(['init', '--yes']);
  expect(first.stdout).toContain('in every other clone, once: npm ci\n');
  await repository.git('add', '--all');
  await repository.commit('Set up');
  const then = await lockgen(['init', '--yes', '--ci']);
  expect(then.exitCode, then.stderr).toBe(0);
  expect(then.stdout).toContain(
    '  git add .github/workflows/lockgen.yml && git commit -m "Check lockfiles in CI"\n',
  );
  expect(then.stdout).not.toContain('in every other clone');
});

test.concurrent.each(['.', 'frontend'])(
  'lockgen in a package.json below the root: what to type in %s puts it beside .git',
  async (from) => {
    const world = await unwired({ 'frontend/package.json': PACKAGE_JSON });
    const { repository, lockgen, installed } = world;
    await repository.git('rm', '--quiet', 'package.json');
    await repository.commit('Frontend', { args: ['--no-verify', '--quiet'] });
    await repository.remove('node_modules');
    const refused = await lockgen(['init', '--yes'], { from });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('lockgen is in frontend/package.json, where no hook finds it');
    const [, next = ''] = /next: (.*)\n/.exec(refused.stderr) ?? [];
    expect(next).toBe(
      `${from === '.' ? '' : 'cd .. && '}(cd frontend && npm uninstall lockgen) && echo '{ "private": true }' >package.json && npm install --save-dev lockgen && npx lockgen init`,
    );
    const registry = await npmRegistryWith(installed.folder);
    try {
      const env = { ...repository.env, ...registry.env };
      const cwd = repository.path(from);
      const typed = await repository.run('sh', ['-c', `${next} --yes`], { env, cwd });
      expect(typed.exitCode, typed.stderr + typed.stdout).toBe(0);
    } finally {
      registry.close();
    }
    expect(await repository.read('frontend/package.json')).not.toContain('lockgen');
    expect(await repository.read('.git/hooks/pre-commit')).toContain('lockgen');
  },
);
