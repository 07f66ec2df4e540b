import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The nearest folder with something called `.git`: most often the top of the work tree, and known without git, which a
 * container may not have.
 *
 * @param start - absolute
 */
export async function likelyTop(start: string): Promise<string | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    const found = await lstat(join(folder, '.git')).catch(() => undefined);
    if (found !== undefined) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
