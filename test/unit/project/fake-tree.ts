import type { RootConfig } from '../../../src/config/options.js';
import { findCandidates } from '../../../src/project/managed.js';
import { loadProject, type Project } from '../../../src/project/project.js';
import type { Tree } from '../../../src/project/tree.js';

/**
 * A snapshot in memory.
 *
 * @param files texts by path; `null` for what stands there and is no file
 */
export function treeOf(files: Readonly<Record<string, string | null>>): Tree {
  return {
    paths: new Set(Object.keys(files)),
    read: async (path) => files[path] ?? undefined,
    describe: async () => 'a symbolic link',
    isOnDisk: async () => false,
    prefetch: async () => {},
  };
}

/** The one project of a snapshot that is managed. */
export async function projectOf(
  files: Readonly<Record<string, string | null>>,
  root?: RootConfig,
  folder?: string,
): Promise<Project> {
  const tree = treeOf(files);
  const candidates = await findCandidates(tree, root, undefined);
  for (const { managedBy, ...candidate } of candidates) {
    if (managedBy !== undefined && (folder === undefined || candidate.folder === folder)) {
      return loadProject({ ...candidate, managedBy }, tree, root, undefined);
    }
  }
  throw new Error('no project is managed');
}
