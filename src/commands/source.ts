import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { folderSnapshot } from '../git/folder-snapshot.js';
import { findRepository, type Repository } from '../git/repository.js';
import type { Snapshot } from '../git/snapshot.js';
import { worktreeSnapshot } from '../git/worktree-snapshot.js';
import { seenFrom } from '../path-flavour.js';
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
  // Where nothing can be a repository, git isn't asked: it may not even be there, in a container with the project alone.
  const likely = await likelyTop(context, cwd);
  const guess = likely === undefined ? undefined : worktreeSnapshot(gitContext(context, likely));
  // The listing runs beside the question where the repository is; where the guess is wrong, it counts for nothing.
  const [repository] = await Promise.all([
    likely === undefined ? undefined : findRepository(gitContext(context)),
    guess?.list().catch(() => undefined),
  ]);
  if (repository === undefined || repository.isBare) {
    return { snapshot: folderSnapshot(cwd), root: cwd, start: '', repository: undefined };
  }
  const root = await realpath(repository.top);
  return {
    snapshot: guess !== undefined && likely === root ? guess : worktreeSnapshot(gitContext(context, root)),
    root,
    start: seenFrom(root, resolve(cwd)),
    repository,
  };
}

/**
 * The nearest folder with something called `.git`: most often the top of the work tree.
 *
 * @returns the start folder itself where git is pointed to a repository; `undefined` where there can be none
 */
async function likelyTop(context: Context, cwd: string): Promise<string | undefined> {
  if (context.env.GIT_DIR !== undefined) return cwd;
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = await lstat(join(folder, '.git')).catch(() => undefined);
    if (found !== undefined) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
