import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GitContext } from '../../git/git.js';
import { isRecordable, recordedPrograms } from '../../git/recorded-programs.js';
import { shellWord } from '../../shell-word.js';
import { isolatedEnvironment } from '../../uv/environment.js';
import { installedUv, type Surroundings } from '../../uv/find.js';
import { pythonWithPip } from '../../uv/pip.js';
import { programsOnPath } from '../../uv/programs.js';
import { findPython } from '../../uv/python.js';
import { runProgram } from '../../uv/run.js';
import { readUserConfig } from '../../uv/user-config.js';
import { type Finding, found } from '../finding.js';
import { compareVersions, firstVersion } from '../plain-version.js';
import type { World } from '../world.js';
import { MINIMUM_NODE } from './node.js';
import { INSTALL_UV } from './uv.js';

/** The least that a program with a window gives git, be it started by launchd or by a Linux desktop's session. */
const BARE_PATH = '/usr/bin:/bin';

/** As the hook itself says it. */
const RECORD = 'git config lockgen.node "$(node -p process.execPath)"';
const say = found('gui-clients');

/**
 * Whether a hook finds node, Python and uv where a program with a window commits, whose PATH no shell has set up: each is
 * tried with nothing but HOME and that PATH.
 *
 * @param path - that PATH. Default: the system's own folders
 */
export async function checkGuiClients(world: World, path = BARE_PATH): Promise<readonly Finding[]> {
  const { surroundings } = world;
  // There a program with a window has the PATH of the user's settings, like any other.
  if (surroundings.platform === 'win32') return [];
  const where = await world.git();
  const wrong = where === undefined ? undefined : await wrongRecord(world, where);
  if (wrong !== undefined) return [say('not ok', wrong, { mend: [RECORD] })];
  const env = { HOME: surroundings.home, PATH: path };
  const { cache: _, ...rest } = surroundings;
  const there: Surroundings = { ...rest, env };
  const tried = [await triedNode(world, where, there), ...(await triedPythonAndUv(world, where, there))];
  const certificates = await certificatesNote(surroundings);
  const missing = tried.filter(({ mend }) => mend !== undefined);
  if (missing.length === 0) {
    const all = tried.map(({ what }) => what).join(', ');
    return [say('ok', `a program that commits with a bare PATH finds ${all}`), ...certificates];
  }
  const lacks = missing.map(({ what, mend = [] }) =>
    say('note', `a program that commits with ${path} as its PATH finds no ${what}`, {
      mend: where === undefined ? [] : mend,
    }),
  );
  return [...lacks, ...certificates];
}

/** What a shell sets for uv to trust an index by is not there for a program with a window; `uv.toml` is. */
async function certificatesNote(surroundings: Surroundings): Promise<readonly Finding[]> {
  const name = ['SSL_CERT_FILE', 'SSL_CERT_DIR'].find((one) => Boolean(surroundings.env[one]));
  if (name === undefined) return [];
  // One that can't be read is told with the index.
  const own = await readUserConfig(surroundings).catch(() => undefined);
  if (own === undefined || /^(?:system-certs|native-tls) = true$/m.test(own.text)) return [];
  return [
    say(
      'note',
      `${name} is set here; a program that commits without it may not trust the package index's certificate`,
      {
        byHand:
          "where the index's certificate needs it, say system-certs = true in ~/.config/uv/uv.toml (docs/network.md)",
      },
    ),
  ];
}

/** What came of looking for a program. */
interface Tried {
  readonly what: string;
  /** What records or installs it; undefined where it is found. */
  readonly mend?: readonly string[];
}

async function triedNode(world: World, git: GitContext | undefined, there: Surroundings): Promise<Tried> {
  const program = await nodeFor(world, git, there);
  const version = program === undefined ? undefined : await versionOf(program, world);
  if (version === undefined) return { what: 'node', mend: [RECORD] };
  return compareVersions(version, MINIMUM_NODE) < 0
    ? { what: `node but ${version} (${program})`, mend: [RECORD] }
    : { what: `node ${version} (${program})` };
}

async function triedPythonAndUv(
  world: World,
  git: GitContext | undefined,
  there: Surroundings,
): Promise<readonly Tried[]> {
  const record = (name: 'python' | 'uv', path: string | undefined): readonly string[] | undefined =>
    path === undefined || git === undefined || !isRecordable(path, git)
      ? undefined
      : [`git config lockgen.${name} ${shellWord(path)}`];
  const [python, usual, uvs] = await Promise.all([
    findPython(there),
    findPython(world.surroundings),
    world.uvs(),
  ]);
  const tried: Tried[] = [
    python === undefined
      ? { what: 'Python 3.8 or later', mend: record('python', usual?.path) ?? [] }
      : { what: `Python ${python.version} (${python.path})` },
  ];
  for (const { wanted, uv } of uvs) {
    const found = await installedUv(wanted, there);
    if (found !== undefined && found.origin !== 'fallback') {
      tried.push({ what: `uv ${found.version} (${found.path})` });
    } else if (python !== undefined && (await pythonWithPip(there)) !== undefined) {
      tried.push({ what: `the pip that installs uv ${wanted.version} when it is needed first` });
    } else {
      const own = uv === undefined || uv.origin === 'fallback' ? undefined : uv.path;
      tried.push({ what: `uv ${wanted.version}`, mend: record('uv', own) ?? [INSTALL_UV] });
    }
  }
  return tried;
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
async function nodeFor(
  world: World,
  git: GitContext | undefined,
  there: Surroundings,
): Promise<string | undefined> {
  const hooks = git === undefined ? [] : (await world.hooks()).hooks.flatMap(({ programs }) => programs);
  const finder = hooks
    .flatMap(({ file }) => (file === undefined ? [] : [join(dirname(file), 'find-node')]))
    .find((path) => existsSync(path));
  if (git !== undefined && finder !== undefined) {
    const { exitCode, stdout } = await runProgram('/bin/sh', [finder], {
      cwd: git.cwd,
      env: there.env,
      patience: 5000,
    });
    return exitCode === 0 ? stdout.trim() : undefined;
  }
  return (await programsOnPath('node', there))[0];
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
