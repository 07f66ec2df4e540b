import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../cache.js';
import { homeFolder } from '../home.js';
import { loadCompiled } from './compiled.js';
import { noteNode } from './known-node.js';

/**
 * Loads the command line, with what V8 made of it before. Called by `cli.cjs`, which any node can read.
 *
 * @param load - loads a file of the package
 * @param folder - of these files, absolute
 */
export function start(load: (id: string) => unknown, folder: string): void {
  const { argv, env, execPath, platform } = process;
  const cache = cacheOf(env, platform);
  const enable: unknown = Reflect.get(module, 'enableCompileCache');
  const isKept = cache !== undefined && !env.NODE_DISABLE_COMPILE_CACHE && !isInWorkTree(cache);
  if (!isKept) load('./core.cjs');
  else if (typeof enable === 'function') {
    enable(join(cache, 'compiled'));
    load('./core.cjs');
  } else loadCompiled(folder, join(cache, 'compiled'))('./core.cjs');
  // Windows' names have no place below a folder as they are, and its sh another one for them.
  if (argv[2] === 'hook' && cache !== undefined && platform !== 'win32') noteNode(cache, execPath);
}

/** Undefined where the system knows no home folder. */
function cacheOf(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  try {
    return cacheFolder(env, platform, homeFolder());
  } catch {
    return undefined;
  }
}

/** Whether what is in a folder may come with commits: code that is run must not. */
function isInWorkTree(folder: string): boolean {
  const above = dirname(folder);
  return existsSync(join(folder, '.git')) || (above !== folder && isInWorkTree(above));
}
