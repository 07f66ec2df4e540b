import type { Project } from '../project/project.js';
import type { Tree } from '../project/tree.js';
import { knownVersionsOnly } from '../resolve/project.js';
import { type Context, gitContext } from './context.js';
import { hashHistory } from './hash-history.js';
import { manifestsToHold } from './lockfile-origin.js';
import { ownedOutputs } from './outputs.js';
import type { Run } from './resolve-all.js';
import type { Source } from './source.js';

/**
 * How a project of the work tree is resolved so that its pins stay where they can.
 *
 * @param more whether to take over a hand-written lockfile, packages whose files may have other bytes now, and the flags
 *   that were typed
 * @throws Failure `hand-written`, and as `ownedOutputs`
 */
export async function keepingPins(
  context: Context,
  source: Source,
  tree: Tree,
  project: Project,
  {
    adopt = false,
    accepted = [],
    flags = [],
  }: {
    readonly adopt?: boolean;
    readonly accepted?: readonly string[];
    readonly flags?: readonly string[];
  } = {},
): Promise<Awaited<ReturnType<Run['prepare']>>> {
  const previous = await ownedOutputs(project, { tree, worktree: source.root, adopt });
  const git = gitContext(context, source.root);
  const hasHead = source.repository?.head !== undefined;
  const manifestsBefore = hasHead ? await manifestsToHold(git, project, previous, 'worktree') : [];
  return {
    previous,
    manifestsBefore,
    upgrade: { all: false, packages: [] },
    offlineFirst: true,
    accepts: knownVersionsOnly,
    trust: { accepted, flags, ...hashHistory(git, source.repository?.head) },
  };
}
