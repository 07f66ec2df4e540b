import type { Finding } from '../finding.js';
import { judgeHooks } from '../hooks/judge.js';
import type { World } from '../world.js';

/** Which hooks git will really run, and whether they call lockgen. */
export async function checkHooks(world: World): Promise<readonly Finding[]> {
  return (await world.git()) === undefined ? [] : judgeHooks(await world.hooks());
}
