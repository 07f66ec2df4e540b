import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

/** Which lockgen says all this. */
export function checkLockgen({ version }: World): readonly Finding[] {
  return [found('lockgen')('ok', version)];
}
