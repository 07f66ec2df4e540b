import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cacheFolder } from '../../src/cache.js';
import { parseLockfile } from '../../src/lockfile/parse.js';
import { isolatedEnvironment, withPath } from './environment.js';
import { type LocalIndex, makeIndex, type PackageOptions } from './local-index.js';
import { type InstalledLockgen, installedLockgen } from './package.js';
import {
  type CommitOptions,
  makeRepository,
  openRepository,
  type RepositoryOptions,
  type TestRepository,
} from './repository.js';
import { type RunResult, runOk } from './run.js';
import { scratchFolder } from './scratch.js';
import { copyFolder, sharedTemplate, type Template } from './template.js';
import { sharedUv } from './uv.js';
import { standing } from './wired.js';

/** A repository whose `pre-commit` and `pre-merge-commit` are those of the installed package, and a package index of its own. */
export interface Hooked {
  readonly repository: TestRepository;
  readonly index: LocalIndex;
  readonly installed: InstalledLockgen;
  /** Runs the installed `lockgen` at the root, or in a folder of the repository. */
  lockgen(args: readonly string[], options?: LockgenOptions): Promise<RunResult>;
  /** Writes files, stages them, and commits: it must succeed, and leave nothing behind. Gives the hook's words. */
  commit(files: Readonly<Record<string, string>>, options?: CommitOptions): Promise<string>;
  /** Pins of a lockfile in a commit, `HEAD` by default, as `name==version ; marker`. */
  pins(path: string, revision?: string): Promise<string[]>;
}

export interface LockgenOptions {
  /** Folder to start in, relative to the root. Default the root. */
  readonly from?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface HookedOptions extends RepositoryOptions {
  /** What is on the index; STANDARD_PACKAGES by default. */
  readonly packages?: readonly PackageOptions[];
}

/** Makes a repository with the hook wired; its first files, if any, are committed without the hook. */
export async function hooked(options: HookedOptions = {}): Promise<Hooked> {
  const [installed, index] = await Promise.all([installedLockgen(), newIndex(options.packages)]);
  const repository = await makeRepository({ ...options, env: { ...index.env, ...options.env } });
  await repository.wireHook(installed.shim);
  await repository.wireHook(installed.mergeShim, { name: 'pre-merge-commit' });
  return about(repository, index, installed);
}

/**
 * A repository as `hooked` makes it, in which these files were committed with the hook. That is done once for all test
 * files; each test has a copy, with its user's home, and an index of its own.
 */
export async function startedWith(files: Readonly<Record<string, string>>): Promise<Hooked> {
  return await startedBy([JSON.stringify(files)], async (world) => {
    await world.commit(files);
  });
}

/**
 * The same for a repository that takes more than one commit to make.
 *
 * @param from all that `make` depends on, its own text included: what is made once is never made anew for the same.
 */
export async function startedBy(
  from: readonly string[],
  make: (world: Hooked) => Promise<void>,
): Promise<Hooked> {
  const installed = await installedLockgen();
  const repository = await sharedTemplate([installed.project, ...from], async () => {
    const world = await hooked();
    await make(world);
    return world.repository;
  });
  return await copyOf({ repository, installed });
}

/**
 * A copy of a repository and of its user's home, with an index of its own.
 *
 * @param options what its environment has beside the usual one.
 */
export async function copyOf(
  { repository, installed }: { readonly repository: Template; readonly installed: InstalledLockgen },
  options: Pick<RepositoryOptions, 'env' | 'path'> = {},
): Promise<Hooked> {
  const [index, scratch] = await Promise.all([newIndex(), scratchFolder()]);
  const [root, home] = [join(scratch, 'repository'), join(scratch, 'home')];
  await Promise.all([copyFolder(repository.root, root), copyFolder(repository.home, home)]);
  const env = isolatedEnvironment(home, { ...index.env, ...options.env }, options);
  // The user may have changed it.
  await cp(join(repository.home, '.gitconfig'), join(home, '.gitconfig'));
  return about(openRepository(root, home, env), index, installed);
}

/**
 * The same user, index and lockgen in another work tree: a linked one, a clone, a submodule. Its hook isn't wired.
 *
 * @param root its top, absolute.
 * @param env default: the repository's.
 */
export function inWorkTree(
  { repository, index, installed }: Hooked,
  root: string,
  env: NodeJS.ProcessEnv = repository.env,
): Hooked {
  return about(openRepository(root, repository.home, env), index, installed);
}

async function newIndex(packages?: readonly PackageOptions[]): Promise<LocalIndex> {
  return await makeIndex(join(await scratchFolder(), 'index'), packages);
}

function about(repository: TestRepository, index: LocalIndex, installed: InstalledLockgen): Hooked {
  return {
    repository,
    index,
    installed,
    lockgen: (args, { from = '.', env } = {}) =>
      repository.run(installed.bin, args, { cwd: repository.path(from), env: { ...repository.env, ...env } }),
    async commit(files, commitOptions) {
      await repository.stage(files);
      const { stderr } = await repository.commit('Change', commitOptions);
      expect(await repository.status(), stderr).toEqual([]);
      expect(await temporaryFiles(repository)).toEqual([]);
      return stderr;
    },
    pins: async (path, revision = 'HEAD') => pinsOf(await repository.show(`${revision}:${path}`)),
  };
}

/** The pins of a lockfile's text, as `name==version ; marker`. */
export function pinsOf(text: string): string[] {
  return parseLockfile(text).pins.map(
    ({ key, version, url, markerText }) =>
      `${key}${version === undefined ? ` @ ${url}` : `==${version}`}${markerText === '' ? '' : ` ; ${markerText}`}`,
  );
}

/** What a run of lockgen has left in the temporary folder. */
export function temporaryFiles(repository: TestRepository): Promise<string[]> {
  return readdir(join(repository.home, 'tmp'));
}

/** An environment in which neither uv nor Python can be started, and what was tried. */
export interface Alone {
  readonly env: NodeJS.ProcessEnv;
  /** The programs that were started all the same, with their arguments. */
  started(): Promise<string[]>;
}

/**
 * Takes uv and Python away from a repository's user: lockgen's own uv is removed from the cache, PATH has no more than
 * the hook needs, and what has these names on it only notes that it was started, and fails. The verdict store stays.
 */
export async function withoutUvAndPython({ repository }: Pick<Hooked, 'repository'>): Promise<Alone> {
  const { env, home } = repository;
  const folder = join(await scratchFolder(), 'bin');
  const log = join(folder, 'log');
  await mkdir(folder);
  for (const name of ['git', 'node', 'readlink', 'sh']) {
    const { stdout } = await runOk('sh', ['-c', `command -v ${name}`], { env });
    await symlink(stdout.trim(), join(folder, name));
  }
  for (const name of ['uv', 'uvx', 'python', 'python3', 'pip', 'pip3']) {
    await writeFile(join(folder, name), `#!/bin/sh\necho "${name} $*" >>'${log}'\nexit 97\n`, {
      mode: 0o755,
    });
  }
  await rm(join(cacheFolder(env, process.platform, home), 'uv'), { force: true });
  return {
    env: { ...env, PATH: folder },
    started: async () => (existsSync(log) ? (await readFile(log, 'utf8')).trimEnd().split('\n') : []),
  };
}

/** A commit that must be blocked with exit code 1 or 2 of the hook, and must change nothing at all. */
export async function blocked(
  { repository }: Pick<Hooked, 'repository'>,
  commit: () => Promise<RunResult>,
): Promise<string> {
  const before = await standing(repository);
  const { exitCode, stderr } = await commit();
  expect(exitCode, stderr).not.toBe(0);
  // Some hook managers indent it.
  expect(stderr).toMatch(/^ *lockgen: commit blocked: /m);
  expect(await standing(repository)).toBe(before);
  expect(await temporaryFiles(repository)).toEqual([]);
  return stderr;
}

/**
 * An environment whose only uv is the pinned one, on PATH, as one that takes its time for each resolution.
 *
 * @param seconds how long it waits before it starts.
 */
export async function slowUv(
  { env, home }: TestRepository,
  seconds = 0.7,
): Promise<{ readonly env: NodeJS.ProcessEnv; readonly isRunning: () => boolean }> {
  const folder = await scratchFolder();
  const note = join(folder, 'started');
  const script = `#!/bin/sh
[ "$1" = --version ] || { : >'${note}'; sleep ${seconds}; }
exec '${await sharedUv()}' "$@"
`;
  await writeFile(join(folder, 'uv'), script, { mode: 0o755 });
  return {
    env: { ...withPath(env, folder), XDG_CACHE_HOME: join(home, 'another-cache') },
    isRunning: () => existsSync(note),
  };
}

/** What moves a cursor or colours text: it has no place in a pipe. */
export function controlCharacters(text: string): string[] {
  return [...text].filter((character) => character < ' ' && character !== '\n');
}
