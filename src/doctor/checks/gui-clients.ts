import { dirname } from 'node:path';
import { isolatedEnvironment } from '../../uv/environment.js';
import { programsOnPath } from '../../uv/programs.js';
import { runProgram } from '../../uv/run.js';
import { type Finding, found } from '../finding.js';
import { compareVersions, firstVersion } from '../plain-version.js';
import type { World } from '../world.js';
import { MINIMUM_NODE } from './node.js';

/** What launchd gives a program with a window; a Linux desktop's session has these as well, and `/usr/local/bin`. */
const BARE_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

const RECORD = 'git config lockgen.node "$(command -v node)"';
const say = found('gui-clients');

/** Whether the hook finds node where a program with a window commits, whose PATH no shell has set up. */
export async function checkGuiClients(world: World): Promise<readonly Finding[]> {
  const { surroundings } = world;
  // There a program with a window has the PATH of the user's settings, like any other.
  if (surroundings.platform === 'win32') return [];
  const [where, settings] = await Promise.all([world.git(), world.settings()]);
  const recorded = settings.filter(({ key }) => key === 'lockgen.node').at(-1)?.value;
  if (recorded !== undefined) {
    const version = await versionOf(recorded, world);
    if (version === undefined) {
      return [
        say('not ok', `git's setting lockgen.node is ${recorded}, which can't be started`, {
          mend: [RECORD],
        }),
      ];
    }
    return compareVersions(version, MINIMUM_NODE) < 0
      ? [
          say(
            'not ok',
            `git's setting lockgen.node is node ${version} (${recorded}), older than ${MINIMUM_NODE}`,
            {
              mend: [RECORD],
            },
          ),
        ]
      : [say('ok', `node ${version} is recorded for them (lockgen.node, ${recorded})`)];
  }
  const folders = surroundings.platform === 'darwin' ? BARE_PATH : `/usr/local/bin:${BARE_PATH}`;
  const env = { ...surroundings.env, PATH: folders };
  const [program] = await programsOnPath('node', { ...surroundings, env });
  const version = program === undefined ? undefined : await versionOf(program, world);
  if (program === undefined || version === undefined) {
    return [
      say('note', `a program that commits with the system's PATH alone finds no node in ${folders}`, {
        mend: where === undefined ? [] : [RECORD],
      }),
    ];
  }
  return compareVersions(version, MINIMUM_NODE) < 0
    ? [
        say(
          'note',
          `a program that commits with the system's PATH alone finds node ${version} (${program}), older than ${MINIMUM_NODE}`,
          {
            mend: where === undefined ? [] : [RECORD],
          },
        ),
      ]
    : [say('ok', `node ${version} is on the system's own PATH (${program})`)];
}

async function versionOf(program: string, { surroundings }: World): Promise<string | undefined> {
  const { env, signal } = surroundings;
  try {
    const result = await runProgram(program, ['--version'], {
      cwd: dirname(program),
      env: isolatedEnvironment(env),
      patience: 3000,
      ...(signal === undefined ? {} : { signal }),
    });
    return result.exitCode === 0 ? firstVersion(result.stdout) : undefined;
  } catch {
    // Its folder is gone.
    return undefined;
  }
}
