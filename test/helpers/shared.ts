import { mkdirSync, statSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isAlive } from '../../src/git/processes.js';

/**
 * The folder that all test files (each a process of its own) and all runs of a user share: the managed uv, uv's
 * cache, the packed package. What is in it is keyed by what it was made from, so that it is never out of date.
 */
export function sharedFolder(): string {
  const uid = process.getuid?.();
  const folder = join(tmpdir(), `lockgen-tests-${uid ?? 'user'}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // In a temporary folder that is everybody's, another user could have put a program of theirs at that name.
  if (uid !== undefined && statSync(folder).uid !== uid) {
    throw new Error(`${folder} belongs to another user: remove it`);
  }
  return folder;
}

const PATIENCE_MILLISECONDS = 280_000;

/**
 * Runs `body` while no other process does under the same name. A lock that a dead process left is taken over.
 *
 * @throws Error after some five minutes of waiting; and what `body` throws.
 */
export async function exclusively<T>(name: string, body: () => Promise<T>): Promise<T> {
  const lock = join(sharedFolder(), `${name}.lock`);
  const mine = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(mine, String(process.pid));
  try {
    const deadline = Date.now() + PATIENCE_MILLISECONDS;
    // A link, unlike a created file, appears with its content: whoever finds the lock can read whose it is.
    while (!(await tryLink(mine, lock))) {
      if (Date.now() > deadline) {
        throw new Error(`${lock} is held by process ${await holder(lock)} for too long`);
      }
      const pid = await holder(lock);
      if (pid !== undefined && !isAlive(pid)) {
        await rm(lock, { force: true });
      } else {
        await setTimeout(50);
      }
    }
    try {
      return await body();
    } finally {
      await rm(lock, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function holder(lock: string): Promise<number | undefined> {
  try {
    return Number(await readFile(lock, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The `code` of an error of Node's (`ENOENT`…), undefined for any other. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
