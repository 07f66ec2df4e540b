import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.js';
import { withoutCredentials } from '../lockfile/credentials.js';
import { isolatedEnvironment, temporaryFolders } from './environment.js';
import { pythonInstructions } from './instructions.js';
import { interrupted, pipFailure, withoutPip } from './pip-failures.js';
import { pipxPython } from './pipx.js';
import { type PythonCommand, pythonCommands } from './python.js';
import { runProgram, type UvResult } from './run.js';
import type { Surroundings } from './surroundings.js';

/** How pip is asked for an installation. */
export interface PipSurroundings extends Surroundings {
  /** Called, once, before something is downloaded. */
  readonly announce: () => void;
}

/** Far above what the download of 40 MB takes; a server that drips would keep pip for ever. */
const PIP_PATIENCE_MS = 5 * 60_000;

/**
 * Installs what the requirements file names into a folder, with the first Python whose pip does it; where none on PATH
 * has a pip, with the one that pipx keeps for itself.
 *
 * @param version of the uv that the file names, for the messages
 * @param list absolute; its folder becomes pip's cwd
 * @param made is created
 * @throws Failure `uv-missing`, `network`, `interrupted`
 */
export async function pipInstall(
  version: string,
  list: string,
  made: string,
  surroundings: PipSurroundings,
): Promise<void> {
  let failure: Failure | undefined;
  let announced = false;
  for await (const python of candidates(surroundings)) {
    if (!(await hasPip(python, dirname(list), surroundings))) {
      failure ??= withoutPip(version, python);
      continue;
    }
    if (!announced) surroundings.announce();
    announced = true;
    const log = join(dirname(list), 'pip.log');
    await rm(log, { force: true });
    const result = await pip(python, { version, list, made, log }, surroundings);
    if (result.exitCode === 0) return;
    await rm(made, { recursive: true, force: true });
    const read = pipFailure(version, python, result, await refusedPages(log), surroundings);
    if (read.final) throw read.failure;
    failure ??= read.failure;
  }
  if (surroundings.signal?.aborted) throw interrupted(version);
  throw (
    failure ??
    new Failure('uv-missing', 'neither uv nor a Python 3.8 or later to install it with was found', {
      next: pythonInstructions(version),
    })
  );
}

/** The Python whose pip would be asked for an installation; undefined where none has one. Nothing is installed. */
export async function pythonWithPip(surroundings: Surroundings): Promise<PythonCommand | undefined> {
  for await (const python of candidates(surroundings)) {
    if (await hasPip(python, dirname(python.path), surroundings)) return python;
  }
  return undefined;
}

async function* candidates(surroundings: Surroundings): AsyncGenerator<PythonCommand> {
  yield* pythonCommands(surroundings);
  const own = await pipxPython(surroundings);
  if (own !== undefined) yield own;
}

/** Debian's Python has none. */
async function hasPip(python: PythonCommand, cwd: string, { env, signal }: Surroundings): Promise<boolean> {
  const question = "import importlib.util as u, sys; sys.exit(u.find_spec('pip') is None)";
  const result = await runProgram(python.command, [...python.args, '-c', question], {
    cwd,
    env: isolatedEnvironment(env),
    ...(signal === undefined ? {} : { signal }),
  });
  return result.exitCode === 0;
}

async function pip(
  python: PythonCommand,
  files: { readonly version: string; readonly list: string; readonly made: string; readonly log: string },
  surroundings: PipSurroundings,
): Promise<UvResult> {
  const { version, list, made, log } = files;
  // Where it goes with the rest when pip is killed.
  const temporary = join(dirname(list), 'tmp');
  await mkdir(temporary, { recursive: true });
  const words = [
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--no-input',
    '--progress-bar',
    'off',
    '--log',
    log,
  ];
  const strict = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '--no-compile'];
  const args = [...python.args, ...words, ...strict, '--target', made, '-r', list];
  // `-m` looks into the current folder first: not into somebody's clone.
  const cwd = dirname(list);
  const env = {
    ...pipEnvironment(surroundings.env),
    ...temporaryFolders({ temporaryFolder: temporary, platform: surroundings.platform }),
  };
  await surroundings.onRun?.({
    ...{ program: python.command, args, cwd, env, root: cwd },
    ...{ purpose: `uv ${version}, by pip`, heeds: PIP_HEEDS },
  });
  return await runProgram(python.command, args, {
    cwd,
    env,
    patience: PIP_PATIENCE_MS,
    ...(surroundings.signal === undefined ? {} : { signal: surroundings.signal }),
  });
}

/** pip says nothing of the pages that it didn't get but to its log. */
async function refusedPages(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.includes('Could not fetch URL'));
  return withoutCredentials(lines.map((line) => line.replace(/^[\d:,T-]+ +/, '')).join('\n'));
}

/** Of pip's own variables those that say where the index is and how to reach it. */
const PIP_PASSING =
  /^PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|CERT|CLIENT_CERT|PROXY|TRUSTED_HOST|KEYRING_PROVIDER|DEFAULT_TIMEOUT|TIMEOUT|RETRIES|CACHE_DIR|NO_CACHE_DIR|CONFIG_FILE|USE_FEATURE|USE_DEPRECATED)$/;

/** What pip, and the Python that runs it, read. */
const PIP_HEEDS = /^(?:PIP_|PYTHON|__PYVENV_)/;

function pipEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(isolatedEnvironment(env)).filter(
    ([name]) => !name.startsWith('PIP_') || PIP_PASSING.test(name),
  );
  // `user`, `require-virtualenv` in the user's pip.conf cannot go with --target.
  const own = { PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_ROOT_USER_ACTION: 'ignore', NO_COLOR: '1' };
  return { PIP_RETRIES: '1', PIP_DEFAULT_TIMEOUT: '15', ...Object.fromEntries(kept), ...own };
}
