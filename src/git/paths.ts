import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
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
  const names = path.split('/');
  for (let depth = 1; depth <= names.length; depth += 1) {
    const at = names.slice(0, depth).join('/');
    const stats = await lstatIfThere(onDisk(root, at));
    if (stats === undefined) return { kind: 'absent' };
    if (depth < names.length) {
      if (stats.isSymbolicLink()) return { kind: 'behind-link', at };
      if (!stats.isDirectory()) return { kind: 'behind-file', at };
      continue;
    }
    if (stats.isSymbolicLink()) return { kind: 'link' };
    if (stats.isDirectory()) return { kind: 'folder' };
    if (!stats.isFile()) return { kind: 'special' };
    return { kind: 'file', executable: (stats.mode & 0o111) !== 0, permissions: stats.mode & 0o7777 };
  }
  return { kind: 'folder' };
}

async function lstatIfThere(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file);
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
