import { pathFlavour } from '../path-flavour.js';
import { passes } from './variables.js';

export interface EnvironmentOptions {
  /** The environment that lockgen was started with. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder that `writeConfigFolder` filled. */
  readonly configFolder: string;
  /** For uv's temporary files and those of builds, some of which they leave behind. Default: the user's. */
  readonly temporaryFolder?: string;
  /** Default `linux`; only `win32` differs. */
  readonly platform?: NodeJS.Platform;
  /** The real interpreter (`findPython`). Default: uv looks for one itself. */
  readonly pythonPath?: string;
  /** Take only what is in uv's cache. */
  readonly offline: boolean;
  /** Build no source distribution: gives `--no-build` in `args`. */
  readonly noBuild: boolean;
  /**
   * Under `noBuild`, packages that may be built all the same: those pinned ones that have no wheels, since `--no-build`
   * refuses them even where their metadata is in the cache. The project itself cannot be among them.
   */
  readonly mayBuild?: readonly string[];
  /** One of uv's PyTorch backends; `none` and undefined: none. */
  readonly torchBackend?: string;
  /** Constraint files that are not to be in the header; relative to uv's cwd or absolute, without white space. */
  readonly constraints?: readonly string[];
  /** Files of requirements that stand for all others of their packages; as `constraints`. */
  readonly overrides?: readonly string[];
  /** What uv logs, as RUST_LOG has it. Default: nothing. */
  readonly log?: string;
  /** Wait for an unsteady index as long as uv does by default, 8–13 s, instead of giving up early. Default false. */
  readonly patient?: boolean;
}

export interface UvEnvironment {
  /** The whole environment for uv. */
  readonly env: NodeJS.ProcessEnv;
  /** What no variable can say to `uv pip compile`; not part of the lockfile's header. */
  readonly args: readonly string[];
}

/**
 * What git sets for a hook: `git rev-parse --local-env-vars` without the configuration that the user gave on git's
 * command line, and what else would make a build back-end's or uv's own git act on the user's repository.
 */
const GIT_LOCAL =
  /^GIT_(ALTERNATE_OBJECT_DIRECTORIES|CONFIG|OBJECT_DIRECTORY|DIR|WORK_TREE|IMPLICIT_WORK_TREE|GRAFT_FILE|INDEX_FILE|NO_REPLACE_OBJECTS|REPLACE_REF_BASE|PREFIX|INTERNAL_SUPER_PREFIX|SHALLOW_FILE|COMMON_DIR|NAMESPACE|QUARANTINE_PATH|REFLOG_ACTION|EDITOR|SEQUENCE_EDITOR|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS|(AUTHOR|COMMITTER)_.*)$/;

const PYTHON_OWN = new Set([
  'PYTHONPATH',
  'PYTHONHOME',
  'PYTHONSTARTUP',
  'PYTHONSAFEPATH',
  '__PYVENV_LAUNCHER__',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'CONDA_DEFAULT_ENV',
]);

/** Noise in what uv says. */
const TALK = new Set(['FORCE_COLOR', 'CLICOLOR_FORCE', 'RUST_LOG', 'RUST_BACKTRACE', 'UV_LOG_CONTEXT']);

/** The environment without what belongs to git's hook, to a virtual environment or to another Python. */
export function isolatedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !GIT_LOCAL.test(name) && !PYTHON_OWN.has(name) && !TALK.has(name)),
  );
}

/** Whether the user keeps uv from the network. */
export function saysOffline({ UV_OFFLINE }: NodeJS.ProcessEnv): boolean {
  return isOn(UV_OFFLINE);
}

/** Whether a variable says yes, as uv reads it. */
export function isOn(value: string | undefined): boolean {
  return /^(?:1|true|t|yes|y|on)$/i.test(value ?? '');
}

/**
 * The environment that uv is run with: the user's, less what could change a lockfile, and what lockgen asks for.
 * uv is driven by it rather than by arguments, since the header of a lockfile records arguments.
 *
 * @throws RangeError for a constraint file with white space in its path: uv splits the variable there
 */
export function uvEnvironment(options: EnvironmentOptions): UvEnvironment {
  const env: NodeJS.ProcessEnv = Object.fromEntries(
    Object.entries(isolatedEnvironment(options.env)).filter(([name]) => passes(name)),
  );
  if (!options.patient) {
    // An index that cannot be reached ends in 1 to 8 seconds (two attempts of 3, and up to 2 between them) instead of
    // 13 to 45; the user's own values win.
    env.UV_HTTP_RETRIES ??= '1';
    env.UV_HTTP_CONNECT_TIMEOUT ??= '3';
  }
  Object.assign(env, {
    UV_PYTHON_DOWNLOADS: 'never',
    // Or uv would start the interpreter of a `.venv` that was committed with a package that is built.
    UV_SYSTEM_PYTHON: '1',
    UV_NO_PROGRESS: '1',
    UV_NO_WRAP: '1',
    NO_COLOR: '1',
    LC_ALL: 'C.UTF-8',
    ...configFolders(options, env),
    ...temporaryFolders(options),
  });
  // Since uv 0.11.8; older ones ignore it and find the same by way of PATH, only slower.
  if (options.pythonPath !== undefined)
    env.UV_PYTHON_SEARCH_PATH = pathFlavour(options.platform ?? 'linux').dirname(options.pythonPath);
  if (options.offline) env.UV_OFFLINE = '1';
  if (options.log !== undefined) env.RUST_LOG = options.log;
  if (options.torchBackend !== undefined && options.torchBackend !== 'none') {
    env.UV_TORCH_BACKEND = options.torchBackend;
  }
  const { constraints = [], overrides = [] } = options;
  const unfit = [...constraints, ...overrides].find((path) => /\s/.test(path));
  if (unfit !== undefined) throw new RangeError(`white space in the path of a constraint file: ${unfit}`);
  if (constraints.length > 0) env.UV_CONSTRAINT = constraints.join(' ');
  if (overrides.length > 0) env.UV_OVERRIDE = overrides.join(' ');
  // UV_NO_BUILD is read by uv's project commands only: `uv pip compile` builds all the same (0.9.8 and 0.13.9).
  return {
    env,
    args: options.noBuild ? noBuildArguments(options.mayBuild ?? []) : [],
  };
}

function noBuildArguments(mayBuild: readonly string[]): string[] {
  // uv refuses --no-build beside --no-binary; the two forms mean the same.
  if (mayBuild.length === 0) return ['--no-build'];
  return ['--only-binary=:all:', ...mayBuild.map((name) => `--no-binary=${name}`)];
}

/** What makes a program use a folder for its temporary files. */
export function temporaryFolders({
  temporaryFolder,
  platform,
}: Pick<EnvironmentOptions, 'temporaryFolder' | 'platform'>): NodeJS.ProcessEnv {
  if (temporaryFolder === undefined) return {};
  return platform === 'win32' ? { TEMP: temporaryFolder, TMP: temporaryFolder } : { TMPDIR: temporaryFolder };
}

/** Where uv looks for the user's and the system's configuration: at copies that say nothing about versions. */
function configFolders(options: EnvironmentOptions, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { configFolder, platform = 'linux' } = options;
  const { delimiter, join } = pathFlavour(platform);
  // The first folder with a `uv/uv.toml` counts, then `/etc/uv/uv.toml`: an empty file hides them all.
  const system = [join(configFolder, 'system'), env.XDG_CONFIG_DIRS || '/etc/xdg'].join(delimiter);
  const folders = { XDG_CONFIG_HOME: configFolder, XDG_CONFIG_DIRS: system };
  if (platform !== 'win32') return folders;
  // There uv goes by %APPDATA%, where it also keeps its Pythons and credentials.
  const data = join(env.APPDATA ?? '', 'uv', 'data');
  return {
    ...folders,
    APPDATA: configFolder,
    UV_PYTHON_INSTALL_DIR: env.UV_PYTHON_INSTALL_DIR ?? join(data, 'python'),
    UV_CREDENTIALS_DIR: env.UV_CREDENTIALS_DIR ?? join(data, 'credentials'),
  };
}
