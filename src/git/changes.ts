import { Failure } from '../failure.js';
import { type GitContext, IS_IT_GIT, runGit, zeroSeparated } from './git.js';
import { repositoryOf } from './repository.js';

/** One path that the index has otherwise than HEAD. */
export interface StagedChange {
  readonly path: string;
  /** Added, modified, deleted, another type (say, a link), unmerged. A renamed file is a D and an A. */
  readonly status: 'A' | 'M' | 'D' | 'T' | 'U';
  readonly oldMode: string;
  readonly newMode: string;
  /** Zeros where there is none. */
  readonly oldOid: string;
  readonly newOid: string;
}

/** Where git may not or can't use a repository, `git diff` compares files, and knows no `--cached`. */
const NO_REPOSITORY = 129;

/**
 * What the index that git is about to commit changes against HEAD; everything before the first commit.
 * What `git add -N` only announced is not in it.
 *
 * @param paths only these, and what is below them; all where it is left out.
 * @throws `Failure('git')` where there is no repository, or git refuses it.
 */
export async function stagedChanges(
  context: GitContext,
  paths?: readonly string[],
): Promise<readonly StagedChange[]> {
  return await rawDiff(context, paths === undefined ? [] : ['--', ...paths]);
}

/**
 * What the index changes against a commit.
 *
 * @param commit `undefined` for all that the index has.
 */
export async function changesSince(
  context: GitContext,
  commit: string | undefined,
): Promise<readonly StagedChange[]> {
  return await rawDiff(context, [commit ?? (await emptyTree(context)), '--']);
}

async function emptyTree(context: GitContext): Promise<string> {
  return (await runGit(context, ['hash-object', '-t', 'tree', '--stdin'])).stdout.toString().trim();
}

async function rawDiff(context: GitContext, what: readonly string[]): Promise<readonly StagedChange[]> {
  const args = [
    'diff',
    '--cached',
    '--raw',
    '--no-abbrev',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--no-relative',
    '--ita-invisible-in-index',
    // What is staged of them is committed, whatever a configuration has `status` ignore.
    '--ignore-submodules=none',
    ...what,
  ];
  const { stdout, exitCode } = await runGit(context, args, { allowExit: [0, NO_REPOSITORY] });
  if (exitCode === NO_REPOSITORY) {
    await repositoryOf(context);
    throw new Failure('git', `git diff failed (exit ${NO_REPOSITORY})`, { next: IS_IT_GIT });
  }
  return parseRawDiff(stdout);
}

/** The paths that two lists of changes against the same commit tell differently. */
export function pathsBetween(
  before: readonly StagedChange[],
  after: readonly StagedChange[],
): ReadonlySet<string> {
  const fact = ({ path, newMode, newOid }: StagedChange): string => `${newMode} ${newOid} ${path}`;
  const [known, now] = [new Set(before.map(fact)), new Set(after.map(fact))];
  return new Set([
    ...before.filter((change) => !now.has(fact(change))).map(({ path }) => path),
    ...after.filter((change) => !known.has(fact(change))).map(({ path }) => path),
  ]);
}

/**
 * Reads what `git diff --raw -z` prints.
 *
 * @throws `Failure('git')` for anything else.
 */
export function parseRawDiff(output: Buffer | string): StagedChange[] {
  const records = zeroSeparated(output);
  const changes: StagedChange[] = [];
  for (let index = 0; index + 1 < records.length; index += 2) {
    const facts = records[index] ?? '';
    const path = records[index + 1] ?? '';
    const match = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/.exec(facts);
    const [, oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = match ?? [];
    if (!isStatus(status))
      throw new Failure('git', `git diff printed ${JSON.stringify(facts)}`, { next: IS_IT_GIT });
    changes.push({ path, status, oldMode, newMode, oldOid, newOid });
  }
  return changes;
}

function isStatus(text: string): text is StagedChange['status'] {
  return ['A', 'M', 'D', 'T', 'U'].includes(text);
}
