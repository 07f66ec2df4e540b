import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isolatedEnvironment } from './environment.js';
import { runOk } from './run.js';
import { exclusively, sharedFolder } from './shared.js';

/**
 * Packages of the npm registry, such as `node@18.20.8`, installed once for all test files and runs.
 *
 * @returns their `node_modules`.
 */
export async function npmPackages(...specs: readonly string[]): Promise<string> {
  const name = ['npm', ...specs].join('-').replaceAll('/', '+');
  const folder = join(sharedFolder(), name);
  const done = join(folder, 'done');
  if (!existsSync(done)) {
    await exclusively(name, async () => {
      if (existsSync(done)) return;
      // What a run left that was killed.
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
      // The user's own settings may say where the registry is.
      const settings = {
        npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
      };
      const env = isolatedEnvironment(join(folder, 'home'), settings, { managedUv: false });
      await runOk('npm', ['install', '--no-audit', '--no-fund', ...specs], { cwd: folder, env });
      await rm(join(folder, 'home'), { recursive: true, force: true });
      await writeFile(done, '');
    });
  }
  return join(folder, 'node_modules');
}

/**
 * A Node of another version.
 *
 * @returns the folder with nothing but its `node`, to be put first on PATH.
 */
export async function nodeFolder(version: string): Promise<string> {
  return join(await npmPackages(`node@${version}`), 'node', 'bin');
}
