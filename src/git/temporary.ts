import { randomBytes } from 'node:crypto';
import { lstat, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid, kill, pid } from 'node:process';
import { hasCode } from './errors.js';

// Short, since a target's own name may be as long as a name can be. The process's id tells whether it is left over.
const TEMPORARY = /^\.lockgen-(\d+)-[0-9a-f]{12}\.tmp$/;

/** A new name for a temporary file in a folder. */
export function temporaryName(folder: string): string {
  return join(folder, `.lockgen-${pid}-${randomBytes(6).toString('hex')}.tmp`);
}

/** Removes the temporary files that runs of lockgen which were killed left in a folder. */
export async function sweepTemporaries(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const owner = TEMPORARY.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) await rm(join(folder, name), { force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
    throw error;
  }
}

function isAlive(owner: number): boolean {
  try {
    kill(owner, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

// The last part is mkdtemp's.
const TEMPORARY_FOLDER = /^lockgen-(\d+)-[A-Za-z0-9]{6}$/;
/** A process of a container that shares the folder looks dead from here. */
const OLD_MILLISECONDS = 3_600_000;

/** Makes a new temporary folder in a folder. Gives its path without symbolic links. */
export async function makeTemporaryFolder(folder: string): Promise<string> {
  return await realpath(await mkdtemp(join(folder, `lockgen-${pid}-`)));
}

/**
 * Removes the temporary folders that this user's killed runs of lockgen left in a folder an hour ago or more. What
 * can't be removed stays: it is in nobody's way.
 */
export async function sweepTemporaryFolders(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const owner = TEMPORARY_FOLDER.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const path = join(folder, name);
    const stats = await lstat(path).catch(() => undefined);
    const isOurs = stats?.isDirectory() === true && (getuid === undefined || stats.uid === getuid());
    if (!isOurs || Date.now() - stats.mtimeMs < OLD_MILLISECONDS) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
