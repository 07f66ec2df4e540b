import { rmdir } from 'node:fs/promises';
import type { GitContext } from './git.js';
import { onDisk } from './paths.js';

/**
 * Removes the folders that became empty with the removal of files, as git does. The one that the user is in stays
 * (`GIT_PREFIX`), and so does one that can't be removed: nothing depends on it.
 *
 * @param paths the removed files, relative to the top of the work tree.
 */
export async function removeEmptyFolders({ cwd, env }: GitContext, paths: readonly string[]): Promise<void> {
  const here = env.GIT_PREFIX ?? '';
  for (const path of paths) {
    for (let at = parent(path); at !== '' && !here.startsWith(`${at}/`); at = parent(at)) {
      const removed = await rmdir(onDisk(cwd, at)).then(
        () => true,
        () => false,
      );
      if (!removed) break;
    }
  }
}

function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
