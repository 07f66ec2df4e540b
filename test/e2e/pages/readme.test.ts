import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTerminal } from '../../git/situations/terminal.js';
import { type Hooked, hooked } from '../../helpers/hooked.js';
import { type NpmRegistry, npmRegistryWith } from '../../helpers/npm-registry.js';
import { openPage } from '../../helpers/pages/page.js';
import { follow } from '../../helpers/pages/walk.js';
import { pyproject } from '../../helpers/projects.js';
import { runOk } from '../../helpers/run.js';

const page = openPage('README.md');

let world: Hooked;
let registry: NpmRegistry;
beforeAll(async () => {
  world = await hooked();
  registry = await npmRegistryWith(world.installed.folder);
});
afterAll(() => registry.close());

test('the two commands set it up, a commit then carries its lockfiles, and they are fresh', async () => {
  const there = await hooked();
  const { repository } = there;
  for (const name of ['pre-commit', 'pre-merge-commit']) await repository.remove(`.git/hooks/${name}`);
  Object.assign(repository.env, registry.env);
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
  await repository.commit('Start');
  const [setup, python] = page.blocks({ section: 'lockgen', language: 'sh' });
  // Typed in test/e2e/init/changes.test.ts, without a package.json.
  expect(python?.text.trim()).toBe('npx lockgen init');
  const [install = '', init = '', ...more] = setup?.text.trim().split('\n') ?? [];
  expect([init, ...more]).toEqual(['npx lockgen init']);
  await runOk('sh', ['-c', install], { cwd: repository.root, env: repository.env });
  const terminal = openTerminal(repository, ['npx', 'lockgen', 'init']);
  await terminal.shows('do it? [Y/n]');
  terminal.type('\n');
  const { exitCode, text } = await terminal.ended();
  expect(exitCode, text).toBe(0);
  const extras = { full: ['delta'] };
  await repository.write('pyproject.toml', pyproject({ dependencies: ['alpha'], extras }));
  await repository.git('add', '--all');
  await repository.commit('Plot the results');
  expect(await there.pins('requirements-full.txt')).toContainEqual(expect.stringMatching(/^delta==/));
  await follow(page.blocks({ section: 'In CI', language: 'sh' }), repository);
});

test('runs as a library', async () => {
  const { installed } = world;
  const there = await hooked();
  const extras = { full: ['delta'] };
  await there.repository.write('pyproject.toml', pyproject({ dependencies: ['alpha'], extras }));
  const script = there.repository.path('example.mjs');
  const text = page.block('As a library', { language: 'ts' });
  await writeFile(script, `${text}\nconsole.log(base, full, report.total);\n`);
  await there.repository.run('mkdir', ['node_modules']);
  await there.repository.run('ln', ['-s', installed.folder, 'node_modules/lockgen']);
  const { exitCode, stdout, stderr } = await there.repository.run(process.execPath, [script]);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/requirements\.txt .*requirements-full\.txt 1\n$/);
  expect(await readFile(there.repository.path('requirements.txt'), 'utf8')).toContain('alpha==2.0.0');
});
