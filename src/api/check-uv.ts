import type { Context } from '../commands/context.js';
import { recordedPrograms } from '../git/recorded-programs.js';
import { workTrees } from '../git/work-trees.js';
import { trustedEnvironment } from '../search-path.js';
import { installedUv, uvInstructions } from '../uv/find.js';
import { MINIMUM_UV, PINNED_UV } from '../uv/version.js';
import { processContext } from './context.js';

/** Whether there is a uv, and in words which, or how to get one. */
export interface UvAvailability {
  readonly available: boolean;
  readonly message: string;
}

/**
 * Tells whether a uv that lockgen can use is on this machine: on PATH, or lockgen's own. Installs nothing. (Where
 * there is none, `generateLockfile` installs lockgen's own, if a Python 3 with pip is on PATH.)
 *
 * @returns where `available` is false, a message with installation instructions. Never rejects for a missing uv.
 */
export async function checkUvAvailable(): Promise<UvAvailability> {
  return await checkUvIn(processContext());
}

/** `checkUvAvailable` for another environment or machine than this process's. */
export async function checkUvIn(
  context: Pick<Context, 'cwd' | 'env' | 'platform' | 'home'>,
): Promise<UvAvailability> {
  const { cwd, platform, home } = context;
  const env = trustedEnvironment(context.env, platform, workTrees(cwd, context.env));
  const recorded = () => recordedPrograms({ cwd, env: context.env });
  const uv = await installedUv({ version: PINNED_UV, hashes: [] }, { env, platform, home, recorded });
  if (uv === undefined) {
    const message = `uv is not installed (${MINIMUM_UV} or later, best ${PINNED_UV})\n${uvInstructions()}`;
    return { available: false, message };
  }
  return { available: true, message: uv.warning ?? `uv ${uv.version} is available: ${uv.path}` };
}
