import { dirname, join } from 'node:path';
import { sweepTemporaries } from '../git/temporary.js';
import { yankWarnings } from '../lockfile/yanked.js';
import { fingerprint, outputsOf, type Project } from '../project/project.js';
import type { Tree } from '../project/tree.js';
import type { ResolvedProject } from '../resolve/project.js';
import type { VerdictStore } from '../verdict/store.js';
import { followsBranches } from './lockfile-origin.js';

/**
 * Records that lockgen is about to write these lockfiles. Before they are written: where a run is killed half-way, the
 * next one has to know the new bytes for its own, not for a person's edits.
 */
export async function rememberOwn(store: VerdictStore, resolved: readonly ResolvedProject[]): Promise<void> {
  for (const { lockfiles } of resolved) for (const { text } of lockfiles) await store.recordOwn(text);
}

/**
 * Records that projects with all of their lockfiles are fresh. After these were written: what is known to be fresh is
 * left alone, so a run that was killed half-way must not be known yet. A project with a yanked pin isn't recorded: the
 * next check is to tell of it; nor one with a pin that follows a branch: the next check is to ask where that is.
 *
 * @param whole - false where only some of each project's lockfiles were made
 */
export async function rememberFresh(
  store: VerdictStore,
  tree: Tree,
  resolved: readonly ResolvedProject[],
  whole: boolean,
): Promise<void> {
  for (const { project, lockfiles } of resolved) {
    const isPlain = lockfiles.every(
      ({ settled, lockfile, warnings }) => settled && yankWarnings(lockfile, warnings).length === 0,
    );
    const texts = new Map(lockfiles.map(({ path, text }) => [path, text]));
    if (!whole || !isPlain || followsBranches(project, texts.values())) continue;
    await store.recordFresh(await fingerprint(project, tree, texts));
  }
}

/** Removes what runs that were killed left beside the lockfiles of projects. */
export async function sweepBeside(top: string, projects: readonly Project[]): Promise<void> {
  const folders = new Set(projects.flatMap(outputsOf).map((path) => dirname(join(top, path))));
  await Promise.all([...folders].map(sweepTemporaries));
}
