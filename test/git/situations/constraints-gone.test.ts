// topic: lockfiles
import { expect, test } from 'vitest';
import { pyproject } from '../../helpers/projects.js';
import { type Busy, busy } from './busy.js';

const app = (constraints: string): string =>
  pyproject({
    name: 'app',
    dependencies: ['alpha'],
    more: `[tool.lockgen.targets.base]\noutput = "requirements.txt"\nconstraints = ["${constraints}"]`,
  });

/** A project in `app` that is constrained by the lockfile of the one in `base`. */
const started = (): Promise<Busy> =>
  busy({
    'base/pyproject.toml': pyproject({ name: 'base', dependencies: ['alpha<2'], more: '[tool.lockgen]' }),
    'app/pyproject.toml': app('../base/requirements.txt'),
  });

test.concurrent("pyproject.toml deleted alone, whose lockfile constrains another project's: blocked, until that names it no more", async () => {
  const { repository, blocks, commits, lockgen } = await started();
  await repository.git('rm', '-q', 'base/pyproject.toml');
  const words = await blocks();
  expect(words).toContain(
    'app/pyproject.toml names ../base/requirements.txt, which goes with base/pyproject.toml',
  );
  expect(words).toContain(
    'drop ../base/requirements.txt from app/pyproject.toml, or keep base/pyproject.toml',
  );
  await repository.stage({ 'app/pyproject.toml': app('').replace('""', '') });
  expect(await commits()).toContain('removed base/requirements.txt');
  expect(await repository.files()).not.toContain('base/requirements.txt');
  expect(await lockgen(['check'])).toMatchObject({ exitCode: 0 });
});

test.concurrent("the folder of a project deleted, whose lockfile constrains another project's: blocked, and the way out works", async () => {
  const { repository, blocks, commits } = await started();
  await repository.git('rm', '-qr', 'base');
  expect(await blocks()).toContain('write or restore base/requirements.txt and git add it, or drop the line');
  await repository.stage({ 'base/requirements.txt': 'alpha<1.1\n' });
  await commits();
  expect(await repository.show('HEAD:app/requirements.txt')).toContain('alpha==1.0.0');
});

test.concurrent("pyproject.toml moved alone, whose lockfile constrains another project's: blocked, until that names its new place", async () => {
  const { repository, blocks, commits, lockgen, pins } = await started();
  await repository.write('core/x', '');
  await repository.git('mv', 'base/pyproject.toml', 'core/pyproject.toml');
  await repository.remove('core/x');
  const words = await blocks();
  expect(words).toContain(
    'app/pyproject.toml names ../base/requirements.txt, which becomes core/requirements.txt',
  );
  expect(words).toContain('name ../core/requirements.txt in app/pyproject.toml');
  await repository.stage({ 'app/pyproject.toml': app('../core/requirements.txt') });
  expect(await commits()).toContain('moved base/requirements.txt to core/requirements.txt');
  expect(await pins('app/requirements.txt')).toEqual(['alpha==1.1.0']);
  expect(await lockgen(['check'])).toMatchObject({ exitCode: 0 });
});
