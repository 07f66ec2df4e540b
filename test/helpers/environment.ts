import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder } from '../../src/cache.js';
import { errorCode, sharedFolder } from './shared.js';

export interface EnvironmentOptions {
  /** Folders put first on PATH, such as one with a uv. */
  readonly path?: readonly string[];
  /** Whether lockgen finds the managed uv that all tests share (default), or none that is installed. */
  readonly managedUv?: boolean;
}

/** What says how to reach a package index from this machine; the rest of the user's environment is left out. */
const PASSED_ON =
  /^(PIP_.*|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|(https?|all|no)_proxy|LD_LIBRARY_PATH|SystemRoot|ComSpec|PATHEXT)$/i;

/**
 * The environment of a user with a new home: nothing of the real user's configuration, caches, git or uv.
 *
 * PATH has node, git, sh and a real Python 3 (no version manager's shim), and no uv.
 *
 * @param home the folder that becomes HOME; git's configuration, temporary files and caches are in it.
 * @param extra variables set last; undefined takes one away.
 */
export function isolatedEnvironment(
  home: string,
  extra: NodeJS.ProcessEnv = {},
  options: EnvironmentOptions = {},
): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => PASSED_ON.test(name)),
  );
  Object.assign(env, {
    HOME: home,
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CONFIG_DIRS: join(home, '.config-of-the-system'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    TMPDIR: join(home, 'tmp'),
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
    UV_CACHE_DIR: sharedUvCache(),
    npm_config_update_notifier: 'false',
    PATH: searchPath(options.path ?? []),
  });
  for (const [name, value] of Object.entries(extra)) {
    if (value === undefined) {
      delete env[name];
    } else {
      env[name] = value;
    }
  }
  mkdirSync(join(home, 'tmp'), { recursive: true });
  writeFileSync(join(home, '.gitconfig'), GIT_CONFIG);
  if (options.managedUv ?? true) {
    shareManagedUv(cacheFolder(env, process.platform, home));
  }
  return env;
}

// No maintenance in the background, which would still write while the folder is removed; submodules may come from a
// folder.
const GIT_CONFIG = `[user]
	name = Test
	email = test@example.org
[init]
	defaultBranch = main
[gc]
	auto = 0
[maintenance]
	auto = false
[protocol "file"]
	allow = always
`;

/** The environment with a folder put first on its PATH. */
export function withPath(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  return { ...env, PATH: [folder, ...(env.PATH === undefined ? [] : [env.PATH])].join(delimiter) };
}

/** What lockgen is told to find and install the uv that all tests share. */
export function sharedUvEnvironment(): { env: NodeJS.ProcessEnv; home: string } {
  const home = join(sharedFolder(), 'home');
  return { env: isolatedEnvironment(home, {}, { managedUv: false }), home };
}

function sharedUvCache(): string {
  return join(sharedFolder(), 'uv-cache');
}

/** Lets a home's cache of lockgen have the shared `uv` folder, and nothing else of another test. */
function shareManagedUv(cache: string): void {
  const home = join(sharedFolder(), 'home');
  const shared = cacheFolder({ XDG_CACHE_HOME: join(home, '.cache') }, process.platform, home);
  mkdirSync(join(shared, 'uv'), { recursive: true });
  mkdirSync(cache, { recursive: true });
  try {
    symlinkSync(join(shared, 'uv'), join(cache, 'uv'));
  } catch (error) {
    // Made before, for the same home.
    if (errorCode(error) !== 'EEXIST') {
      throw error;
    }
  }
}

function searchPath(first: readonly string[]): string {
  const folders = [
    dirname(realPython()),
    dirname(process.execPath),
    dirname(found('git')),
    '/usr/bin',
    '/bin',
  ];
  return [...first, ...new Set(folders.map(withoutUv))].join(delimiter);
}

/**
 * A real Python 3 with pip, of those on PATH.
 *
 * @throws Error where there is none.
 */
export function realPython(): string {
  // Asking a version manager's shim takes a third of a second, so the answer is kept for the other test files.
  const note = join(sharedFolder(), `python-${digest(process.env.PATH ?? '')}`);
  const noted = existsSync(note) ? readFileSync(note, 'utf8') : '';
  if (existsSync(noted)) {
    return noted;
  }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'python3');
    if (folder !== '' && existsSync(path)) {
      try {
        const executable = execFileSync(path, ['-c', 'import pip, sys; print(sys.executable)'], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }).trim();
        // In one step: another process may be reading it.
        writeFileSync(`${note}.${process.pid}`, executable);
        renameSync(`${note}.${process.pid}`, note);
        return executable;
      } catch {
        // One without pip; the next may have it.
      }
    }
  }
  throw new Error('no python3 with pip on PATH');
}

function found(name: string): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder !== '' && existsSync(join(folder, name))) {
      return join(folder, name);
    }
  }
  throw new Error(`no ${name} on PATH`);
}

/** The folder itself, or, where it has a uv, one of links to everything else in it. */
function withoutUv(folder: string): string {
  if (!existsSync(join(folder, 'uv'))) {
    return folder;
  }
  const links = join(sharedFolder(), `path-${digest(`${folder} ${statSync(folder).mtimeMs}`)}`);
  if (!existsSync(links)) {
    const made = mkdtempSync(`${links}-`);
    for (const name of readdirSync(folder)) {
      if (name !== 'uv' && name !== 'uvx') {
        symlinkSync(join(folder, name), join(made, name));
      }
    }
    try {
      renameSync(made, links);
    } catch {
      // Another process was faster.
      rmSync(made, { recursive: true });
    }
  }
  return links;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
