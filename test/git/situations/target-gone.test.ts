// topic: lockfiles
import { expect, test } from 'vitest';
import { pyproject, standardProject } from '../../helpers/projects.js';
import { busy } from './busy.js';

const target = (name: string, output: string): string =>
  `targets:\n  base: { output: requirements.txt }\n  ${name}: { output: ${output}, groups: [dev] }\n`;
const PROJECT = pyproject({ dependencies: ['alpha'], groups: { dev: ['delta'] } });

test.concurrent('an extra `full` taken out of pyproject.toml: its lockfile is left, and named', async () => {
  const { repository, commits } = await busy({ 'pyproject.toml': standardProject() });
  const before = await repository.show('HEAD:requirements-full.txt');
  await repository.stage({ 'pyproject.toml': standardProject({ extras: {} }) });
  expect(await commits()).toMatch(/requirements-full\.txt stays/);
  expect(await repository.show('HEAD:requirements-full.txt')).toBe(before);
  expect(await repository.read('requirements-full.txt')).toBe(before);
});

test.concurrent('a target taken out of the configuration: its lockfile is left, and named', async () => {
  const { repository, commits } = await busy({
    '.lockgenrc': target('dev', 'requirements-dev.txt'),
    'pyproject.toml': PROJECT,
  });
  const before = await repository.show('HEAD:requirements-dev.txt');
  await repository.stage({ '.lockgenrc': 'targets:\n  base: { output: requirements.txt }\n' });
  expect(await commits()).toMatch(/requirements-dev\.txt stays/);
  expect(await repository.show('HEAD:requirements-dev.txt')).toBe(before);
});

test.concurrent('the output of a target renamed in the configuration: the new lockfile has the old one’s pins, the old one is left, and named', async () => {
  const { repository, index, commits, pins } = await busy({
    '.lockgenrc': target('dev', 'requirements-dev.txt'),
    'pyproject.toml': PROJECT,
  });
  await index.add([{ name: 'delta', version: '3.0.0' }]);
  const before = await repository.show('HEAD:requirements-dev.txt');
  await repository.stage({ '.lockgenrc': target('dev', 'dev.txt') });
  expect(await commits()).toMatch(/requirements-dev\.txt stays/);
  expect(await repository.show('HEAD:requirements-dev.txt')).toBe(before);
  expect(await pins('dev.txt')).toContain('delta==2.0.0');
  expect(await repository.read('dev.txt')).toBe(await repository.show('HEAD:dev.txt'));
});

test.concurrent('a target renamed in the configuration, its output stays: the lockfile is as it was', async () => {
  const { repository, commits } = await busy({
    '.lockgenrc': target('dev', 'requirements-dev.txt'),
    'pyproject.toml': PROJECT,
  });
  await repository.stage({ '.lockgenrc': target('test', 'requirements-dev.txt') });
  expect(await commits()).not.toContain('stays');
  expect(await repository.changed()).toEqual(['.lockgenrc', 'notes.md']);
});

test.concurrent('a target taken out of the configuration together with its lockfile: nothing is said about it', async () => {
  const { repository, commits } = await busy({
    '.lockgenrc': target('dev', 'requirements-dev.txt'),
    'pyproject.toml': PROJECT,
  });
  await repository.stage({ '.lockgenrc': 'targets:\n  base: { output: requirements.txt }\n' });
  await repository.git('rm', '-q', 'requirements-dev.txt');
  expect(await commits()).not.toContain('requirements-dev.txt');
  expect(await repository.files()).not.toContain('requirements-dev.txt');
});

test.concurrent('a target taken out of the configuration, its lockfile with unstaged edits: the commit goes through, and they stay', async () => {
  const { repository, commits } = await busy({
    '.lockgenrc': target('dev', 'requirements-dev.txt'),
    'pyproject.toml': PROJECT,
  });
  const mine = `${await repository.read('requirements-dev.txt')}# mine\n`;
  await repository.write('requirements-dev.txt', mine);
  await repository.stage({ '.lockgenrc': 'targets:\n  base: { output: requirements.txt }\n' });
  await commits({ leaves: [' M requirements-dev.txt'] });
  expect(await repository.read('requirements-dev.txt')).toBe(mine);
});
