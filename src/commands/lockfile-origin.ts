import { isSurvivable } from '../failure.js';
import { commitSnapshot } from '../git/commit-snapshot.js';
import type { GitContext } from '../git/git.js';
import { type HistoryOf, lastChangeOf } from '../git/history.js';
import { parseLockfile } from '../lockfile/parse.js';
import { type Manifest, readManifest } from '../project/manifest.js';
import type { Project } from '../project/project.js';
import { relevantPart } from '../project/relevance.js';

/** Whether any of these lockfiles pins a commit of a git repository. */
export function pinsCommits(lockfiles: Iterable<string>): boolean {
  return [...lockfiles].some((text) => parseLockfile(text).pins.some((pin) => pin.url?.startsWith('git+')));
}

/**
 * The manifest that committed lockfiles were made from: the one of the commit that changed them last. It tells a git
 * branch that has moved since, which is no drift, from a reference that was edited, which is.
 *
 * @param git - its `cwd` is the top of a work tree that has a commit
 * @param lockfiles - the project's lockfiles, by path
 * @returns `undefined` where none pins a commit, and where history can't tell, or tells of more than one manifest
 */
export async function manifestBehind(
  git: GitContext,
  project: Project,
  lockfiles: ReadonlyMap<string, string>,
  of: HistoryOf,
): Promise<Manifest | undefined> {
  if (!pinsCommits(lockfiles.values())) return undefined;
  const commits = new Set(
    await Promise.all([...lockfiles.keys()].map((path) => lastChangeOf(git, path, of))),
  );
  let found: Manifest | undefined;
  for (const commit of commits) {
    const manifest = commit === undefined ? undefined : await manifestAt(git, commit, project.manifest.path);
    if (manifest === undefined) return undefined;
    if (found !== undefined && relevantPart(found) !== relevantPart(manifest)) return undefined;
    found = manifest;
  }
  return found;
}

/**
 * The manifest whose git branches stay at the commits that lockfiles pin: the one behind them, else, where they are
 * not committed yet, HEAD's.
 */
export async function manifestToHold(
  git: GitContext,
  project: Project,
  lockfiles: ReadonlyMap<string, string>,
  where: 'index' | 'worktree',
): Promise<Manifest | undefined> {
  if (!pinsCommits(lockfiles.values())) return undefined;
  const behind = await manifestBehind(git, project, lockfiles, where);
  return behind ?? (await manifestAt(git, 'HEAD', project.manifest.path));
}

async function manifestAt(git: GitContext, commit: string, path: string): Promise<Manifest | undefined> {
  try {
    const text = await commitSnapshot(git, commit).read(path);
    return text === undefined ? undefined : readManifest(text, path);
  } catch (error) {
    if (isSurvivable(error)) return undefined;
    throw error;
  }
}
