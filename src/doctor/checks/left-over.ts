import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setupFolders } from '../../commands/init-record.js';
import { commonFolder } from '../../git/settings.js';
import { leftTemporaries, leftTemporaryFolders } from '../../git/temporary.js';
import { outputsOf } from '../../project/project.js';
import { shellWord } from '../../shell-word.js';
import { abandonedInstallations } from '../../uv/install.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

/** A git that runs holds its lock for less, a large repository's included. */
const LOCK_MILLISECONDS = 60_000;

const say = found('left-over');

/** What runs that were killed have left. lockgen's own is in nobody's way; git's lock is in everybody's. */
export async function checkLeftOver(world: World): Promise<readonly Finding[]> {
  const [files, folders, installations, lock] = await Promise.all([
    besideFiles(world),
    leftTemporaryFolders(world.surroundings.env.TMPDIR || tmpdir()),
    installationsOf(world),
    indexLock(world),
  ]);
  const left = [...files, ...folders, ...installations];
  const findings: Finding[] = [];
  if (lock !== undefined) {
    findings.push(
      say(
        'not ok',
        `${lock} was left by a git that was killed, or is of one that still runs: no commit can be made`,
        {
          mend: [`rm ${shellWord(lock)}`],
          byHand: 'only if no git, and no editor that uses it, is at work here',
        },
      ),
    );
  }
  if (left.length > 0) {
    const more = left.length > 1 ? ` and ${left.length - 1} more` : '';
    findings.push(
      say('note', `${left[0]}${more}: left by a run that was killed; the next run there removes it`, {
        mend: [`rm -r ${left.slice(0, 10).map(shellWord).join(' ')}`],
      }),
    );
  }
  return findings.length > 0 ? findings : [say('ok', 'nothing')];
}

/** Beside lockfiles, and where init and uninstall write. */
async function besideFiles({ projects, source, git }: World): Promise<readonly string[]> {
  const { loaded } = await projects().catch(() => ({ loaded: [] }));
  const [{ root }, where] = await Promise.all([source(), git()]);
  const folders = new Set([
    ...loaded.flatMap(outputsOf).map((path) => dirname(join(root, path))),
    ...(where === undefined ? [] : setupFolders({ 'work-tree': root, git: await commonFolder(where) })),
  ]);
  return (await Promise.all([...folders].map((folder) => leftTemporaries(folder)))).flat();
}

async function installationsOf({ uvs }: World): Promise<readonly string[]> {
  const versions = await uvs().catch(() => []);
  const found = versions.map(({ folder }) => abandonedInstallations(dirname(folder)).catch(() => []));
  return (await Promise.all(found)).flat();
}

async function indexLock({ source }: World): Promise<string | undefined> {
  const { repository } = await source();
  if (repository === undefined) return undefined;
  const path = join(repository.gitDir, 'index.lock');
  const facts = await stat(path).catch(() => undefined);
  return facts !== undefined && Date.now() - facts.mtimeMs > LOCK_MILLISECONDS ? path : undefined;
}
