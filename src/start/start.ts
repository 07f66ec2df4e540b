import * as module from 'node:module';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../cache.js';
import { homeFolder } from '../home.js';
import { loadCompiled } from './compiled.js';
import { makeFolder, noteNode } from './known-node.js';
import { mayHoldCode } from './trusted-folder.js';

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
  const compiled = cache === undefined ? undefined : join(cache, 'compiled');
  if (compiled === undefined || env.NODE_DISABLE_COMPILE_CACHE || !mayHoldCode(compiled, workTrees(env)))
    load('./core.cjs');
  else if (typeof enable === 'function') {
    makeFolderOrNone(compiled);
    enable(compiled);
    load('./core.cjs');
  } else loadCompiled(folder, compiled)('./core.cjs');
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

/** A commit is made at the top of one, and git may be told of another one. */
function workTrees({ GIT_WORK_TREE }: NodeJS.ProcessEnv): readonly string[] {
  try {
    const here = process.cwd();
    return GIT_WORK_TREE ? [here, resolve(here, GIT_WORK_TREE)] : [here];
  } catch {
    // The current folder is gone, which whoever needs one is told.
    return [];
  }
}

/** Before node makes it, which leaves it to the umask who may write there. */
function makeFolderOrNone(folder: string): void {
  try {
    makeFolder(folder);
  } catch {
    // A read-only or full cache costs time, not correctness.
  }
}
