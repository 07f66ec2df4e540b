import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { hasCode } from '../git/errors.js';
import { isAlive } from '../git/processes.js';

/** How often who holds the lock says so, and for how long who waits believes a lock that says nothing. */
const BEAT_MS = 1000;
const SILENCE_MS = 10_000;
const POLL_MS = 100;

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears, once, that another process has the lock. */
  readonly onWait: () => void;
  /** For how long to wait, in milliseconds; then the work is done without the lock. */
  readonly patience: number;
}

/**
 * Does some work while no other process does the same. The lock saves work and promises nothing: where it can't be
 * had (a holder that takes too long, a file system that has no such files), or is taken from a holder that only
 * seemed dead, two do the same work, which must be harmless.
 *
 * A holder is dead when this machine has no such process, or, since it can be another machine's, when its lock wasn't
 * touched for ten seconds of this process's own clock.
 *
 * @param path of the lock, in a folder that is there
 * @throws the signal's reason where it is aborted while waiting, and what the work throws
 */
export async function underLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  const file = await acquire(path, mine, options);
  if (file === undefined) return await work();
  const beat = setInterval(() => void file.utimes(new Date(), new Date()).catch(() => undefined), BEAT_MS);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await file.close().catch(() => undefined);
    if ((await textOf(path)) === mine) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function acquire(
  path: string,
  mine: string,
  { signal, onWait, patience }: LockOptions,
): Promise<FileHandle | undefined> {
  const started = performance.now();
  let seen = '';
  let since = started;
  let told = false;
  while (performance.now() - started < patience) {
    const made = await create(path, mine);
    if (made !== 'taken') return made;
    const text = await textOf(path);
    const now = `${text} ${(await stat(path).catch(() => undefined))?.mtimeMs}`;
    if (now !== seen) {
      seen = now;
      since = performance.now();
    }
    if (isDead(text) || performance.now() - since > SILENCE_MS) {
      await remove(path);
      continue;
    }
    if (!told) onWait();
    told = true;
    await setTimeout(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
  return undefined;
}

async function create(path: string, mine: string): Promise<FileHandle | 'taken' | undefined> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(mine);
    return file;
  } catch (error) {
    return hasCode(error, 'EEXIST') ? 'taken' : undefined;
  }
}

/** By way of a name of its own: of two that do it at once, one finds that it is gone. */
async function remove(path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { recursive: true, force: true }).catch(() => undefined);
}

function isDead(text: string | undefined): boolean {
  const [, pid, host] = /^\{"pid":(\d+),"host":("(?:[^"\\]|\\.)*"),/.exec(text ?? '') ?? [];
  return pid !== undefined && host === JSON.stringify(hostname()) && !isAlive(Number(pid));
}

async function textOf(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}
