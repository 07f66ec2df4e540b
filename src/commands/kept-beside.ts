import type { GitContext } from '../git/git.js';
import { fileBelow } from '../git/grounds.js';
import type { LockfileOnDisk } from '../git/write-lockfiles.js';
import { isForeign } from '../lockfile/foreign.js';
import type { ResolvedProject } from '../resolve/project.js';
import { besidePath } from './beside-path.js';
import { digestInCommit, digestOf } from './lockfile-digest.js';

/** A file of a person's that a lockfile takes the place of, and where it goes. */
export interface KeptBeside {
  readonly path: string;
  readonly write: LockfileOnDisk;
}

/**
 * What a person's files have that no commit has, where lockfiles come into their places: beside them. Nothing is written
 * over.
 *
 * @param head - undefined: there is no commit yet
 */
export async function keptBeside(
  git: GitContext,
  root: string,
  head: string | undefined,
  resolved: readonly ResolvedProject[],
): Promise<readonly KeptBeside[]> {
  const found: KeptBeside[] = [];
  for (const { path, before, text, target } of resolved.flatMap(({ lockfiles }) => lockfiles)) {
    if (before === undefined || before === text || !isForeign(before, target.output)) continue;
    const there = await fileBelow(root, path);
    if (there === undefined) continue;
    const digest = digestOf({ bytes: there.bytes.toString('base64'), mode: 0 });
    if (digest === (await digestInCommit(git, head, path))) continue;
    found.push({ path, write: await writeBeside(root, path, there.bytes) });
  }
  return found;
}

/** Under the first name that is free, or has it already. */
async function writeBeside(root: string, path: string, bytes: Buffer): Promise<LockfileOnDisk> {
  for (let count = 1; ; count += 1) {
    const name = `${besidePath(path)}${count === 1 ? '' : `-${count}`}`;
    const there = await fileBelow(root, name);
    if (there === undefined || there.bytes.equals(bytes))
      return { path: name, text: bytes.toString(), bytes };
  }
}

/** The same for a person. */
export function besideNote({ path, write }: KeptBeside): string {
  return `${path} had lines that no commit has: all of it is in ${write.path}`;
}
