import { open, stat } from 'node:fs/promises';
import { programPaths } from '../search-path.js';
import type { Surroundings } from './surroundings.js';

/**
 * Every executable file of that name on PATH, in its order, without repetition. Relative and empty entries of PATH
 * are left out: they mean the current folder, which is somebody's clone.
 *
 * @param name without an ending; on Windows only `.exe` counts, since a batch file cannot be started without a shell
 */
export async function programsOnPath(name: string, surroundings: Surroundings): Promise<string[]> {
  const { env, platform } = surroundings;
  const found: string[] = [];
  for (const path of programPaths(name, env, platform)) {
    if (await isExecutable(path, platform)) found.push(path);
  }
  return found;
}

/** Whether the file is a script: what it runs can change without the file changing, as with pyenv's shims. */
export async function isScript(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.toString('latin1') === '#!';
  } finally {
    await file.close();
  }
}

async function isExecutable(path: string, platform: NodeJS.Platform): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() === true && (platform === 'win32' || (facts.mode & 0o111) !== 0);
}
