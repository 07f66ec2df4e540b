import { expect, test } from 'vitest';
import { hooked } from '../../helpers/hooked.js';
import type { PackageOptions } from '../../helpers/local-index.js';
import { openPage } from '../../helpers/pages/page.js';
import { settled } from '../../helpers/pages/walk.js';
import { pyproject } from '../../helpers/projects.js';

const page = openPage('docs/installable.md');

const PLATFORMS = ['manylinux_2_17_x86_64', 'macosx_11_0_arm64', 'win_amd64'];
const upTo = (newest: number, oldest = 10): string[] =>
  Array.from({ length: newest - oldest + 1 }, (_, index) => `cp3${oldest + index}`);
const PACKAGES: readonly PackageOptions[] = [
  { name: 'docopt', version: '0.6.2', sdist: 'only' },
  { name: 'h5py', version: '3.16.0', pythonTags: upTo(14), platformTags: PLATFORMS, sdist: 'also' },
  { name: 'tensorflow', version: '2.20.0', pythonTags: upTo(13, 9), platformTags: PLATFORMS },
];

test('what docs/installable.md shows is what lockgen says', async () => {
  const { commit, repository, installed } = await hooked({ packages: PACKAGES });
  await commit({
    'pyproject.toml': pyproject({ dependencies: ['docopt'], extras: { full: ['h5py', 'tensorflow'] } }),
  });
  await repository.run('mkdir', ['node_modules']);
  await repository.run('ln', ['-s', `${installed.project}/node_modules/.bin`, 'node_modules/.bin']);
  const command = page.block('Can the lockfiles be installed?', { language: 'sh' });
  const { exitCode, stdout } = await repository.run('sh', ['-c', command]);
  expect(exitCode).toBe(1);
  expect(settled(stdout)).toBe(settled(page.block('Can the lockfiles be installed?', { number: 2 })));
});
