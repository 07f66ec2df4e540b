import { open, realpath, stat } from 'node:fs/promises';
import { isWithin, pathFlavour } from '../path-flavour.js';
import type { Surroundings } from './surroundings.js';

/**
 * Every executable file of that name on PATH, in its order, without repetition. Relative and empty entries of PATH
 * are left out: they mean the current folder, which is somebody's clone.
 *
 * @param name without an ending; on Windows only `.exe` counts, since a batch file cannot be started without a shell
 */
export async function programsOnPath(name: string, surroundings: Surroundings): Promise<string[]> {
  const { env, platform, untrusted } = surroundings;
  const { dirname } = pathFlavour(platform);
  const found: string[] = [];
  for (const path of programPaths(name, env, platform)) {
    if (!(await isExecutable(path, platform))) continue;
    if (untrusted !== undefined && (await isInside(dirname(path), untrusted))) continue;
    found.push(path);
  }
  return found;
}

/**
 * Where on PATH a program of that name could be, in its order, without repetition; nothing is looked at.
 *
 * @param name without an ending; on Windows only `.exe` counts, not the `.cmd` of `node_modules/.bin`
 */
export function programPaths(
  name: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): readonly string[] {
  const { delimiter, isAbsolute, join } = pathFlavour(platform);
  const windows = platform === 'win32';
  const paths = new Set<string>();
  const entries = windows
    ? // A folder with a semicolon in its name stands in quotes, and others may.
      [...pathVariable(env, platform).matchAll(/"([^"]*)"|[^";]+/g)].map(([all, quoted]) => quoted ?? all)
    : pathVariable(env, platform).split(delimiter);
  for (const folder of entries) {
    // There `\tools` is on the drive of the current folder.
    if (isAbsolute(folder) && !(windows && /^[\\/](?![\\/])/.test(folder))) {
      paths.add(join(folder, windows ? `${name}.exe` : name));
    }
  }
  return [...paths];
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
  return isWithin(outer, inner);
}

function pathVariable(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return env.PATH ?? '';
  // Windows spells it `Path`, and a copy of process.env no longer ignores case.
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH');
  return name === undefined ? '' : (env[name] ?? '');
}
