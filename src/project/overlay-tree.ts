import type { Tree } from './tree.js';

/**
 * A tree with files in it that are still to be written.
 *
 * @param texts - by path
 */
export function overlayTree(below: Tree, texts: ReadonlyMap<string, string>): Tree {
  return {
    paths: new Set([...below.paths, ...texts.keys()]),
    read: async (path) => texts.get(path) ?? (await below.read(path)),
    describe: async (path) => (texts.has(path) ? 'a file' : await below.describe(path)),
    isOnDisk: below.isOnDisk,
    prefetch: async (paths) => await below.prefetch([...paths].filter((path) => !texts.has(path))),
  };
}

/** A tree from which files are still to be removed. */
export function treeWithout(below: Tree, removed: ReadonlySet<string>): Tree {
  return {
    paths: new Set([...below.paths].filter((path) => !removed.has(path))),
    read: async (path) => (removed.has(path) ? undefined : await below.read(path)),
    describe: async (path) => (removed.has(path) ? 'absent' : await below.describe(path)),
    isOnDisk: below.isOnDisk,
    prefetch: async (paths) => await below.prefetch([...paths].filter((path) => !removed.has(path))),
  };
}
