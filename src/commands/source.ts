import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../failure.js';
import { commitSnapshot } from '../git/commit-snapshot.js';
import { folderSnapshot } from '../git/folder-snapshot.js';
import type { GitContext } from '../git/git.js';
import { commitOf } from '../git/history.js';
import { indexSnapshot } from '../git/index-snapshot.js';
import { likelyTop } from '../git/likely-top.js';
import { findRepository, type Repository } from '../git/repository.js';
import type { Snapshot } from '../git/snapshot.js';
import { worktreeSnapshot } from '../git/worktree-snapshot.js';
import { seenFrom } from '../path-flavour.js';
import { type Context, gitContext } from './context.js';

/** Which files a command is to read: those on disk, those in the index, or those of a commit. */
export type Wanted =
  | { readonly kind: 'worktree' }
  | { readonly kind: 'index' }
  | { readonly kind: 'commit'; readonly revision: string };

/** The files that a command reads, and where it was started in them. */
export interface Source {
  readonly snapshot: Snapshot;
  /** Absolute. */
  readonly root: string;
  /** The start folder relative to `root`, with `/`; `''` is the root. */
  readonly start: string;
  readonly repository: Repository | undefined;
  /** Whose history tells what lockfiles were made from; undefined where there is none. */
  readonly history: History | undefined;
}

/** Where the history of a source's files begins. */
export interface History {
  readonly git: GitContext;
  /** The commit that is read, or which state of the files has to be HEAD's for its history to be theirs. */
  readonly from: 'index' | 'worktree' | { readonly commit: string };
}

/**
 * The files that a command was asked to read.
 *
 * @throws Failure `usage` for a revision that names no commit; `git` for an index or a revision outside of a repository
 */
export async function openSource(context: Context, wanted: Wanted): Promise<Source> {
  if (wanted.kind === 'worktree') return await diskSource(context);
  const repository = await findRepository(gitContext(context));
  const what = wanted.kind === 'index' ? 'the index' : wanted.revision;
  if (repository === undefined) {
    throw new Failure('git', `there is no git repository here, so ${what} can't be read`, {
      next: 'run it in a clone, or check the files on disk: lockgen check',
    });
  }
  const root = await realpath(repository.top);
  const git = gitContext(context, root);
  const start = repository.isBare ? '' : seenFrom(root, resolve(await realpath(context.cwd)));
  const place = { root, start, repository };
  if (wanted.kind === 'index') {
    return { ...place, snapshot: indexSnapshot(git), history: historyOf(repository, git, 'index') };
  }
  const commit = await commitOf(git, wanted.revision);
  return { ...place, snapshot: commitSnapshot(git, commit), history: { git, from: { commit } } };
}

/**
 * The work tree around the start folder, or that folder alone where there is no repository (an unpacked sdist, a
 * container).
 */
export async function diskSource(context: Context): Promise<Source> {
  const cwd = await realpath(context.cwd);
  // Where nothing can be a repository, git isn't asked: it may not even be there, in a container with the project alone.
  const likely = context.env.GIT_DIR === undefined ? await likelyTop(cwd) : cwd;
  const guess = likely === undefined ? undefined : worktreeSnapshot(gitContext(context, likely));
  // The listing runs beside the question where the repository is; where the guess is wrong, it counts for nothing.
  const [repository] = await Promise.all([
    likely === undefined ? undefined : findRepository(gitContext(context)),
    guess?.list().catch(() => undefined),
  ]);
  if (repository === undefined || repository.isBare) {
    const snapshot = folderSnapshot(cwd);
    return { snapshot, root: cwd, start: '', repository: undefined, history: undefined };
  }
  const root = await realpath(repository.top);
  const git = gitContext(context, root);
  return {
    snapshot: guess !== undefined && likely === root ? guess : worktreeSnapshot(git),
    root,
    start: seenFrom(root, resolve(cwd)),
    repository,
    history: historyOf(repository, git, 'worktree'),
  };
}

/**
 * For who found no project on disk or in the index: that there are files at all.
 *
 * @param next - reads a commit instead
 * @throws Failure `usage` in a bare repository
 */
export async function assertNotBare(context: Context, next: string): Promise<void> {
  const repository = await findRepository(gitContext(context)).catch(() => undefined);
  if (repository?.isBare !== true) return;
  throw new Failure('usage', 'this repository is bare: it has neither a work tree nor an index', { next });
}

/** None before the first commit. */
function historyOf(repository: Repository, git: GitContext, from: 'index' | 'worktree'): History | undefined {
  return repository.head === undefined ? undefined : { git, from };
}
