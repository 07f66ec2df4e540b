import { fingerprint } from '../project/project.js';
import type { Tree } from '../project/tree.js';
import type { ResolvedProject } from '../resolve/project.js';
import type { VerdictStore } from '../verdict/store.js';

/**
 * Records that lockgen wrote these lockfiles, and that projects with all of theirs are fresh.
 *
 * @param whole - false where only some of each project's lockfiles were made
 */
export async function remember(
  store: VerdictStore,
  tree: Tree,
  resolved: readonly ResolvedProject[],
  whole: boolean,
): Promise<void> {
  for (const { project, lockfiles } of resolved) {
    for (const { text } of lockfiles) await store.recordOwn(text);
    if (!whole || lockfiles.some(({ settled }) => !settled)) continue;
    const texts = new Map(lockfiles.map(({ path, text }) => [path, text]));
    await store.recordFresh(await fingerprint(project, tree, texts));
  }
}
