import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isInside, onDisk } from './paths.js';
import type { Snapshot } from './snapshot.js';

/** Writes files of a snapshot below a fresh folder. What isn't a file, or would leave the folder, is left out. */
export async function materialiseFrom(
  snapshot: Pick<Snapshot, 'entry' | 'readMany'>,
  paths: readonly string[],
  into: string,
): Promise<void> {
  const folders = new Set<string>();
  for (const [path, bytes] of await snapshot.readMany(paths.filter((path) => isInside(path)))) {
    const file = onDisk(into, path);
    const folder = dirname(file);
    if (!folders.has(folder)) await mkdir(folder, { recursive: true });
    folders.add(folder);
    const executable = (await snapshot.entry(path))?.mode === '100755';
    await writeFile(file, bytes, { mode: executable ? 0o755 : 0o644 });
  }
}

/** A file's text, without the byte order mark that some editors put before it. */
export function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
