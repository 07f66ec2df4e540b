import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../failure.js';
import { fileFailure, hasCode } from '../git/errors.js';
import { isAlive } from '../git/processes.js';
import { pathWord } from '../shell-word.js';

const FILE = 'lockgen-setup.lock';
const PATIENCE_MS = 10_000;
const POLL_MS = 100;

/**
 * Does what changes how a repository is set up while no other process does: two that have looked at the same files would
 * each write what it has planned, and each its own record.
 *
 * A process that has ended holds nothing. What another machine holds, by a shared disk, can't be asked: that is a
 * person's to remove.
 *
 * @param folder git's folder that all work trees share
 * @throws Failure `git` where another one has it for ten seconds; `files` where no file can be made; what the work throws
 */
export async function aloneInSetup<T>(
  folder: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(folder, FILE);
  const mine = `${JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() })}\n`;
  const started = performance.now();
  while (!(await isMine(path, mine))) {
    const holder = await readFile(path, 'utf8').catch(() => undefined);
    if (holder === undefined) continue;
    if (await isLeft(path, holder)) await remove(path, holder);
    else if (performance.now() - started > PATIENCE_MS)
      throw new Failure('git', 'another init or uninstall runs in this repository', {
        next: `wait until it has ended, then try again; if there is none: rm ${pathWord(path)}`,
        detail: processOf(holder),
      });
    else await setTimeout(POLL_MS, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    // Nobody else removes it while this process runs, so nothing has to be put aside that a kill would leave.
    await rm(path, { force: true });
  }
}

async function isMine(path: string, mine: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(mine).finally(() => file.close());
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw fileFailure(error, 'the lock for setting up could not be made; nothing was changed');
  }
}

function processOf(holder: string): string {
  const [, pid] = /^\{"pid":(\d+),/.exec(holder) ?? [];
  return pid === undefined ? '' : `it is process ${pid}`;
}

/** Whether who made a lock has ended. */
async function isLeft(path: string, holder: string): Promise<boolean> {
  const [, pid, host] = /^\{"pid":(\d+),"host":("(?:[^"\\]|\\.)*"),/.exec(holder) ?? [];
  if (pid !== undefined) return host === JSON.stringify(hostname()) && !isAlive(Number(pid));
  // Made, and killed before a word was in it.
  const { mtimeMs } = (await stat(path).catch(() => undefined)) ?? { mtimeMs: Date.now() };
  return Date.now() - mtimeMs > PATIENCE_MS;
}

/** Removes a lock that says this and no other: of two that find it left, one may have made its own since. */
async function remove(path: string, holder: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const text = await readFile(aside, 'utf8').catch(() => holder);
  if (text !== holder) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
