import { readFileSync } from 'node:fs';
import { Failure } from '../failure.js';
import { hasCode } from './errors.js';
import { materialiseFrom, textOf } from './materialise.js';
import { lookAround, lookAt, type OnDisk, onDisk } from './paths.js';
import type { Entry, Snapshot } from './snapshot.js';

/**
 * A snapshot whose contents are files on disk. `list` is asked once.
 *
 * @param inUtf8 what a file has in UTF-8. Default: its bytes.
 */
export function diskSnapshot(
  kind: 'worktree' | 'folder',
  root: string,
  list: () => Promise<readonly string[]>,
  inUtf8: (path: string, bytes: Buffer) => Promise<Buffer> = async (_path, bytes) => bytes,
): Snapshot {
  let listed: Promise<readonly string[]> | undefined;

  async function entry(path: string): Promise<Entry | undefined> {
    const found = await lookAt(root, path);
    if (found.kind === 'file') return { path, mode: found.executable ? '100755' : '100644' };
    if (found.kind === 'folder') return { path, mode: '040000' };
    return found.kind === 'link' ? { path, mode: '120000' } : undefined;
  }

  async function readMany(paths: readonly string[]): Promise<Map<string, Buffer>> {
    const contents = new Map<string, Buffer>();
    const look = lookAround(root);
    for (const path of new Set(paths)) {
      const bytes = look(path).kind === 'file' ? bytesIfThere(root, path) : undefined;
      if (bytes !== undefined) contents.set(path, await inUtf8(path, bytes));
    }
    return contents;
  }

  return {
    kind,
    root,
    list: () => {
      listed ??= list();
      return listed;
    },
    entry,
    read: async (path) => {
      const found = await lookAt(root, path);
      if (found.kind === 'absent' || found.kind === 'behind-file') return undefined;
      if (found.kind !== 'file')
        throw new Failure('not-a-file', `${path} ${describe(found)}`, { next: `make ${path} a plain file` });
      const bytes = bytesIfThere(root, path);
      return bytes === undefined ? undefined : textOf(await inUtf8(path, bytes));
    },
    readMany,
    materialise: (paths, into) => materialiseFrom({ entry, readMany }, paths, into),
  };
}

/** How a sentence goes on about what stands where a file is wanted. */
export function describe(found: OnDisk): string {
  if (found.kind === 'behind-link') return `is behind the symbolic link ${found.at}`;
  if (found.kind === 'behind-file') return `can't be, because ${found.at} is no folder`;
  if (found.kind === 'link') return 'is a symbolic link, not a file';
  return found.kind === 'folder' ? 'is a folder, not a file' : 'is not a regular file';
}

function bytesIfThere(root: string, path: string): Buffer | undefined {
  try {
    return readFileSync(onDisk(root, path));
  } catch (error) {
    // Another program may have removed it since it was looked at.
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
