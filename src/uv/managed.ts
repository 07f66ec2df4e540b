import { lstat, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lockgenCache } from '../cache.js';
import { isOurs, isSealed, type Label, seal } from './installation-record.js';
import type { Surroundings } from './surroundings.js';

/**
 * lockgen's own uv in the cache folder. One folder a version and kind of machine (a home folder can be shared by
 * several), published by a rename when it is complete, with a record of its program's bytes: an installation that was
 * interrupted, or changed since, has no record that fits and is never used.
 */
export function managedFolder(version: string, surroundings: Surroundings): string {
  return join(lockgenCache(surroundings), 'uv', version, machineOf(surroundings));
}

/** The program of a published installation, or undefined where there is none that may be used. */
export async function managedProgram(
  version: string,
  surroundings: Surroundings,
): Promise<string | undefined> {
  const folder = managedFolder(version, surroundings);
  const program = await programIn(folder, surroundings);
  if (program === undefined) return undefined;
  for (const path of [folder, dirname(program)]) if (!(await isOurs(path, 'folder'))) return undefined;
  if (!(await isOurs(program, 'file'))) return undefined;
  return (await isSealed(folder, program, labelOf(version, surroundings))) ? program : undefined;
}

/** Where pip put the program; what is behind a link is another's. */
export async function programIn(folder: string, { platform }: Surroundings): Promise<string | undefined> {
  const names = platform === 'win32' ? ['bin/uv.exe', 'Scripts/uv.exe'] : ['bin/uv'];
  for (const name of names) {
    const path = join(folder, name);
    const facts = await lstat(path).catch(() => undefined);
    if (facts?.isFile() && (platform === 'win32' || (facts.mode & 0o100) !== 0)) return path;
  }
  return undefined;
}

/**
 * Makes a complete installation the one that is used. Where another process was faster, its installation stays; a
 * broken one is moved aside first.
 *
 * @param made the complete folder, beside the final one
 * @returns the program in the final folder
 * @throws Error of the system's where the folder that stands there can't be replaced
 */
export async function publish(version: string, made: string, surroundings: Surroundings): Promise<string> {
  const folder = managedFolder(version, surroundings);
  const program = await programIn(made, surroundings);
  if (program === undefined) throw new Error(`no program in ${made}`);
  await seal(made, program, labelOf(version, surroundings));
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(made, folder);
      return join(folder, program.slice(made.length + 1));
    } catch (error) {
      const there = await managedProgram(version, surroundings);
      if (there !== undefined) return there;
      if (attempt === 5) throw error;
      const aside = join(dirname(folder), `.broken-${process.pid}-${attempt}`);
      await rename(folder, aside).catch(() => undefined);
      await rm(aside, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function machineOf({ platform }: Surroundings): string {
  return `${platform}-${process.arch}`;
}

function labelOf(version: string, surroundings: Surroundings): Label {
  return { version, machine: machineOf(surroundings) };
}
