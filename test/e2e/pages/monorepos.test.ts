import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { withPath } from '../../helpers/environment.js';
import { hooked } from '../../helpers/hooked.js';
import type { PackageOptions } from '../../helpers/local-index.js';
import { openPage } from '../../helpers/pages/page.js';
import { follow } from '../../helpers/pages/walk.js';
import { pyproject } from '../../helpers/projects.js';

const page = openPage('docs/monorepos.md');

const PACKAGES: readonly PackageOptions[] = [
  { name: 'attrs', version: '25.3.0' },
  { name: 'httpx', version: '0.28.1' },
  { name: 'numpy', version: '2.2.6' },
  { name: 'numpy', version: '2.3.5' },
];

test('what docs/monorepos.md has typed and written does what it says', async () => {
  const world = await hooked({ packages: PACKAGES });
  const { repository, installed } = world;
  const project = (name: string, ...dependencies: string[]): string => pyproject({ name, dependencies });
  await repository.stage({
    'libs/common/pyproject.toml': project('common', 'attrs'),
    'services/api/pyproject.toml': project('api', 'httpx'),
    'services/jobs/pyproject.toml': project('jobs', 'numpy', 'httpx'),
    'services/legacy/pyproject.toml': project('legacy', 'numpy'),
  });
  const place = { root: repository.root, env: withPath(repository.env, dirname(installed.bin)) };
  const [which, ...rest] = [...new Set(page.blocks().map(({ section }) => section))];
  await follow(page.blocks({ section: which ?? '' }), place);
  await repository.git('add', '.');
  await repository.commit('Start');
  for (const section of rest) await follow(page.blocks({ section }), place);
});

test('thirty managed projects among two hundred', async () => {
  const world = await hooked({ packages: PACKAGES });
  const { repository } = world;
  const project = (name: string, dependency: string): string =>
    pyproject({ name, dependencies: [dependency] });
  const folders = Array.from({ length: 200 }, (_, index) =>
    index < 30 ? `services/s${index}` : `libs/l${index}`,
  );
  await repository.stage({
    '.lockgenrc': page.block('Which projects', { language: 'yaml' }),
    ...Object.fromEntries(
      folders.map((folder) => [
        `${folder}/pyproject.toml`,
        project(folder.slice(-3).replace('/', 'x'), 'attrs'),
      ]),
    ),
  });
  await repository.commit('Start');
  const lockfiles = (await repository.files()).filter((path) => path.endsWith('requirements.txt'));
  expect(lockfiles).toHaveLength(30);
  const stderr = await world.commit({ 'services/s7/pyproject.toml': project('s7', 'numpy') });
  expect(stderr.match(/^lockgen: staged .*$/gm)).toEqual([
    expect.stringMatching(/^lockgen: staged services\/s7\/requirements\.txt \(/),
  ]);
  const { exitCode, stdout } = await world.lockgen(['check']);
  expect(exitCode).toBe(0);
  expect(stdout.match(/^fresh /gm)).toHaveLength(30);
});
