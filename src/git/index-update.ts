import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../failure.js';
import { NATIVE, type PathFlavour } from '../path-flavour.js';
import { type GitContext, type GitOptions, type GitResult, runGit, throwIfInterrupted } from './git.js';
import { type IndexEntry, inIndex } from './index-entries.js';

/** How long another program's lock of the index is waited for. */
const PATIENCE_MILLISECONDS = 3_000;

/** An index file that a commit is made of. */
export interface IndexFile {
  /** Undefined: the repository's own, whose name git knows. */
  readonly file: string | undefined;
}

/**
 * The index files that a change of the commit has to go into: the one that git is about to commit and, under
 * `git commit PATH`, the one that becomes the index afterwards (staged only in the first, the lockfile would
 * then be left as a staged revert).
 *
 * @returns `twin` undefined where there is none; `missing` where there should be one.
 */
export function indexFiles(context: GitContext): {
  readonly main: IndexFile;
  readonly twin: IndexFile | undefined;
  readonly missing: boolean;
} {
  const file = context.env.GIT_INDEX_FILE;
  const main = { file };
  const twin = file === undefined ? undefined : twinOf(file);
  if (twin === undefined) return { main, twin: undefined, missing: false };
  const found = existsSync(resolve(context.cwd, twin));
  return { main, twin: found ? { file: twin } : undefined, missing: !found };
}

/** The index that git goes on with after a commit of another one, as its name tells; undefined where it is the same. */
export function twinOf(file: string, { basename, dirname, join }: PathFlavour = NATIVE): string | undefined {
  return /^next-index-.*\.lock$/.test(basename(file)) ? join(dirname(file), 'index.lock') : undefined;
}

/** Sets, replaces and removes entries of an index, all in one write. */
export async function updateEntries(
  context: GitContext,
  index: IndexFile,
  entries: readonly Pick<IndexEntry, 'path' | 'mode' | 'oid' | 'stage'>[],
  removed: readonly { readonly path: string; readonly oid: string }[] = [],
): Promise<void> {
  if (entries.length + removed.length === 0) return;
  const gone = removed.map(({ path, oid }) => `0 ${'0'.repeat(oid.length)}\t${path}\0`);
  const set = entries.map(({ mode, oid, stage, path }) => `${mode} ${oid} ${stage}\t${path}\0`);
  await writeIndex(context, index, ['update-index', '-z', '--index-info'], {
    input: [...gone, ...set].join(''),
  });
}

/** Sets a flag of entries that an update took off. */
export async function setFlag(
  context: GitContext,
  index: IndexFile,
  flag: '--skip-worktree' | '--assume-unchanged',
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  await writeIndex(context, index, ['update-index', flag, '-z', '--stdin'], {
    input: paths.map((path) => `${path}\0`).join(''),
  });
}

/**
 * In a sparse index, git puts an entry below its last folder beside that folder instead of into it (git 2.39, an
 * entry that sorts after all others). It folds the folders again when it next writes the index itself.
 */
const EXPANDED = ['-c', 'index.sparse=false'] as const;

/**
 * Runs a git command that writes an index, waiting for other programs' locks but never removing one.
 *
 * @throws `Failure('interrupted')` where git ended meanwhile (writing would leave a lock behind that nobody holds);
 *   `Failure('git')` where a lock stays.
 */
export async function writeIndex(
  context: GitContext,
  index: IndexFile,
  args: readonly string[],
  options: Omit<GitOptions, 'writes' | 'env'> = {},
): Promise<GitResult> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  for (let wait = 30; ; wait = Math.min(wait * 2, 300)) {
    throwIfInterrupted(context.signal);
    throwIfAbandoned(context, index);
    try {
      return await runGit(context, [...EXPANDED, ...args], {
        ...options,
        ...inIndex(index.file),
        writes: true,
      });
    } catch (error) {
      const lock = lockOf(error);
      if (lock === undefined) throw error;
      if (performance.now() > deadline) {
        throw new Failure('git', `another program holds ${lock}`, {
          next: 'try again when it has ended; if no git runs any more, remove that file',
          cause: error,
        });
      }
      await setTimeout(wait);
    }
  }
}

/** The lock that `writeIndex` waited for in vain, where that is what a failure says. */
export function heldLock(error: unknown): string | undefined {
  return error instanceof Failure ? lockOf(error.cause) : undefined;
}

function lockOf(error: unknown): string | undefined {
  if (!(error instanceof Failure)) return undefined;
  return /Unable to create '(.*\.lock)': File exists/s.exec(error.detail ?? '')?.[1];
}

/** @throws `Failure('interrupted')` once the git that called the hook is gone, and its locked index with it. */
export function throwIfAbandoned(context: GitContext, index: IndexFile): void {
  if (!isAbandoned(context, index)) return;
  throw new Failure('interrupted', 'the git that makes this commit has ended; nothing was staged', {
    next: 'commit again',
  });
}

/** Whether nobody goes on with an index: its git is gone, or has removed it. */
export function isAbandoned(context: GitContext, index: IndexFile): boolean {
  return context.alive?.() === false || (isLocked(index) && !isThere(context, index));
}

/** Whether git holds an index locked while the hook runs (`git commit -a`, `git commit PATH`), and removes it at its end. */
export function isLocked({ file }: IndexFile): boolean {
  return file?.endsWith('.lock') === true;
}

/** Whether an index that has a name exists. */
export function isThere(context: GitContext, { file }: IndexFile): boolean {
  return file !== undefined && existsSync(resolve(context.cwd, file));
}
