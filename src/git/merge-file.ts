import { Failure } from '../failure.js';
import { pathWord } from '../shell-word.js';
import { type GitContext, runGit } from './git.js';

/** The files of a three-way merge, as paths. */
export interface MergePaths {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** What git gives where it has no merge driver for a file. */
export interface MergedText {
  readonly content: Buffer;
  readonly conflicts: number;
}

/** More conflicts than this have this exit status; above are errors, such as binary files. */
const MOST = 127;
/** That of a file that git takes for binary. */
const NO_TEXT = 255;

/**
 * Merges three files as git does without a driver, in the user's `merge.conflictStyle`. Writes nothing.
 *
 * @param of.path how the file is called in a message
 * @param of.markerSize how long the marks of a conflict are
 * @throws Failure `git` where they are no texts
 */
export async function mergeFile(
  context: GitContext,
  { base, ours, theirs }: MergePaths,
  { path, markerSize }: { readonly path: string; readonly markerSize: number },
): Promise<MergedText> {
  const labels = ['ours', 'base', 'theirs'].flatMap((label) => ['-L', label]);
  const args = ['merge-file', '-p', '-q', ...labels, `--marker-size=${markerSize}`, '--', ours, base, theirs];
  const statuses = Array.from({ length: MOST + 1 }, (_, status) => status);
  const { stdout, exitCode } = await runGit(context, args, { allowExit: [...statuses, NO_TEXT] });
  if (exitCode === NO_TEXT)
    throw new Failure('git', `${path} is no text on one side, and can't be merged`, {
      next: `git checkout --ours ${pathWord(path)}, or --theirs, then git add ${pathWord(path)}`,
    });
  return { content: stdout, conflicts: exitCode };
}
