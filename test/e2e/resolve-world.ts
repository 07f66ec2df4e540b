import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { cacheFolder } from '../../src/cache.js';
import { headerArguments, readHeader } from '../../src/lockfile/header.js';
import { withLocalEntries } from '../../src/lockfile/local-entries.js';
import { parseLockfile } from '../../src/lockfile/parse.js';
import { refusedByRenovate } from '../../src/lockfile/renovate.js';
import { normalizeName } from '../../src/python/version.js';
import { isolatedEnvironment } from '../helpers/environment.js';
import { disagreementsBetween, installableEverywhere, places } from '../helpers/installable.js';
import { type LocalIndex, makeIndex, type PackageOptions } from '../helpers/local-index.js';
import { installedLockgen } from '../helpers/package.js';
import { makeRepository, openRepository, type TestRepository } from '../helpers/repository.js';
import { type RunResult, run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedUv } from '../helpers/uv.js';

/** A repository and a package index, which lockgen is let loose on. */
export interface World {
  readonly repository: TestRepository;
  readonly index: LocalIndex;
  /** Variables that say where packages are, and nothing else. */
  readonly reach: NodeJS.ProcessEnv;
  /** Puts more packages, or more files of one, on the index. */
  release(packages: readonly PackageOptions[]): Promise<void>;
}

export interface WorldOptions {
  readonly files: Readonly<Record<string, string>>;
  /** Default: STANDARD_PACKAGES. */
  readonly packages?: readonly PackageOptions[];
  /**
   * How to come to the stand-in for PyTorch's index. The packages are then on pages, as a package index has them:
   * `UV_FIND_LINKS` counts for nothing where a command has `--find-links`.
   */
  readonly reach?: NodeJS.ProcessEnv;
  /** Name of the repository's folder. */
  readonly folder?: string;
}

/** Makes a repository with these files committed, and an index of its own. */
export async function makeWorld(options: WorldOptions): Promise<World> {
  const index = await makeIndex(join(await scratchFolder(), 'index'), options.packages);
  const reach =
    options.reach === undefined
      ? index.env
      : { ...options.reach, UV_DEFAULT_INDEX: pathToFileURL(await pagesOf(index)).href };
  const repository = await makeRepository({
    files: options.files,
    env: reach,
    ...(options.folder === undefined ? {} : { folder: options.folder }),
  });
  return {
    repository,
    index,
    reach,
    async release(packages) {
      await index.add(packages);
      if (options.reach !== undefined) await pagesOf(index);
    },
  };
}

/** The wheels of an index as pages (PEP 503), beside their folder. */
async function pagesOf(index: LocalIndex): Promise<string> {
  const root = join(index.folder, '..', 'pages');
  const links = new Map<string, string[]>();
  for (const fileName of await readdir(index.folder)) {
    const name = normalizeName(fileName.split('-')[0] ?? '');
    const digest = createHash('sha256').update(await readFile(join(index.folder, fileName)));
    const url = `${pathToFileURL(join(index.folder, fileName)).href}#sha256=${digest.digest('hex')}`;
    links.set(name, [...(links.get(name) ?? []), `<a href="${url}">${fileName}</a>`]);
  }
  for (const [name, anchors] of links) {
    await mkdir(join(root, name), { recursive: true });
    await writeFile(join(root, name, 'index.html'), `<!DOCTYPE html>\n${anchors.join('\n')}\n`);
  }
  return root;
}

/** Runs lockgen in the work tree. */
export async function lockgen(
  world: World,
  args: readonly string[],
  options: { readonly from?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<RunResult> {
  const { bin } = await installedLockgen();
  const { repository } = world;
  return await run(bin, args, {
    cwd: repository.path(options.from ?? '.'),
    env: { ...repository.env, ...options.env },
  });
}

/** `lockgen generate`, which must succeed; gives its report. */
export async function generate(world: World, ...args: readonly string[]): Promise<string> {
  const result = await lockgen(world, ['generate', ...args]);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  return result.stdout + result.stderr;
}

/** `lockgen check` as a machine runs it that has no records of what is fresh. */
export async function check(world: World): Promise<RunResult> {
  const { env, home } = world.repository;
  const records = join(cacheFolder(env, process.platform, home), 'verdicts');
  await rm(records, { recursive: true, force: true });
  return await lockgen(world, ['check']);
}

/** Changes files, and generates. */
export async function change(world: World, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, text] of Object.entries(files)) await world.repository.write(path, text);
  return await generate(world);
}

/** The pins of a lockfile, as `name==version ; marker`, sorted. */
export async function pins(world: World, lockfile = 'requirements.txt'): Promise<string[]> {
  return pinsOf(await world.repository.read(lockfile));
}

/** What a lockfile pins and how, without its comments: what must be the same after a replay. */
function pinsOf(text: string): string[] {
  return parseLockfile(text)
    .pins.map((pin) => {
      const what = pin.url ?? pin.version ?? '';
      const how = pin.editable ? '-e ' : '';
      const entry = pin.named ? `${pin.key}${pin.url === undefined ? '==' : ' @ '}${what}` : what;
      return `${how}${entry}${pin.markerText === '' ? '' : ` ; ${pin.markerText}`}`;
    })
    .sort();
}

/** The words of a lockfile's header after `uv pip compile`. */
export function headerWords(text: string): readonly string[] {
  const header = readHeader(text);
  const words = header === undefined ? undefined : headerArguments(header);
  const compile = words?.indexOf('compile') ?? -1;
  if (words === undefined || compile < 0) throw new Error(`no uv pip compile in the header of\n${text}`);
  return words.slice(compile + 1);
}

export interface Proof {
  /** The project's folder. Default the root. */
  readonly folder?: string;
  /** Lowest and highest Python promised. Default 3.10 and 3.14. */
  readonly pythons?: readonly string[];
  readonly platforms?: readonly string[];
  /** Header words that Renovate is known to refuse, by lockfile. Default none. */
  readonly refused?: (word: string) => boolean;
  /** Pairs of lockfiles, the narrower first, that must agree. Default: base and full, where both are there. */
  readonly agree?: readonly (readonly [string, string])[];
  /** Whether a third run is to be seen, beside the second, to change nothing. Default false. */
  readonly thrice?: boolean;
  /** Whether the lockfiles say by themselves all that an installer needs to find their packages. Default true. */
  readonly installable?: boolean;
}

/**
 * Shows of every lockfile of a project all that lockgen promises of any: nothing of this machine in it; a second (and a
 * third) run changes no byte; its header, replayed by plain uv in a clean clone, gives the same; `lockgen check` is fresh
 * there, for somebody whose machine knows nothing of these lockfiles; bots can read it; and it can be installed.
 */
export async function proven(world: World, proof: Proof = {}): Promise<void> {
  const { repository } = world;
  const folder = proof.folder ?? '.';
  const names = await lockfileNames(world, folder);
  expect(names, 'lockfiles made').not.toEqual([]);
  const texts = new Map<string, string>();
  for (const name of names) texts.set(name, await repository.read(join(folder, name)));

  for (const [name, text] of texts) {
    // A git repository in a folder stands for one elsewhere.
    expect(text.replace(/git\+file:\S+/g, ''), name).not.toMatch(
      /file:\/\/|\/tmp\/|lockgen|--offline|--no-build|--python=|--cache-dir/,
    );
    const refused = refusedByRenovate(headerWords(text)).filter((word) => proof.refused?.(word) !== true);
    expect(refused, `what Renovate refuses of ${name}`).toEqual([]);
  }
  for (const time of proof.thrice === true ? ['second', 'third'] : ['second']) {
    await generate(world, folder);
    for (const [name, text] of texts) {
      expect(await repository.read(join(folder, name)), `${name} after the ${time} run`).toBe(text);
    }
  }
  await replays(world, proof);
  await installs(world, proof, names);
}

/**
 * Replays each lockfile's header by plain uv, without lockgen's environment, in a clean clone: it must give the same
 * pins and option lines. Then `lockgen check` must find all fresh in that clone, in a home that has no records.
 */
async function replays(world: World, proof: Proof = {}): Promise<void> {
  const { repository, reach } = world;
  const folder = proof.folder ?? '.';
  const scratch = await scratchFolder();
  await repository.git('add', '--all');
  await repository.git('commit', '--quiet', '--no-verify', '--allow-empty', '-m', 'Lockfiles');
  await repository.git('clone', '--quiet', '.', join(scratch, 'clone'));
  const env = isolatedEnvironment(join(scratch, 'home'), reach);
  const clone = openRepository(join(scratch, 'clone'), join(scratch, 'home'), env);
  const uv = await sharedUv();
  let local = false;
  for (const name of await lockfileNames(world, folder)) {
    const path = join(folder, name);
    const before = await clone.read(path);
    await runOk(uv, ['pip', 'compile', ...headerWords(before)], {
      cwd: clone.path(folder),
      env: { ...env, UV_PYTHON_DOWNLOADS: 'never' },
    });
    const after = withLocalEntries(await clone.read(path), {
      sandbox: clone.root,
      folder: folder === '.' ? '' : folder,
    });
    local ||= after !== (await clone.read(path));
    expect(pinsOf(after), `pins of ${path}, replayed`).toEqual(pinsOf(before));
    expect(optionsOf(after), `option lines of ${path}, replayed`).toEqual(optionsOf(before));
    expect(headerWords(after), `header of ${path}, replayed`).toEqual(headerWords(before));
  }
  // uv writes local entries so that they work nowhere else; that is drift.
  if (local) await clone.git('checkout', '--quiet', '.');
  const checked = await lockgen({ ...world, repository: clone }, ['check', folder]);
  expect(checked, `${checked.stdout}${checked.stderr}`).toMatchObject({ exitCode: 0 });
}

async function installs(world: World, proof: Proof, names: readonly string[]): Promise<void> {
  const { repository } = world;
  const folder = proof.folder ?? '.';
  const at = (name: string): string => repository.path(join(folder, name));
  const everywhere = places(proof.pythons ?? ['3.10', '3.14'], proof.platforms);
  const options = { uv: await sharedUv(), env: repository.env, build: true };
  const usual = ['requirements.txt', 'requirements-full.txt'] as const;
  const pairs = proof.agree ?? (usual.every((name) => names.includes(name)) ? [usual] : []);
  if (proof.installable === false) return;
  for (const name of names.filter((one) => !pairs.flat().includes(one))) {
    expect(await installableEverywhere(at(name), everywhere, options), `where ${name} can't be had`).toEqual(
      [],
    );
  }
  for (const [narrow, wide] of pairs) {
    expect(
      await disagreementsBetween(at(narrow), at(wide), everywhere, { ...options, complete: false }),
      `where ${narrow} isn't in ${wide}`,
    ).toEqual([]);
    // Whether anything is lacking is another resolution each, so it is seen at two far ends.
    const ends = [everywhere.at(0), everywhere.at(-1)].filter((place) => place !== undefined);
    for (const name of [narrow, wide]) {
      expect(await installableEverywhere(at(name), ends, options), `where ${name} lacks something`).toEqual(
        [],
      );
    }
  }
}

/** The lockfiles in a folder: what has uv's header. */
async function lockfileNames(world: World, folder: string): Promise<string[]> {
  const found: string[] = [];
  const names = await readdir(world.repository.path(folder), { recursive: true });
  for (const name of names.sort()) {
    if (!/^[^.].*\.(txt|lock|in)$/.test(name)) continue;
    const header = readHeader(await world.repository.read(join(folder, name)));
    if (header !== undefined && headerIs(header.command, name)) found.push(name);
  }
  return found;
}

function headerIs(command: string | undefined, name: string): boolean {
  return command?.includes(`--output-file=${name} `) === true;
}

function optionsOf(text: string): string[] {
  return parseLockfile(text)
    .options.map((option) => option.text)
    .sort();
}
