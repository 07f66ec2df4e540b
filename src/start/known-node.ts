import { existsSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Notes that lockgen runs on a node, for `hooks/find-node`, which then needn't ask that file for its version as long as it
 * has the time of the note.
 *
 * @param cache - lockgen's cache folder
 * @param node - `process.execPath`: the file itself, not a link to it, nor what a version manager calls it by
 */
export function noteNode(cache: string, node: string): void {
  const note = join(cache, 'nodes', node);
  try {
    if (existsSync(note) && haveOneTime(note, node)) return;
    makeFolder(dirname(note));
    writeFileSync(note, '');
    const { atime, mtime } = statSync(node);
    utimesSync(note, atime, mtime);
    // Parts of a second get lost: such a node is asked each time.
    if (!haveOneTime(note, node)) rmSync(note);
  } catch {
    // A read-only or full cache costs time, not correctness.
  }
}

function haveOneTime(a: string, b: string): boolean {
  return statSync(a, { bigint: true }).mtimeNs === statSync(b, { bigint: true }).mtimeNs;
}

/** Not by `recursive`, which never ends where none can be made in one that is there (`/proc`). */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  mkdirSync(folder, { mode: 0o700 });
}
