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
    prefetch: async (paths) => await below.prefetch([...paths].filter((path) => !texts.has(path))),
  };
}
