import { open, realpath, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import type { Surroundings } from './surroundings.js';

/**
 * Every executable file of that name on PATH, in its order, without repetition. Relative and empty entries of PATH
 * are left out: they mean the current folder, which is somebody's clone.
 *
 * @param name without an ending; on Windows only `.exe` counts, since a batch file cannot be started without a shell
 */
export async function programsOnPath(name: string, surroundings: Surroundings): Promise<string[]> {
  const { env, platform, untrusted } = surroundings;
  const file = platform === 'win32' ? `${name}.exe` : name;
  const found: string[] = [];
  for (const folder of pathVariable(env, platform).split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const path = join(folder, file);
    if (found.includes(path) || !(await isExecutable(path, platform))) continue;
    if (untrusted !== undefined && (await isInside(folder, untrusted))) continue;
    found.push(path);
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

async function isInside(folder: string, root: string): Promise<boolean> {
  const [inner, outer] = await Promise.all([folder, root].map((path) => realpath(path).catch(() => path)));
  if (inner === undefined || outer === undefined) return false;
  const way = relative(outer, inner);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

function pathVariable(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return env.PATH ?? '';
  // Windows spells it `Path`, and a copy of process.env no longer ignores case.
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH');
  return name === undefined ? '' : (env[name] ?? '');
}
