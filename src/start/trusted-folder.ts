import { existsSync, lstatSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isWithin } from '../path-flavour.js';

/**
 * Whether code that is found in a folder may be run: nobody else can put any there, neither another user nor a commit.
 *
 * @param folder - absolute; it needn't be there
 * @param trees - work trees that may have no `.git`: the current folder, `GIT_WORK_TREE`
 */
export function mayHoldCode(folder: string, trees: readonly string[]): boolean {
  try {
    const facts = lstatSync(folder, { throwIfNoEntry: false });
    // Whoever could put another folder into its place could not make it this user's.
    if (facts !== undefined && !(facts.isDirectory() && isOurs(facts))) return false;
    const real = realPath(folder);
    return !isInWorkTree(real) && !trees.some((tree) => isWithin(realPath(tree), real));
  } catch {
    return false;
  }
}

/** Whether it belongs to this user, or to root, and nobody else can change it. */
export function isOurs({ uid, mode }: Pick<Stats, 'uid' | 'mode'>): boolean {
  const user = process.getuid?.();
  return user === undefined || ((uid === user || uid === 0) && (mode & 0o022) === 0);
}

function isInWorkTree(folder: string): boolean {
  const above = dirname(folder);
  return existsSync(join(folder, '.git')) || (above !== folder && isInWorkTree(above));
}

/** Of what isn't there, where it would be. */
function realPath(path: string): string {
  const above = dirname(path);
  if (above === path || existsSync(path)) return realpathSync(path);
  return join(realPath(above), basename(path));
}
