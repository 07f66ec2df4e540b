import type { Finding } from '../finding.js';
import { collectHooks } from '../hooks/collect.js';
import { judgeHooks } from '../hooks/judge.js';
import type { World } from '../world.js';

/** Which hooks git will really run, and whether they call lockgen. */
export async function checkHooks(world: World): Promise<readonly Finding[]> {
  const git = await world.git();
  return git === undefined ? [] : judgeHooks(await collectHooks(world, git));
}
