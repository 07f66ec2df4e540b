import { lstatSync, type Stats } from 'node:fs';
import { NATIVE, type PathFlavour } from '../path-flavour.js';
import { hasCode } from './errors.js';

/** What stands at a path on disk, found without following any symbolic link on the way. */
export type OnDisk =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly executable: boolean; readonly permissions: number }
  | { readonly kind: 'folder' | 'link' | 'special' }
  /** A folder on the way is a symbolic link, or no folder. */
  | { readonly kind: 'behind-link' | 'behind-file'; readonly at: string };

/** The place on disk of a path with `/`, below a folder. */
export function onDisk(root: string, path: string, { join }: PathFlavour = NATIVE): string {
  return join(root, ...path.split('/'));
}

/** Looks at a path below a folder. The folder itself may be reached by links; what is below it may not. */
export async function lookAt(root: string, path: string): Promise<OnDisk> {
  return lookAround(root)(path);
}

/**
 * Looks at many paths below a folder, at each folder on the way once. Without waiting, as a thousand looks that each wait
 * for their turn take far longer.
 */
export function lookAround(root: string): (path: string) => OnDisk {
  const ways = new Map<string, OnDisk | undefined>([['', undefined]]);
  /** What keeps a folder's files from being there; undefined where nothing does. */
  const obstacle = (folder: string): OnDisk | undefined => {
    if (ways.has(folder)) return ways.get(folder);
    const slash = folder.lastIndexOf('/');
    const found = obstacle(slash < 0 ? '' : folder.slice(0, slash)) ?? asWay(root, folder);
    ways.set(folder, found);
    return found;
  };
  return (path) => {
    const slash = path.lastIndexOf('/');
    return obstacle(slash < 0 ? '' : path.slice(0, slash)) ?? asEnd(lstatIfThere(onDisk(root, path)));
  };
}

function asWay(root: string, at: string): OnDisk | undefined {
  const stats = lstatIfThere(onDisk(root, at));
  if (stats === undefined) return { kind: 'absent' };
  if (stats.isSymbolicLink()) return { kind: 'behind-link', at };
  return stats.isDirectory() ? undefined : { kind: 'behind-file', at };
}

function asEnd(stats: Stats | undefined): OnDisk {
  if (stats === undefined) return { kind: 'absent' };
  if (stats.isSymbolicLink()) return { kind: 'link' };
  if (stats.isDirectory()) return { kind: 'folder' };
  if (!stats.isFile()) return { kind: 'special' };
  return { kind: 'file', executable: (stats.mode & 0o111) !== 0, permissions: stats.mode & 0o7777 };
}

function lstatIfThere(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/**
 * Whether a path stays in its folder and out of git's own: no `..`, no empty name, no `.git`. On Windows also no name
 * that is another place there (`..\x`, `C:x`, a stream `x:y`), and none that is the same place as `.git` or `..`
 * (dots and spaces at the end don't count; `git~1`).
 */
export function isInside(path: string, flavour: PathFlavour = NATIVE): boolean {
  return path.split('/').every((name) => {
    if (flavour.sep === '/') return !['', '.', '..', '.git'].includes(name.toLowerCase());
    const plain = name.toLowerCase().replace(/[. ]+$/, '');
    return !/[\\:]/.test(name) && !['', '.git', 'git~1'].includes(plain);
  });
}
