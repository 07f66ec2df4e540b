import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { folderSnapshot } from '../git/folder-snapshot.js';
import { findRepository, type Repository } from '../git/repository.js';
import type { Snapshot } from '../git/snapshot.js';
import { worktreeSnapshot } from '../git/worktree-snapshot.js';
import { type Context, gitContext } from './context.js';

/** The files that a command reads, and where it was started in them. */
export interface Source {
  readonly snapshot: Snapshot;
  /** Absolute. */
  readonly root: string;
  /** The start folder relative to `root`, with `/`; `''` is the root. */
  readonly start: string;
  readonly repository: Repository | undefined;
}

/**
 * The work tree around the start folder, or that folder alone where there is no repository (an unpacked sdist, a
 * container).
 */
export async function diskSource(context: Context): Promise<Source> {
  const cwd = await realpath(context.cwd);
  // Git may not even be there, in a container that only has the project.
  const repository = (await mayBeRepository(context, cwd))
    ? await findRepository(gitContext(context))
    : undefined;
  if (repository === undefined || repository.isBare) {
    return { snapshot: folderSnapshot(cwd), root: cwd, start: '', repository: undefined };
  }
  const root = await realpath(repository.top);
  return {
    snapshot: worktreeSnapshot(gitContext(context, root)),
    root,
    start: relative(root, resolve(cwd)).split(sep).join('/'),
    repository,
  };
}

/** Whether git is pointed to a repository, or a folder above has something called `.git`. */
async function mayBeRepository(context: Context, cwd: string): Promise<boolean> {
  if (context.env.GIT_DIR !== undefined) return true;
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = await lstat(join(folder, '.git')).catch(() => undefined);
    if (found !== undefined) return true;
    if (folder === dirname(folder)) return false;
  }
}
