import { readContents } from './contents.js';
import { type GitContext, runGit, zeroSeparated } from './git.js';
import { readIndex } from './index-entries.js';

/** The versions of a file that a merge could not join; undefined where a side has none. */
export interface UnmergedFile {
  readonly base: string | undefined;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/**
 * The files of which the index has several versions, with their texts as a checkout would write them.
 *
 * @returns by path. In a rebase `ours` is the branch that is rebased onto, as git has it.
 * @throws Failure `git`
 */
export async function unmergedFiles(context: GitContext): Promise<ReadonlyMap<string, UnmergedFile>> {
  const entries = (await readIndex(context)).filter(({ stage }) => stage > 0);
  const files = new Map<string, UnmergedFile>();
  for (const path of new Set(entries.map((entry) => entry.path))) {
    const text = async (stage: number): Promise<string | undefined> => {
      const entry = entries.find((one) => one.path === path && one.stage === stage);
      if (entry === undefined || !['100644', '100755'].includes(entry.mode)) return undefined;
      return (await readContents(context, [{ path, oid: entry.oid }])).get(path)?.toString('utf8');
    };
    files.set(path, { base: await text(1), ours: await text(2), theirs: await text(3) });
  }
  return files;
}

/** The paths that a merge left in several versions, sorted. */
export async function unmergedPaths(context: GitContext): Promise<readonly string[]> {
  const { stdout } = await runGit(context, ['diff', '--name-only', '--diff-filter=U', '-z', '--no-relative']);
  return [...new Set(zeroSeparated(stdout))].sort();
}
