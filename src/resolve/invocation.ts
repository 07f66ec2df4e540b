import { Failure } from '../failure.js';
import { parseLockfile } from '../lockfile/parse.js';
import { asPylockPreferences } from '../lockfile/preferences.js';
import { isPylockName } from '../lockfile/pylock-name.js';
import { seenFrom } from '../path-flavour.js';
import { inFolder } from '../project/paths.js';
import { saysOffline, uvEnvironment } from '../uv/environment.js';
import { LOG_OF_LACKS, LOG_OF_WAITING } from '../uv/waiting.js';
import { assertNoBuildsAsked, withoutBuildArguments } from './build-denied.js';
import { compileArguments } from './command.js';
import { type Machine, outputOf, type Request, type Session } from './session.js';

/** How uv is called for one request. */
export interface Invocation {
  /** What the header records. */
  readonly args: readonly string[];
  /** All that uv is given. */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The file of the constraints that the lockfile must not mention, as uv names it. */
  readonly hiddenFile: string | undefined;
  /** Whether builds are only held back to begin with: pinned packages without wheels may be built after all. */
  readonly mayGiveWay: boolean;
}

/** What changes from one run of a session to the next. */
export interface Turn {
  readonly run: number;
  /** Packages that a cut-off can't judge. */
  readonly undated: readonly string[];
  /** Packages that may be built though builds are held back. */
  readonly mayBuild: ReadonlySet<string>;
}

type Setting = Pick<Session, 'project' | 'sandbox' | 'range' | 'overrides'> & { readonly machine: Machine };

/**
 * Puts what uv is to read besides the project's files into the sandbox, and says how it is called.
 *
 * @throws Failure `network` where the index is to be asked against the user's will; `build-denied`, `files`
 */
export async function prepare(
  { machine, project, sandbox, range, overrides }: Setting,
  request: Request,
  { run, undated, mayBuild }: Turn,
): Promise<Invocation> {
  const {
    target,
    seed,
    agreement = [],
    hidden,
    offline,
    upgrade,
    refresh,
    onLog,
    complete,
    instead,
  } = request;
  const { env: userEnv, platform } = machine.surroundings;
  const output = inFolder(project.folder, outputOf(project, request));
  if (refresh !== undefined && saysOffline(userEnv)) {
    throw new Failure('network', `${output}: the index was not asked, since UV_OFFLINE is set`, {
      next: 'unset UV_OFFLINE, or check where the index may be asked',
    });
  }
  if (seed === undefined) await sandbox.remove(output);
  else await sandbox.seed(output, isPylockName(output) ? asPylockPreferences(parseLockfile(seed)) : seed);
  const cwd = project.folder === '' ? sandbox.tree : `${sandbox.tree}/${project.folder}`;
  // uv splits UV_CONSTRAINT at spaces, and the temporary folder's name may have some: a relative path has none.
  const aside = async (name: string, text: string): Promise<string> =>
    seenFrom(cwd, await sandbox.aside(name, text));
  const hiddenFile = hidden === undefined ? undefined : await aside(`constraints-${run}.txt`, hidden);
  const overridesFile = overrides === '' ? undefined : await aside('overrides.txt', overrides);

  const never = project.config.neverBuilds !== undefined;
  if (never) {
    const lockfiles = agreement.map((file) => inFolder(project.folder, file));
    await assertNoBuildsAsked(project, target, sandbox, lockfiles);
  }
  // Offline, what isn't cached doesn't exist, and uv would walk down to ancient sources and build them.
  const heldBack = offline && project.inputs.built.length === 0;
  const floor = target.pythonVersion ?? range.floor;
  const args =
    instead === undefined
      ? compileArguments(target, floor, agreement, undated)
      : compileArguments(
          { ...target, extras: [], groups: [], generateHashes: false, output: outputOf(project, request) },
          floor,
          agreement,
          undated,
          await aside(`requirements-${run}.in`, instead),
        );
  const { env, args: unrecorded } = uvEnvironment({
    env: userEnv,
    platform,
    configFolder: sandbox.configFolder,
    temporaryFolder: sandbox.temporaryFolder,
    ...(machine.python === undefined ? {} : { pythonPath: machine.python }),
    offline,
    ...(onLog === undefined && !offline ? { log: LOG_OF_WAITING } : {}),
    ...(complete === true ? { log: LOG_OF_LACKS } : {}),
    noBuild: never || heldBack,
    mayBuild: never ? [] : [...mayBuild],
    ...(target.torchBackend === 'none' ? {} : { torchBackend: target.torchBackend }),
    ...(hiddenFile === undefined ? {} : { constraints: [hiddenFile] }),
    ...(overridesFile === undefined ? {} : { overrides: [overridesFile] }),
  });
  const words = [
    ...(never ? withoutBuildArguments(args, project, target) : args),
    ...(upgrade?.all === true ? ['--upgrade'] : []),
    ...(upgrade?.packages ?? []).map((name) => `--upgrade-package=${name}`),
    ...(refresh === 'all' ? ['--refresh'] : (refresh ?? []).map((name) => `--refresh-package=${name}`)),
    ...unrecorded,
    ...(onLog === undefined ? [] : ['--verbose']),
  ];
  return { args, words, cwd, env, hiddenFile, mayGiveWay: heldBack && !never };
}
