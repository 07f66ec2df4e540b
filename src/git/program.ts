import { accessSync, constants, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { programPaths, trustedEnvironment } from '../search-path.js';
import { workTrees } from './work-trees.js';

const PLATFORM = sep === '\\' ? 'win32' : 'linux';
const found = new Map<string, string | undefined>();

/**
 * The git that PATH has, by its whole path, but none that is in a work tree: a name alone would be looked for by the
 * system, in relative entries of PATH as well, and on Windows in the current folder first.
 *
 * @returns undefined where there is none
 */
export function gitProgram(cwd: string, env: NodeJS.ProcessEnv): string | undefined {
  const start = resolve(cwd);
  const key = JSON.stringify([start, env.GIT_WORK_TREE, env.PATH, env.Path]);
  if (!found.has(key)) {
    const trusted = trustedEnvironment(env, PLATFORM, workTrees(start, env));
    found.set(key, programPaths('git', trusted, PLATFORM).find(isProgram));
  }
  return found.get(key);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
