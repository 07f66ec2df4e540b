import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type PackageOptions, packageFiles } from './wheel.js';

export type { PackageOptions } from './wheel.js';

/** A package index of a test's own: nothing is on it but what the test made. */
export interface LocalIndex {
  /** The folder with the wheels. */
  readonly folder: string;
  /** What makes uv use this index alone. There is no `UV_NO_INDEX`, so the default index is an empty folder. */
  readonly env: Readonly<Record<'UV_DEFAULT_INDEX' | 'UV_FIND_LINKS', string>>;
  /** What makes `pip install` use this index alone. */
  readonly pipArgs: readonly string[];
  /** Releases more packages. */
  add(packages: readonly PackageOptions[]): Promise<void>;
  /** Takes a release away, all its files. */
  remove(name: string, version: string): Promise<void>;
}

/**
 * Makes an index of tiny packages.
 *
 * @param folder where to put it; give each test another, since uv remembers metadata by path.
 * @param packages what is on it; STANDARD_PACKAGES by default.
 */
export async function makeIndex(
  folder: string,
  packages: readonly PackageOptions[] = STANDARD_PACKAGES,
): Promise<LocalIndex> {
  const links = join(folder, 'wheels');
  const empty = join(folder, 'empty');
  await mkdir(links, { recursive: true });
  await mkdir(empty, { recursive: true });
  const files = new Map<string, readonly string[]>();
  const add = async (more: readonly PackageOptions[]): Promise<void> => {
    for (const options of more) {
      const made = packageFiles(options);
      for (const { fileName, content } of made) {
        await writeFile(join(links, fileName), content);
      }
      files.set(
        `${options.name} ${options.version}`,
        made.map(({ fileName }) => fileName),
      );
    }
  };
  await add(packages);
  return {
    folder: links,
    env: { UV_DEFAULT_INDEX: pathToFileURL(empty).href, UV_FIND_LINKS: links },
    pipArgs: ['--no-index', '--find-links', links],
    add,
    async remove(name, version) {
      for (const fileName of files.get(`${name} ${version}`) ?? []) {
        await rm(join(links, fileName));
      }
      files.delete(`${name} ${version}`);
    },
  };
}

/** Tags of a wheel for Linux alone. */
export const LINUX_ONLY = ['manylinux_2_17_x86_64'] as const;

/** Tags of a wheel for each of the three platforms that lockfiles are promised for. */
const EVERY_PLATFORM = [...LINUX_ONLY, 'macosx_11_0_arm64', 'win_amd64'] as const;

/**
 * A small made-up world.
 *
 * - `alpha`, `delta`: several releases without requirements.
 * - `beta`: 2.0.0 is for Python 3.11 and later, so that a floor of 3.10 gives two pins.
 * - `gamma` → beta, delta: transitive.
 * - `epsilon` (delta<2) and `zeta` (delta>=2): never together.
 * - `eta`: wheels for Linux only. `kappa.core`: a dotted name, and wheels for every platform.
 * - `theta`: extras `fast` (iota) and `all`.
 * - `mu`: another requirement on Windows (`nu-windows`) and macOS (`nu_macos`).
 * - `sigma` → omega; `omega`: 2.5.0 is for 3.12 and later.
 * - `pi`: needs a release of `delta` that doesn't exist, but on 3.13 and later only.
 * - `xi`: a source distribution only.
 */
export const STANDARD_PACKAGES: readonly PackageOptions[] = [
  { name: 'alpha', version: '1.0.0' },
  { name: 'alpha', version: '1.1.0' },
  { name: 'alpha', version: '2.0.0' },
  { name: 'beta', version: '1.0.0', requires: ['alpha>=1'] },
  { name: 'beta', version: '2.0.0', requires: ['alpha>=1'], requiresPython: '>=3.11' },
  { name: 'gamma', version: '1.0.0', requires: ['beta', 'delta>=1'] },
  { name: 'delta', version: '1.0.0' },
  { name: 'delta', version: '1.5.0' },
  { name: 'delta', version: '2.0.0' },
  { name: 'epsilon', version: '1.0.0', requires: ['delta<2'] },
  { name: 'zeta', version: '1.0.0', requires: ['delta>=2'] },
  { name: 'eta', version: '1.0.0', platformTags: LINUX_ONLY },
  {
    name: 'theta',
    version: '1.0.0',
    requires: ['alpha'],
    extras: { fast: ['iota>=1'], all: ['iota>=1', 'kappa.core'] },
  },
  { name: 'iota', version: '1.0.0' },
  { name: 'iota', version: '2.0.0' },
  { name: 'kappa.core', version: '3.1.0', platformTags: EVERY_PLATFORM },
  {
    name: 'mu',
    version: '1.0.0',
    requires: ["nu-windows ; sys_platform == 'win32'", "nu_macos ; sys_platform == 'darwin'"],
  },
  { name: 'nu-windows', version: '1.0.0', platformTags: ['win_amd64'] },
  { name: 'nu_macos', version: '1.0.0', platformTags: ['macosx_11_0_arm64'] },
  { name: 'sigma', version: '1.0.0', requires: ['omega>=2'] },
  { name: 'omega', version: '2.2.0' },
  { name: 'omega', version: '2.4.0' },
  { name: 'omega', version: '2.5.0', requiresPython: '>=3.12' },
  { name: 'pi', version: '1.0.0', requires: ["delta>=9 ; python_version >= '3.13'"] },
  { name: 'xi', version: '1.0.0', sdist: 'only' },
];
