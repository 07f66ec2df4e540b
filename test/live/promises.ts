import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cacheFolder } from '../../src/cache.js';
import { headerArguments, readHeader } from '../../src/lockfile/header.js';
import { parseLockfile } from '../../src/lockfile/parse.js';
import { disagreementsBetween, installableEverywhere, places } from '../helpers/installable.js';
import { installedLockgen } from '../helpers/package.js';
import { makeRepository, openRepository, type TestRepository } from '../helpers/repository.js';
import { type RunResult, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedUv } from '../helpers/uv.js';
import { pipInstalls } from './pip.js';

/** A project that lockgen is let loose on, and what must hold of its lockfiles whatever was released today. */
export interface LiveProject {
  /** Its files, `pyproject.toml` among them. */
  readonly files: Readonly<Record<string, string>>;
  /** Its lockfiles, the narrower first, each with the number of pins that it has at least. */
  readonly lockfiles: Readonly<Record<string, number>>;
  /** The lowest Python that it promises, and the highest that all of its packages have wheels for. */
  readonly pythons: readonly [lowest: string, highest: string];
  /** Packages that have no wheels at all: they are to be built wherever they are installed. */
  readonly sourceOnly?: readonly string[];
  /** Whether pip is asked as well, for the Python of this machine. Default false. */
  readonly pip?: boolean;
}

/**
 * Commits a project through the hook of the packed package, and shows of its lockfiles all that lockgen promises: they
 * are in that commit; a second and a third run change no byte; plain uv replays each header to the same pins in a clean
 * clone, where `lockgen check` is then fresh for somebody whose machine knows nothing of them; each can be installed,
 * and what base installs is what full installs, on the lowest and the highest Python, on every platform.
 */
export async function keepsItsPromises(project: LiveProject): Promise<void> {
  const { shim } = await installedLockgen();
  const repository = await makeRepository();
  await repository.wireHook(shim);
  await repository.stage(project.files);
  const { stderr } = await repository.commit('Start');
  const names = Object.keys(project.lockfiles);
  expect(await repository.changed(), stderr).toEqual([...Object.keys(project.files), ...names].sort());
  expect(await repository.status(), stderr).toEqual([]);
  const texts = new Map<string, string>();
  for (const [name, fewest] of Object.entries(project.lockfiles)) {
    const text = await repository.read(name);
    texts.set(name, text);
    expect(parseLockfile(text).pins.length, `pins in ${name}`).toBeGreaterThanOrEqual(fewest);
    expect(text, name).not.toMatch(/file:\/\/|\/tmp\/|lockgen|--offline|--no-build|--no-binary|--cache-dir/);
  }

  const fresh = await lockgen(repository, 'check');
  expect(fresh, `${fresh.stdout}${fresh.stderr}`).toMatchObject({ exitCode: 0 });
  for (const time of ['second', 'third']) {
    const { stdout } = await lockgen(repository, 'generate');
    for (const [name, text] of texts) {
      expect(await repository.read(name), `${name} after the ${time} run\n${stdout}`).toBe(text);
    }
  }
  // All of it asks the index, and none of it changes the repository.
  await Promise.all([...names.map((name) => replays(repository, name)), installs(repository, project)]);
  await isFreshElsewhere(repository);
}

async function lockgen(repository: TestRepository, ...args: readonly string[]): Promise<RunResult> {
  const { bin } = await installedLockgen();
  return await repository.run(bin, args);
}

/** A clean clone, for a user with a home of their own and the same way to the index. */
async function cloneOf(repository: TestRepository): Promise<TestRepository> {
  const clone = await makeRepository();
  await repository.git('clone', '--quiet', '.', join(clone.root, 'clone'));
  return openRepository(join(clone.root, 'clone'), clone.home, clone.env);
}

async function replays(repository: TestRepository, name: string): Promise<void> {
  const clone = await cloneOf(repository);
  const before = await clone.read(name);
  const header = readHeader(before);
  const words = header === undefined ? undefined : headerArguments(header);
  expect(words?.slice(0, 3), `header of ${name}`).toEqual(['uv', 'pip', 'compile']);
  await runOk(await sharedUv(), words?.slice(1), {
    cwd: clone.root,
    env: { ...clone.env, UV_PYTHON_DOWNLOADS: 'never' },
  });
  expect(meaning(await clone.read(name)), `${name}, replayed`).toEqual(meaning(before));
}

/** What a lockfile pins, and its option lines. uv itself writes a local path bare, which is no path to pip. */
function meaning(text: string): string[] {
  const { pins, options } = parseLockfile(text);
  return [...options, ...pins].map((line) => line.text.replace(/^\.\//, ''));
}

async function isFreshElsewhere(repository: TestRepository): Promise<void> {
  const clone = await cloneOf(repository);
  const records = join(cacheFolder(clone.env, process.platform, clone.home), 'verdicts');
  await rm(records, { recursive: true, force: true });
  const { exitCode, stdout, stderr } = await lockgen(clone, 'check');
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
  expect(await clone.status()).toEqual([]);
}

async function installs(repository: TestRepository, project: LiveProject): Promise<void> {
  const [narrow, wide] = Object.keys(project.lockfiles).map((name) => repository.path(name));
  if (narrow === undefined) throw new Error('a project has one lockfile at least');
  const everywhere = places(project.pythons);
  const uv = await sharedUv();
  const wrongWith = (env: NodeJS.ProcessEnv): Promise<string[]> => {
    const options = { uv, env, ...(project.sourceOnly === undefined ? {} : { build: project.sourceOnly }) };
    return wide === undefined
      ? installableEverywhere(narrow, everywhere, options)
      : disagreementsBetween(narrow, wide, everywhere, options);
  };
  // What the index said a moment ago is in the cache, and answers ten times as fast. Not all that an installation
  // asks for need be there, so it is only believed where nothing is wrong.
  const offline = await wrongWith({ ...repository.env, UV_OFFLINE: '1' });
  const wrong = offline.length === 0 ? [] : await wrongWith(repository.env);
  expect(wrong, 'what keeps the lockfiles from being installed alike').toEqual([]);
  if (project.pip === true) {
    await pipInstalls(wide ?? narrow, { ...project, env: repository.env, scratch: await scratchFolder() });
  }
}
