import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GitContext } from '../../git/git.js';
import { recordedPrograms } from '../../git/recorded-programs.js';
import { isolatedEnvironment } from '../../uv/environment.js';
import { programsOnPath } from '../../uv/programs.js';
import { runProgram } from '../../uv/run.js';
import { type Finding, found } from '../finding.js';
import { compareVersions, firstVersion } from '../plain-version.js';
import type { World } from '../world.js';
import { MINIMUM_NODE } from './node.js';

/** What launchd gives a program with a window; a Linux desktop's session has these as well, and `/usr/local/bin`. */
const BARE_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** As the hook itself says it. */
const RECORD = 'git config lockgen.node "$(node -p process.execPath)"';
const say = found('gui-clients');

/**
 * Whether the hook finds node where a program with a window commits, whose PATH no shell has set up.
 *
 * @param path - that PATH. Default: the system's own folders
 */
export async function checkGuiClients(world: World, path?: string): Promise<readonly Finding[]> {
  const { surroundings } = world;
  // There a program with a window has the PATH of the user's settings, like any other.
  if (surroundings.platform === 'win32') return [];
  const where = await world.git();
  const wrong = where === undefined ? undefined : await wrongRecord(world, where);
  if (wrong !== undefined) return [say('not ok', wrong, { mend: [RECORD] })];
  const bare = path ?? (surroundings.platform === 'darwin' ? BARE_PATH : `/usr/local/bin:${BARE_PATH}`);
  const program = await nodeFor(world, where, bare);
  const version = program === undefined ? undefined : await versionOf(program, world);
  if (program === undefined || version === undefined || compareVersions(version, MINIMUM_NODE) < 0) {
    const old = version === undefined ? '' : ` but ${version} (${program})`;
    return [
      say('note', `a program that commits with ${bare} as its PATH finds no node${old}`, {
        mend: where === undefined ? [] : [RECORD],
      }),
    ];
  }
  return [say('ok', `a program that commits with a bare PATH finds node ${version} (${program})`)];
}

/** What is wrong with the node on record, if there is one. */
async function wrongRecord(world: World, git: GitContext): Promise<string | undefined> {
  const settings = await world.settings();
  const record = settings.filter(({ key, scope }) => key === 'lockgen.node' && scope === 'local').at(-1);
  if (record === undefined) return undefined;
  const { node } = await recordedPrograms(git);
  const version = node === undefined ? undefined : await versionOf(node, world);
  if (version === undefined)
    return `git's setting lockgen.node is ${record.value}, which is no node that can be started`;
  if (compareVersions(version, MINIMUM_NODE) >= 0) return undefined;
  return `git's setting lockgen.node is node ${version} (${node}), older than ${MINIMUM_NODE}`;
}

/** As the hook looks for it that git calls; where none is wired yet, what the system's own folders have. */
async function nodeFor(world: World, git: GitContext | undefined, bare: string): Promise<string | undefined> {
  const { surroundings } = world;
  const env = { HOME: surroundings.home, PATH: bare };
  const hooks = git === undefined ? [] : (await world.hooks()).hooks.flatMap(({ programs }) => programs);
  const finder = hooks
    .flatMap(({ file }) => (file === undefined ? [] : [join(dirname(file), 'find-node')]))
    .find((path) => existsSync(path));
  if (git !== undefined && finder !== undefined) {
    const { exitCode, stdout } = await runProgram('/bin/sh', [finder], { cwd: git.cwd, env, patience: 5000 });
    return exitCode === 0 ? stdout.trim() : undefined;
  }
  return (await programsOnPath('node', { ...surroundings, env }))[0];
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
