import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { lstat, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { getuid, pid } from 'node:process';
import { hasCode } from './errors.js';
import { isAlive } from './processes.js';

// Names tell whose they are: by the process's id, and by where that id means anything. Short, since a target's own
// name may be as long as a name can be.
const TEMPORARY = /^\.lockgen-([0-9a-f]{6})-(\d+)-[0-9a-f]{12}\.tmp$/;
// The last part is mkdtemp's.
const TEMPORARY_FOLDER = /^lockgen-([0-9a-f]{6})-(\d+)-[A-Za-z0-9]{6}$/;

/**
 * How old a file, or a folder, of another machine's or container's is when its process counts as dead: from here that
 * can't be told. A file is there for the time of the write alone, a folder for that of a resolution.
 */
const FILE_MILLISECONDS = 60_000;
const FOLDER_MILLISECONDS = 3_600_000;

/** A new name for a temporary file in a folder. */
export function temporaryName(folder: string): string {
  return join(folder, `.lockgen-${processSpace()}-${pid}-${randomBytes(6).toString('hex')}.tmp`);
}

/** Removes the temporary files that runs of lockgen which were killed left in a folder. */
export async function sweepTemporaries(folder: string): Promise<void> {
  for (const path of await leftTemporaries(folder)) await rm(path, { force: true });
}

/** The temporary files that runs of lockgen which were killed left in a folder. */
export async function leftTemporaries(folder: string): Promise<readonly string[]> {
  const left: string[] = [];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    if (await isLeftOver(path, TEMPORARY.exec(name), FILE_MILLISECONDS)) left.push(path);
  }
  return left;
}

/** Makes a new temporary folder in a folder. Gives its path without symbolic links. */
export async function makeTemporaryFolder(folder: string): Promise<string> {
  return await realpath(await mkdtemp(join(folder, `lockgen-${processSpace()}-${pid}-`)));
}

/**
 * Removes the temporary folders that this user's killed runs of lockgen left in a folder. What can't be removed stays:
 * it is in nobody's way.
 */
export async function sweepTemporaryFolders(folder: string): Promise<void> {
  for (const path of await leftTemporaryFolders(folder))
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** The temporary folders that this user's killed runs of lockgen left in a folder. */
export async function leftTemporaryFolders(folder: string): Promise<readonly string[]> {
  const left: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (!(await isLeftOver(path, TEMPORARY_FOLDER.exec(name), FOLDER_MILLISECONDS))) continue;
    const stats = await lstat(path).catch(() => undefined);
    const isOurs = stats?.isDirectory() === true && (getuid === undefined || stats.uid === getuid());
    if (isOurs) left.push(path);
  }
  return left;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
    throw error;
  }
}

async function isLeftOver(path: string, name: RegExpExecArray | null, old: number): Promise<boolean> {
  const [, space, owner] = name ?? [];
  if (owner === undefined || isAlive(Number(owner))) return false;
  if (space === processSpace()) return true;
  const stats = await lstat(path).catch(() => undefined);
  // One of a clock that ran ahead would else be there for as long as it did.
  return stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) >= old;
}

let known: string | undefined;

/**
 * Where the ids of processes are the same as here: this start of the machine, and on Linux this container.
 * Elsewhere the machine's name has to do.
 */
function processSpace(): string {
  known ??= createHash('sha256').update(processSpaceFacts()).digest('hex').slice(0, 6);
  return known;
}

function processSpaceFacts(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')}${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
