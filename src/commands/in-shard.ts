import type { Project } from '../project/project.js';
import { ofShard, type Shard } from '../project/shard.js';
import { count } from '../report/text.js';
import type { Context } from './context.js';
import { otherProjects } from './select.js';
import type { Workspace } from './workspace.js';

/** The chosen projects that are in a shard; says how many, since none of the rest is looked at. */
export async function inShard(
  context: Context,
  workspace: Workspace,
  chosen: readonly Project[],
  shard: Shard,
): Promise<readonly Project[]> {
  const others = await otherProjects(workspace, chosen);
  const found = ofShard(chosen, [...chosen, ...others], shard);
  if (!context.quiet) {
    const part = `shard ${shard.index} of ${shard.count}`;
    context.err(`lockgen: ${part}: ${found.length} of ${count(chosen.length, 'project')}\n`);
  }
  return found;
}
