import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../cache.js';
import type { Surroundings } from './surroundings.js';

/**
 * lockgen's own uv in the cache folder. One folder a version and kind of machine (a home folder can be shared by
 * several), published by a rename when it is complete, with a record of what its program looked like then: an
 * installation that was interrupted, or changed since, has no record that fits and is never used.
 */
export function managedFolder(version: string, surroundings: Surroundings): string {
  const { env, platform, home } = surroundings;
  return join(cacheFolder(env, platform, home), 'uv', version, `${platform}-${process.arch}`);
}

/** The program of a published installation, or undefined where there is none that may be used. */
export async function managedProgram(
  folder: string,
  surroundings: Surroundings,
): Promise<string | undefined> {
  const program = await programIn(folder, surroundings);
  if (program === undefined) return undefined;
  const record = await readFile(recordOf(folder), 'utf8').catch(() => undefined);
  return record !== undefined && record === (await appearance(program)) ? program : undefined;
}

/** Where pip put the program. */
export async function programIn(folder: string, { platform }: Surroundings): Promise<string | undefined> {
  const names = platform === 'win32' ? ['bin/uv.exe', 'Scripts/uv.exe'] : ['bin/uv'];
  for (const name of names) {
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isFile() && (platform === 'win32' || (facts.mode & 0o100) !== 0)) return path;
  }
  return undefined;
}

/**
 * Makes a complete installation the one that is used. Where another process was faster, its installation stays; a
 * broken one is moved aside first.
 *
 * @param made the complete folder, beside `folder`
 */
export async function publish(made: string, folder: string, surroundings: Surroundings): Promise<void> {
  const program = await programIn(made, surroundings);
  if (program === undefined) throw new Error(`no program in ${made}`);
  await writeFile(recordOf(made), (await appearance(program)) ?? '');
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(made, folder);
      return;
    } catch (error) {
      if ((await managedProgram(folder, surroundings)) !== undefined) return;
      if (attempt === 5) throw error;
      const aside = join(dirname(folder), `.broken-${process.pid}-${attempt}`);
      await rename(folder, aside).catch(() => undefined);
      await rm(aside, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function recordOf(folder: string): string {
  return join(folder, 'lockgen.json');
}

async function appearance(program: string): Promise<string | undefined> {
  const facts = await stat(program).catch(() => undefined);
  return facts === undefined
    ? undefined
    : `${JSON.stringify({ size: facts.size, changed: facts.mtimeMs })}\n`;
}
