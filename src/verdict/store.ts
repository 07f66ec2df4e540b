import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '../make-folders.js';

/** Raised whenever lockgen's rules change what counts as fresh; older records then count for nothing. */
const RULES = '5';
/** Records that nobody asked about for this long are dropped. */
const KEEP_DAYS = 180;

/**
 * What is known to be fresh, and which bytes lockgen wrote: content-addressed records in the user's cache.
 * The store can only save work, so any error in it is a miss, and a failed write is no failure.
 */
export interface VerdictStore {
  /** Whether a project with this fingerprint was found to be fresh before. */
  isFresh(fingerprint: string): boolean;
  recordFresh(fingerprint: string): Promise<void>;
  /** Whether lockgen itself wrote these bytes, so that they are no person's edits. */
  isOwn(bytes: string | Buffer): boolean;
  recordOwn(bytes: string | Buffer): Promise<void>;
}

/** A store in `folder`, made when it is first written to. */
export function openStore(folder: string): VerdictStore {
  const place = (kind: string, content: string | Buffer): string => {
    const name = createHash('sha256').update(`${kind} ${RULES}\n`).update(content).digest('hex');
    return join(folder, kind, name.slice(0, 2), name.slice(2));
  };
  const put = async (path: string): Promise<void> => {
    try {
      const parent = join(path, '..');
      await makeFolders(parent);
      const temporary = join(parent, `.${randomUUID()}`);
      await writeFile(temporary, '');
      await rename(temporary, path);
      await prune(parent);
    } catch {
      // A read-only or full cache costs time, not correctness.
    }
  };
  return {
    isFresh: (fingerprint) => existsSync(place('fresh', fingerprint)),
    recordFresh: (fingerprint) => put(place('fresh', fingerprint)),
    isOwn: (bytes) => existsSync(place('own', bytes)),
    recordOwn: (bytes) => put(place('own', bytes)),
  };
}

/** Drops old records of one of the 256 folders, so that a write never looks at the whole store. */
async function prune(folder: string): Promise<void> {
  const oldest = Date.now() - KEEP_DAYS * 86_400_000;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs < oldest) await rm(path, { force: true });
  }
}
