import { isSurvivable } from '../failure.js';
import { commitSnapshot } from '../git/commit-snapshot.js';
import type { GitContext } from '../git/git.js';
import { type HistoryOf, lastChangeOf } from '../git/history.js';
import { textOf } from '../git/materialise.js';
import { type Pin, parseLockfile } from '../lockfile/parse.js';
import { type Manifest, readManifest } from '../project/manifest.js';
import type { Project } from '../project/project.js';
import { relevantPart } from '../project/relevance.js';
import { gitReferences, gitUrl } from '../resolve/git-url.js';

/** A pin of a commit of another repository. */
export interface CommitPin {
  readonly pin: Pin;
  /** With `git+`. */
  readonly url: string;
  readonly commit: string;
}

/** Whether a text has what a repository's commit is pinned with, as a requirements file or a `pylock.toml` has it. */
const mayPinCommits = (text: string): boolean => text.includes('git+') || text.includes('commit-id');

/** The pins of a lockfile that name a commit. */
export function commitPins(text: string): readonly CommitPin[] {
  // Most lockfiles have none, and needn't be read for it.
  if (!mayPinCommits(text)) return [];
  return parseLockfile(text).pins.flatMap((pin) => {
    const url = gitUrl(pin.url ?? '');
    return url?.ref === undefined ? [] : [{ pin, url: url.base, commit: url.ref }];
  });
}

/** Whether any of these lockfiles pins a commit of a git repository. */
export function pinsCommits(lockfiles: Iterable<string>): boolean {
  return [...lockfiles].some(
    (text) => mayPinCommits(text) && parseLockfile(text).pins.some((pin) => pin.url?.startsWith('git+')),
  );
}

/**
 * Whether lockfiles pin commits that a branch or a tag decides on, which may move or be rewritten: what these were
 * found to be, no record of the files can tell.
 */
export function followsBranches({ inputs }: Project, lockfiles: Iterable<string | undefined>): boolean {
  const references = gitReferences(inputs.manifests);
  const isNamed = (pin: string, commit: string): boolean =>
    references.some(
      ({ key, name }) => key === pin && /^[0-9a-f]{7,40}$/.test(name) && commit.startsWith(name),
    );
  return [...lockfiles].some((text = '') =>
    commitPins(text).some(({ pin, commit }) => !isNamed(pin.key, commit)),
  );
}

/**
 * The manifests that committed lockfiles were made from, those of local packages included: as they are in the commit
 * that changed the lockfiles last. They tell a git branch that has moved since, which is no drift, from a reference that
 * was edited, which is.
 *
 * @param git - its `cwd` is the top of a work tree that has a commit
 * @param lockfiles - the project's lockfiles, by path; worth its time only where `pinsCommits`
 * @returns `undefined` where history can't tell, or tells of different ones
 */
export async function manifestsBehind(
  git: GitContext,
  project: Project,
  lockfiles: ReadonlyMap<string, string>,
  of: HistoryOf,
): Promise<readonly Manifest[] | undefined> {
  const commits = new Set(
    await Promise.all([...lockfiles.keys()].map((path) => lastChangeOf(git, path, of))),
  );
  let found: readonly Manifest[] | undefined;
  for (const commit of commits) {
    const manifests = commit === undefined ? undefined : await manifestsAt(git, commit, project);
    if (manifests === undefined) return undefined;
    if (found !== undefined && !sameManifests(found, manifests)) return undefined;
    found = manifests;
  }
  return found;
}

/**
 * The manifests whose git branches stay at the commits that lockfiles pin: those behind them, else, where they are not
 * committed yet, HEAD's.
 */
export async function manifestsToHold(
  git: GitContext,
  project: Project,
  lockfiles: ReadonlyMap<string, string>,
  where: 'index' | 'worktree',
): Promise<readonly Manifest[]> {
  if (!pinsCommits(lockfiles.values())) return [];
  const behind = await manifestsBehind(git, project, lockfiles, where);
  return behind ?? (await manifestsAt(git, 'HEAD', project)) ?? [];
}

/** Whether manifests give the same lockfiles. */
export function sameManifests(some: readonly Manifest[], others: readonly Manifest[]): boolean {
  const parts = (all: readonly Manifest[]): string =>
    JSON.stringify(all.map((one) => [one.path, relevantPart(one)]).sort());
  return parts(some) === parts(others);
}

/** A project's manifests in a commit, as far as they were there and can be read; `undefined` without its own. */
async function manifestsAt(
  git: GitContext,
  commit: string,
  { manifest, inputs }: Project,
): Promise<readonly Manifest[] | undefined> {
  const paths = inputs.manifests.map(({ path }) => path);
  const read = (path: string, bytes: Buffer): readonly Manifest[] => {
    try {
      return [readManifest(textOf(bytes), path)];
    } catch (error) {
      if (isSurvivable(error)) return [];
      throw error;
    }
  };
  try {
    const files = await commitSnapshot(git, commit).readMany(paths);
    const found = [...files].flatMap(([path, bytes]) => read(path, bytes));
    return found.some(({ path }) => path === manifest.path) ? found : undefined;
  } catch (error) {
    if (isSurvivable(error)) return undefined;
    throw error;
  }
}
