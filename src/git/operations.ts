import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './errors.js';
import { type GitContext, runGit } from './git.js';
import type { Repository } from './repository.js';

/** What git has begun and not finished, and how it is finished. */
export type Operation = 'merge' | 'rebase' | 'am' | 'cherry-pick' | 'revert';

/**
 * The commits that a `git merge` which is running brings in. git names them by variables (`GITHEAD_<commit>`) for all
 * that it calls: its `pre-merge-commit` hook runs before `MERGE_HEAD` is written, its `post-merge` hook when HEAD has
 * them already.
 */
export async function headsInMerge(context: GitContext, { head }: Repository): Promise<readonly string[]> {
  const named = Object.keys(context.env).flatMap(
    (name) => /^GITHEAD_([0-9a-f]{40}(?:[0-9a-f]{24})?)$/.exec(name)?.[1] ?? [],
  );
  const incoming: string[] = [];
  for (const commit of named) {
    if (head === undefined || !(await isAncestor(context, commit, head))) incoming.push(commit);
  }
  return incoming;
}

async function isAncestor(context: GitContext, commit: string, of: string): Promise<boolean> {
  const asked = await runGit(context, ['merge-base', '--is-ancestor', commit, of], { allowExit: [0, 1] });
  return asked.exitCode === 0;
}

/** The commits that a merge brings in that waits for its `git commit` (`MERGE_HEAD`); none where there is no such merge. */
export async function mergeHeads(repository: Repository): Promise<readonly string[]> {
  return await commitsIn(repository, 'MERGE_HEAD');
}

async function commitsIn({ gitDir }: Repository, name: string): Promise<readonly string[]> {
  try {
    const text = await readFile(join(gitDir, name), 'utf8');
    return text.split('\n').filter((line) => line !== '');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/**
 * The commits that whatever is under way brings in: those of a merge, or the one that is picked or taken back.
 */
export async function incomingCommits(repository: Repository): Promise<readonly string[]> {
  const found = await Promise.all(
    ['MERGE_HEAD', 'REBASE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD'].map((name) =>
      commitsIn(repository, name),
    ),
  );
  return [...new Set(found.flat())];
}

/** What git waits for its user to finish, as `git status` tells it; a rebase may have a pick of its own under way. */
export function operationUnderWay({ gitDir }: Repository): Operation | undefined {
  const has = (name: string): boolean => existsSync(join(gitDir, name));
  if (has('rebase-apply/applying')) return 'am';
  if (has('rebase-merge') || has('rebase-apply')) return 'rebase';
  if (has('MERGE_HEAD')) return 'merge';
  if (has('CHERRY_PICK_HEAD')) return 'cherry-pick';
  return has('REVERT_HEAD') ? 'revert' : undefined;
}

/**
 * Whether what is staged is to be a commit of its own in what is under way: a merge, a pick, a patch. Not where a rebase
 * stopped after a commit, to have it edited (`rebase-merge/amend`) or for a command (`--exec`).
 */
export function isPicking(repository: Repository): boolean {
  const operation = operationUnderWay(repository);
  if (operation !== 'rebase') return operation !== undefined;
  const has = (name: string): boolean => existsSync(join(repository.gitDir, name));
  return has('REBASE_HEAD') && !has('rebase-merge/amend');
}
