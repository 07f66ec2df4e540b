import { posix } from 'node:path';
import { Failure } from '../failure.js';
import { compilesProject, readHeader } from '../lockfile/header.js';
import type { Constraints } from '../project/constraints.js';
import { folderOf } from '../project/manifest.js';
import { treeWithout } from '../project/overlay-tree.js';
import { inFolder } from '../project/paths.js';
import { outputsOf, type Project } from '../project/project.js';
import type { Tree } from '../project/tree.js';
import type { LeftLockfile, RemovedLockfile } from '../report/staging.js';
import type { Concerned, Earlier } from './concerned.js';
import type { Workspace } from './workspace.js';

/** Lockfiles that a commit leaves without a target, and whose pins another lockfile takes over. */
export interface Abandoned {
  /** They go in the same commit, since the `pyproject.toml` that they were compiled from is gone. */
  readonly removed: readonly RemovedLockfile[];
  /** They stay as they are. */
  readonly left: readonly LeftLockfile[];
  /** Old texts, by the path of the lockfile that takes their pins over: a moved project's, a renamed output's. */
  readonly inherited: ReadonlyMap<string, string>;
}

/**
 * Finds the lockfiles that were a target's in the commit before and are no target's now. Where their `pyproject.toml`
 * is gone, those that lockgen would have written exactly so go with it; a person's own, and those of a target that the
 * configuration dropped, are never deleted.
 *
 * @param workspace - what is about to be committed
 * @param current - its managed projects, as far as they can be read
 */
export async function abandonedLockfiles(
  { tree, candidates }: Workspace,
  earlier: Earlier,
  current: readonly Project[],
): Promise<Abandoned> {
  const managed = new Set(
    candidates.flatMap(({ folder, managedBy }) => (managedBy === undefined ? [] : [folder])),
  );
  const wanted = new Set(current.flatMap(outputsOf));
  const removed: RemovedLockfile[] = [];
  const left: LeftLockfile[] = [];
  const inherited = new Map<string, string>();
  for (const before of earlier.projects.values()) {
    const manifest = before.manifest.path;
    const gone = !tree.paths.has(manifest);
    const now =
      current.find(({ folder }) => folder === before.folder) ?? movedTo(before, current, earlier, tree);
    for (const target of before.config.targets) {
      const path = inFolder(before.folder, target.output);
      const heir = now?.config.targets.find(({ name }) => name === target.name);
      const heirPath =
        now === undefined || heir === undefined ? undefined : inFolder(now.folder, heir.output);
      if (heirPath !== undefined && heirPath !== path && !tree.paths.has(heirPath)) {
        const old = (await tree.read(path)) ?? (await earlier.tree.read(path));
        if (old !== undefined) inherited.set(heirPath, old);
      }
      if (wanted.has(path) || !tree.paths.has(path)) continue;
      // A project that can't be read just now has not given anything up.
      if (now === undefined && managed.has(before.folder)) continue;
      const text = await tree.read(path);
      if (gone && text !== undefined && (await isExactly(before, target, text)))
        removed.push({ path, manifest, to: heirPath });
      else left.push({ path, why: whyLeft(before, gone, now) });
    }
  }
  return { removed, left, inherited };
}

/** Projects, and the files that they were read from. */
interface Sorted extends Pick<Concerned, 'projects' | 'others'> {
  readonly workspace: Workspace;
}

/**
 * The projects as they are once the abandoned lockfiles are gone, which other projects may read.
 *
 * @param sort - finds the projects that are concerned then
 * @throws Failure `project` where one of them names such a lockfile as constraints
 */
export async function withoutRemoved(
  sorted: Sorted,
  removed: readonly RemovedLockfile[],
  sort: (workspace: Workspace) => Promise<Concerned>,
): Promise<Sorted> {
  if (removed.length === 0) return sorted;
  const { tree } = sorted.workspace;
  const workspace = {
    ...sorted.workspace,
    tree: treeWithout(tree, new Set(removed.map(({ path }) => path))),
  };
  const { projects, others } = await sort(workspace);
  for (const { inputs } of projects) assertNotNamed(inputs.constraints, removed);
  return { workspace, projects, others };
}

function assertNotNamed({ missing }: Constraints, removed: readonly RemovedLockfile[]): void {
  for (const { path, from, name } of missing) {
    const gone = removed.find((one) => one.path === path);
    if (gone === undefined) continue;
    const { manifest, to } = gone;
    if (to === undefined) {
      throw new Failure('project', `${from} names ${name}, which goes with ${manifest}`, {
        next: `drop ${name} from ${from}, or keep ${manifest}`,
      });
    }
    throw new Failure('project', `${from} names ${name}, which becomes ${to}, as ${manifest} was moved`, {
      next: `name ${posix.relative(folderOf(from), to)} in ${from}`,
    });
  }
}

/** The project that a `pyproject.toml` became which stands elsewhere now: new, and of the same name. */
function movedTo(
  before: Project,
  current: readonly Project[],
  earlier: Earlier,
  tree: Tree,
): Project | undefined {
  const { name, path } = before.manifest;
  if (name === undefined || tree.paths.has(path)) return undefined;
  return current.find((project) => project.manifest.name === name && !earlier.projects.has(project.folder));
}

/** Whether a lockfile has the header that lockgen gives to this target: then nobody else made it what it is. */
async function isExactly(
  project: Project,
  target: Project['config']['targets'][number],
  text: string,
): Promise<boolean> {
  const header = readHeader(text);
  if (header?.generator !== 'uv' || !compilesProject(header, target.output)) return false;
  const [{ optionFindings }, { staticInput }] = await Promise.all([
    import('../lockfile/header-rules.js'),
    import('../verdict/static.js'),
  ]);
  return optionFindings(staticInput(project, target, text)).length === 0;
}

function whyLeft(before: Project, gone: boolean, now: Project | undefined): string {
  if (gone) return `${before.manifest.path} is gone, but lockgen did not write it as it is`;
  return now === undefined ? `${before.manifest.path} is not managed any more` : 'it is no target any more';
}
