import { Failure } from '../failure.js';
import { parseLockfile } from '../lockfile/parse.js';
import { inFolder } from '../project/paths.js';
import type { Family } from './order.js';
import type { Session } from './session.js';

/**
 * Makes sure that the configured constraints of a family are ones that uv takes: a lockfile with a local entry, which
 * has no name, is none, neither here nor where its header's command is replayed.
 *
 * @throws Failure `configuration`
 */
export async function assertNamedConstraints(
  { project, sandbox }: Session,
  { widest }: Family,
): Promise<void> {
  for (const file of widest.constraints) {
    if (/^https?:/i.test(file)) continue;
    const path = inFolder(project.folder, file);
    const unnamed = parseLockfile(await sandbox.read(path)).pins.find((pin) => !pin.named);
    if (unnamed === undefined) continue;
    throw new Failure(
      'configuration',
      `${path}:${unnamed.line} (${unnamed.text.trim()}) has no name, and uv takes no such constraint for ${inFolder(project.folder, widest.output)}`,
      {
        next: `drop ${file} from its constraints: targets of one project agree without them; from another project, keep the bounds in a file of their own`,
      },
    );
  }
}
