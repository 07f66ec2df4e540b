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

const PACKAGES: readonly PackageOptions[] = [
  { name: 'numpy', version: '1.26.4' },
  { name: 'numpy', version: '2.2.6' },
  { name: 'pandas', version: '2.3.3', requires: ['numpy>=2'] },
  { name: 'httpx', version: '0.28.1', requires: ['idna'] },
  { name: 'idna', version: '3.11' },
  { name: 'rich', version: '14.0.0' },
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
