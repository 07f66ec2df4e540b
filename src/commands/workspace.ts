import { join } from 'node:path';
import { lockgenCache } from '../cache.js';
import type { PartialOptions, RootConfig } from '../config/options.js';
import { ROOT_CONFIG_FILES, readRootConfig } from '../config/root.js';
import { Failure } from '../failure.js';
import type { Snapshot } from '../git/snapshot.js';
import { type Candidate, findCandidates } from '../project/managed.js';
import { loadProject, type Project } from '../project/project.js';
import { assertRootExtras } from '../project/root-extras.js';
import { openTree, type Tree } from '../project/tree.js';
import { trace } from '../trace.js';
import { openStore, type VerdictStore } from '../verdict/store.js';
import type { Context } from './context.js';

/** A snapshot with its shared options and the projects found in it. */
export interface Workspace {
  readonly snapshot: Snapshot;
  readonly tree: Tree;
  readonly root: RootConfig | undefined;
  readonly candidates: readonly Candidate[];
}

/**
 * Reads what a snapshot says about itself: the root configuration, and which projects are managed.
 *
 * @throws Failure `configuration`, `project`, `git`
 */
export async function openWorkspace(
  snapshot: Snapshot,
  flags: PartialOptions | undefined,
): Promise<Workspace> {
  const end = trace(() => 'read the configuration, and which projects are managed');
  const tree = await openTree(snapshot);
  const root = await rootConfig(tree);
  const candidates = await findCandidates(tree, root, flags);
  await assertRootExtras(root, candidates, tree);
  end();
  return { snapshot, tree, root, candidates };
}

/**
 * Reads a project again, from another tree than the workspace's.
 *
 * @throws Failure `project`, `configuration`
 */
export async function reloaded(
  { root }: Workspace,
  { folder, manifest, managedBy }: Project,
  tree: Tree,
  flags: PartialOptions | undefined,
): Promise<Project> {
  return await loadProject({ folder, path: manifest.path, managedBy }, tree, root, flags);
}

async function rootConfig(tree: Tree): Promise<RootConfig | undefined> {
  const files = ROOT_CONFIG_FILES.filter((path) => tree.paths.has(path));
  if (files.length === 0) return undefined;
  await tree.prefetch(files);
  const texts = new Map<string, string | undefined>(
    await Promise.all(files.map(async (path) => [path, await tree.read(path)] as const)),
  );
  for (const [path, text] of texts) {
    // A package.json is rarely lockgen's.
    if (text !== undefined || path === 'package.json') continue;
    throw new Failure('configuration', `${path} is ${await tree.describe(path)}, not a file`, {
      next: `make ${path} a plain file`,
    });
  }
  return await readRootConfig((path) => texts.get(path));
}

/** The user's store of verdicts. */
export function verdictStore(context: Context): VerdictStore {
  return openStore(join(lockgenCache(context), 'verdicts'));
}
