import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { managed } from './hook-managers.js';
import type { Hooked } from './hooked.js';
import type { TestRepository } from './repository.js';

/** A small project on the standard index. */
const PYPROJECT = `[project]
name = "shop"
version = "1.0"
requires-python = ">=3.10"
dependencies = ["alpha"]
`;

/** What a Python team's repository has that got lockgen from npm. */
export const PACKAGE_JSON = `{
  "name": "shop",
  "private": true,
  "devDependencies": {
    "lockgen": "^0.1.0"
  }
}
`;

/**
 * A repository in which lockgen, and these packages of npm's, are installed, and nothing calls it. Its files are committed.
 *
 * @param commands what its user has typed in it
 */
export async function unwired(
  files: Readonly<Record<string, string>> = {},
  {
    npm = [],
    commands = [],
  }: { readonly npm?: readonly string[]; readonly commands?: readonly string[] } = {},
): Promise<Hooked> {
  const world = await managed({
    section: 'Plain git',
    npm,
    variant: () => ({
      files: { 'pyproject.toml': PYPROJECT, 'package.json': PACKAGE_JSON, ...files },
      commands,
    }),
  });
  await world.repository.commit('Start', { args: ['--no-verify', '--quiet'] });
  return world;
}

/** Every file of the work tree, and what git's folder has of hooks and settings, with its bytes and permissions. */
export async function everything({ root }: TestRepository): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const look = async (folder: string, skip: readonly string[]): Promise<void> => {
    for (const name of (await readdir(join(root, folder))).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (skip.includes(path)) continue;
      const stats = await lstat(join(root, path));
      if (stats.isDirectory()) {
        found[`${path}/`] = '';
        await look(path, skip);
      } else if (stats.isSymbolicLink()) found[path] = `-> ${await readlink(join(root, path))}`;
      else found[path] = `${stats.mode.toString(8)} ${await readFile(join(root, path), 'utf8')}`;
    }
  };
  const OF_COMMITS = ['index', 'objects', 'refs', 'logs', 'COMMIT_EDITMSG', 'HEAD', 'ORIG_HEAD'];
  await look('', ['node_modules', ...OF_COMMITS.map((name) => `.git/${name}`)]);
  return found;
}
