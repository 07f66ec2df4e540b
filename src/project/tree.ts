import { lookAt } from '../git/paths.js';
import type { EntryMode, Snapshot } from '../git/snapshot.js';
import { pathWord } from '../shell-word.js';

/** A snapshot's paths, and its texts read at most once. */
export interface Tree {
  readonly paths: ReadonlySet<string>;
  /** The text of a regular file; `undefined` where there is none. */
  read(path: string): Promise<string | undefined>;
  /** What stands at a path where `read` finds no text, in words: `a symbolic link`. */
  describe(path: string): Promise<string>;
  /** Whether a file or a folder stands there in the work tree, be it in the snapshot or not. */
  isOnDisk(path: string): Promise<boolean>;
  /** Reads many at once, which costs one process where `read` would cost one each. */
  prefetch(paths: Iterable<string>): Promise<void>;
}

/**
 * Wraps a snapshot for the many small reads of planning.
 *
 * @throws Failure `git` where the snapshot can't be listed.
 */
export async function openTree(snapshot: Snapshot): Promise<Tree> {
  const paths = new Set(await snapshot.list());
  const texts = new Map<string, string | undefined>();
  const prefetch = async (wanted: Iterable<string>): Promise<void> => {
    const missing = [...new Set(wanted)].filter((path) => paths.has(path) && !texts.has(path));
    if (missing.length === 0) return;
    const found = await snapshot.readMany(missing);
    for (const path of missing) texts.set(path, found.get(path)?.toString('utf8'));
  };
  return {
    paths,
    prefetch,
    async describe(path) {
      const entry = await snapshot.entry(path);
      if (entry === undefined) return 'absent';
      if ((entry.stage ?? 0) > 0) return 'unmerged';
      return SHAPES[entry.mode] ?? 'a file';
    },
    async isOnDisk(path) {
      if (snapshot.kind === 'commit') return false;
      return ['file', 'folder'].includes((await lookAt(snapshot.root, path)).kind);
    },
    async read(path) {
      await prefetch([path]);
      return texts.get(path);
    },
  };
}

const SHAPES: Partial<Record<EntryMode, string>> = {
  '120000': 'a symbolic link',
  '160000': 'a submodule',
  '040000': 'a folder',
};

/** What to do about a path that isn't in the tree: only what is on disk can be added. */
export async function remedyForMissing(tree: Tree, path: string, otherwise: string): Promise<string> {
  return `${(await tree.isOnDisk(path)) ? `git add ${pathWord(path)}` : `create ${path}`}, or ${otherwise}`;
}
