import { Failure } from '../failure.js';
import { type GitContext, runGit, zeroSeparated } from './git.js';

/** A commit of a range, with what it changes. */
export interface RangeCommit {
  readonly commit: string;
  /** None for a root commit. */
  readonly parents: readonly string[];
  readonly subject: string;
  /** The paths that it has otherwise than its first parent. */
  readonly changed: ReadonlySet<string>;
}

/**
 * The commits of a range, parents before children, in one run of git: those that its branch had as its own, and of what
 * was merged into it the merge alone. Nobody can mend any more what a merge brought, and put right before.
 *
 * @param range - as git takes it: `A..B`
 * @throws Failure `usage` where it names no commits that are here
 */
export async function commitsOf(context: GitContext, range: string): Promise<readonly RangeCommit[]> {
  const { stdout, stderr, exitCode } = await runGit(
    context,
    [
      // A user's own settings must not add lines, nor leave a root commit's files out.
      ...['-c', 'log.showSignature=false', '-c', 'log.showRoot=true'],
      'log',
      '--reverse',
      '--topo-order',
      '--no-color',
      '--no-notes',
      '--no-decorate',
      '--format=%x01%H%x00%P%x00%s',
      '-z',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '--no-ext-diff',
      '--no-relative',
      '--first-parent',
      '--diff-merges=first-parent',
      '--end-of-options',
      range,
      '--',
    ],
    { allowExit: [0, 128] },
  );
  if (exitCode !== 0) {
    throw new Failure('usage', `${range} names no commits that are here`, {
      next: 'name two commits, as in origin/main..HEAD; in a shallow clone: git fetch --unshallow (in CI: a fetch depth of 0) first',
      detail: stderr.trimEnd(),
    });
  }
  return parseCommits(zeroSeparated(stdout));
}

/** Reads what `git log` printed: a commit's three fields, then a pair of facts and path for each change. */
export function parseCommits(records: readonly string[]): readonly RangeCommit[] {
  const found: (RangeCommit & { changed: Set<string> })[] = [];
  for (let at = 0; at < records.length; at += 1) {
    const record = records[at]?.trimStart() ?? '';
    if (record.startsWith('\u0001')) {
      const parents = (records[at + 1] ?? '').split(' ').filter((parent) => parent !== '');
      found.push({ commit: record.slice(1), parents, subject: records[at + 2] ?? '', changed: new Set() });
      at += 2;
    } else if (record.startsWith(':')) {
      found.at(-1)?.changed.add(records[at + 1] ?? '');
      at += 1;
    }
  }
  return found;
}

/**
 * A commit's parents and the first line of its message.
 *
 * @throws Failure `git`
 */
export async function commitFacts(
  context: GitContext,
  commit: string,
): Promise<Pick<RangeCommit, 'parents' | 'subject'>> {
  const format = ['log', '-1', '--no-notes', '--no-color', '--format=%P%x00%s', '-z'];
  const { stdout } = await runGit(context, ['-c', 'log.showSignature=false', ...format, commit, '--']);
  const [parents = '', subject = ''] = zeroSeparated(stdout);
  return { parents: parents.split(' ').filter((parent) => parent !== ''), subject };
}

/**
 * The parents of a commit as it names them, be they here or not: those that a shallow clone left out as well.
 *
 * @throws Failure `git`
 */
export async function namedParents(context: GitContext, commit: string): Promise<readonly string[]> {
  const { stdout } = await runGit(context, ['cat-file', 'commit', commit]);
  const [head = ''] = stdout.toString().split('\n\n', 1);
  return [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].flatMap(([, oid]) => oid ?? []);
}

/** The newest commit that both have come from; undefined where none is here. */
export async function mergeBase(context: GitContext, a: string, b: string): Promise<string | undefined> {
  const { stdout, exitCode } = await runGit(context, ['merge-base', a, b], { allowExit: [0, 1, 128] });
  return exitCode === 0 ? stdout.toString().trim() : undefined;
}
