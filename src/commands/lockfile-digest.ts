import { createHash } from 'node:crypto';
import { commitSnapshot } from '../git/commit-snapshot.js';
import type { GitContext } from '../git/git.js';
import type { Kept } from '../setup/record.js';

/** What tells a lockfile's text from another, whatever its line ends; `null` where there is none. */
export function digestOf(file: Kept | null | undefined): string | null {
  return file == null ? null : digest(Buffer.from(file.bytes, 'base64').toString());
}

/**
 * The same of what a commit has.
 *
 * @param commit undefined: there is none yet
 */
export async function digestInCommit(
  git: GitContext,
  commit: string | undefined,
  path: string,
): Promise<string | null> {
  const text = commit === undefined ? undefined : await commitSnapshot(git, commit).read(path);
  return text === undefined ? null : digest(text);
}

// git may have made other line ends of what it has.
const digest = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
