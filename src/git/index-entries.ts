import { Failure } from '../failure.js';
import { type GitContext, IS_IT_GIT, runGit, zeroSeparated } from './git.js';
import type { EntryMode } from './snapshot.js';

/** One entry of an index, or one of the stages of an unmerged path. */
export interface IndexEntry {
  readonly path: string;
  readonly mode: EntryMode;
  readonly oid: string;
  readonly stage: number;
  readonly assumeUnchanged: boolean;
  readonly skipWorktree: boolean;
}

/**
 * The entries of the index that git uses, those marked by `git add -N` included.
 *
 * @param paths only these, and what is below them; all where it is left out.
 * @param indexFile another index file than the context's.
 */
export async function readIndex(
  context: GitContext,
  paths?: readonly string[],
  indexFile?: string,
): Promise<IndexEntry[]> {
  if (paths?.length === 0) return [];
  const { stdout } = await runGit(
    context,
    ['ls-files', '-s', '-v', '-z', '--', ...(paths ?? [])],
    inIndex(indexFile),
  );
  return parseEntries(stdout);
}

/** Has a run of git use another index file than the context's, if one is given. */
export function inIndex(file: string | undefined): { env?: { GIT_INDEX_FILE: string } } {
  return file === undefined ? {} : { env: { GIT_INDEX_FILE: file } };
}

/**
 * Reads what `git ls-files -s -v -z` prints.
 *
 * @throws `Failure('git')` for anything else.
 */
export function parseEntries(output: Buffer | string): IndexEntry[] {
  return zeroSeparated(output).map(parseEntry);
}

function parseEntry(record: string): IndexEntry {
  // `H 100644 <oid> 0\t<path>`: S for skip-worktree, a small letter for assume-unchanged.
  const match = /^(\S) (\d{6}) ([0-9a-f]+) ([0-3])\t(.*)$/s.exec(record);
  const [, tag = '', mode = '', oid = '', stage = '', path = ''] = match ?? [];
  if (!isEntryMode(mode))
    throw new Failure('git', `git ls-files printed ${JSON.stringify(record)}`, { next: IS_IT_GIT });
  return {
    path,
    mode,
    oid,
    stage: Number(stage),
    assumeUnchanged: tag !== tag.toUpperCase(),
    skipWorktree: tag.toUpperCase() === 'S',
  };
}

/** Whether a text is one of the modes that git gives to what it tracks. */
export function isEntryMode(mode: string): mode is EntryMode {
  return ['100644', '100755', '120000', '160000', '040000'].includes(mode);
}

const EMPTY_BLOBS: readonly string[] = [
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
];
const INTENT_TO_ADD = 0x2000_0000;

/**
 * Those of the entries that `git add -N` made: they look like empty files, but are in no commit.
 * Costs a run of git only where an empty file could matter (an empty Python module can't).
 */
export async function intentToAdd(
  context: GitContext,
  entries: readonly IndexEntry[],
  indexFile?: string,
): Promise<ReadonlySet<string>> {
  const empty = entries
    .filter((entry) => EMPTY_BLOBS.includes(entry.oid) && !/\.(py|pyi|typed)$|\.gitkeep$/.test(entry.path))
    .map((entry) => entry.path);
  if (empty.length === 0) return new Set();
  // Above a few hundred the names could exceed what a command line takes.
  const paths = empty.length > 200 ? [] : empty;
  const { stdout } = await runGit(context, ['ls-files', '--debug', '-z', '--', ...paths], inIndex(indexFile));
  const found = new Set<string>();
  // After each name and its NUL come five lines; the last ends in the flags, and the next name follows it.
  let name = '';
  for (const record of zeroSeparated(stdout)) {
    const facts = /^ {2}ctime:[^\n]*\n(?:[^\n]*\n){3} {2}size: \d+\tflags: ([0-9a-f]+)\n/.exec(record);
    if (facts !== null && (Number.parseInt(facts[1] ?? '', 16) & INTENT_TO_ADD) !== 0) found.add(name);
    name = facts === null ? record : record.slice(facts[0].length);
  }
  return found;
}
