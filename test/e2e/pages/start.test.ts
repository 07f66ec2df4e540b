import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isolatedEnvironment } from '../../helpers/environment.js';
import { withHookManagers } from '../../helpers/hook-managers.js';
import { makeIndex, type PackageOptions } from '../../helpers/local-index.js';
import { type NpmRegistry, npmRegistryWith } from '../../helpers/npm-registry.js';
import { installedLockgen } from '../../helpers/package.js';
import type { Block } from '../../helpers/pages/markdown.js';
import { openPage } from '../../helpers/pages/page.js';
import { follow, type Place } from '../../helpers/pages/walk.js';
import { runOk } from '../../helpers/run.js';
import { scratchFolder } from '../../helpers/scratch.js';

const page = openPage('docs/start.md');

/** What the page's project needs of the real index from Python 3.10 on, so that its numbers of packages are those. */
const PACKAGES: readonly PackageOptions[] = [
  { name: 'numpy', version: '2.2.6' },
  {
    name: 'pandas',
    version: '2.3.3',
    requires: ['numpy>=1.22.4', 'python-dateutil>=2.8.2', 'pytz>=2020.1', 'tzdata>=2022.7'],
  },
  { name: 'python-dateutil', version: '2.9.0', requires: ['six>=1.5'] },
  { name: 'pytz', version: '2025.2' },
  { name: 'six', version: '1.17.0' },
  { name: 'tzdata', version: '2025.2' },
  { name: 'httpx', version: '0.28.1', requires: ['anyio', 'certifi', 'httpcore==1.*', 'idna'] },
  { name: 'httpcore', version: '1.0.9', requires: ['certifi', 'h11>=0.16'] },
  {
    name: 'anyio',
    version: '4.11.0',
    requires: [
      "exceptiongroup>=1.0.2 ; python_version < '3.11'",
      'idna>=2.8',
      "typing-extensions>=4.5 ; python_version < '3.13'",
    ],
  },
  { name: 'certifi', version: '2025.10.5' },
  { name: 'exceptiongroup', version: '1.3.0' },
  { name: 'h11', version: '0.16.0' },
  { name: 'idna', version: '3.11' },
  { name: 'rich', version: '14.0.0' },
  { name: 'typing-extensions', version: '4.15.0' },
];

let registry: NpmRegistry;
beforeAll(async () => {
  registry = await npmRegistryWith((await installedLockgen()).folder);
});
afterAll(() => registry.close());

/** An empty folder of a user who has what the page asks for, and this page's packages on the index. */
async function newcomer(): Promise<Place> {
  const [scratch, index] = [await scratchFolder(), await makeIndex(await scratchFolder(), PACKAGES)];
  const [home, root] = [join(scratch, 'home'), join(scratch, 'service')];
  const { path = [], env } = await withHookManagers();
  await mkdir(root, { recursive: true });
  return {
    root,
    env: isolatedEnvironment(
      home,
      {
        ...{ ...index.env, ...registry.env, ...env },
        // As on a machine where the user may install for themselves.
        npm_config_prefix: join(home, 'npm'),
      },
      { path: [join(home, 'npm', 'bin'), join(root, 'node_modules', '.bin'), ...path] },
    ),
  };
}

const project = page.blocks({ section: 'From nothing to the first locked commit' });
const way = (section: string): readonly Block[] => [...project, ...page.blocks({ section })];

test('with npm, and what comes next', async () => {
  const place = await newcomer();
  await follow(way('With npm'), place);
  await follow(page.blocks({ section: 'What comes next' }), place);
});

test.each(['With pre-commit', 'Without package.json'])('%s', async (section) => {
  const place = await newcomer();
  const blocks = way(section);
  expect(page.text.match(/lockgen@[\d.]+/g)).toEqual(Array(3).fill(`lockgen@${registry.version}`));
  await follow(blocks, place);
  const { stdout } = await runOk('git', ['show', '--format=', '--name-only', 'HEAD'], {
    cwd: place.root,
    env: place.env,
  });
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining(['pyproject.toml', 'requirements-full.txt', 'requirements.txt']),
  );
});
