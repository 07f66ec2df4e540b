import type { Platform, TargetConfig } from '../config/options.js';
import { environmentGrid, type PromisedRange } from '../python/environments.js';
import type { MarkerEnvironment } from '../python/marker.js';
import { compareReleases, NEWEST_PYTHON, releaseOf, releaseText } from '../python/python-releases.js';
import { allowsPython } from '../python/requires-python.js';
import { compareVersions } from '../python/version.js';

/** A Python and a platform that a lockfile is to be installed on, as uv names them. */
export interface Pair {
  /** `3.10`, `3.8.1` */
  readonly python: string;
  /** `linux`, `aarch64-apple-darwin`… */
  readonly platform: string;
}

/** What a command line chose; what is undefined is the project's promise. */
export interface AskedPairs {
  readonly pythons: readonly string[] | undefined;
  readonly platforms: readonly string[] | undefined;
}

/** Where nothing is chosen. */
export const THE_PROMISE: AskedPairs = { pythons: undefined, platforms: undefined };

/**
 * Where to prove that a lockfile can be installed: on the lowest and the newest Python of its promise, on each
 * promised platform. A lockfile that is for one environment only is proved there alone.
 *
 * @param asked - Pythons that aren't promised are left out: the lockfile says nothing about them
 */
export function pairsFor(target: TargetConfig, range: PromisedRange, asked: AskedPairs): readonly Pair[] {
  if (!target.universal) {
    const python = target.pythonVersion ?? range.floor;
    return [{ python, platform: target.pythonPlatform ?? 'linux' }];
  }
  const grid = environmentGrid([], range);
  if (asked.platforms === undefined) {
    return target.platforms.flatMap((platform) => {
      const there = grid.filter(({ sys_platform }) => sys_platform === SYS_PLATFORM[platform]);
      return pythonsFor(there, range, asked).map((python) => ({ python, platform }));
    });
  }
  const pythons = pythonsFor(grid, range, asked);
  return asked.platforms.flatMap((platform) => pythons.map((python) => ({ python, platform })));
}

const SYS_PLATFORM: Readonly<Record<Platform, string>> = {
  linux: 'linux',
  macos: 'darwin',
  windows: 'win32',
};

function pythonsFor(
  grid: readonly MarkerEnvironment[],
  range: PromisedRange,
  { pythons }: AskedPairs,
): readonly string[] {
  if (grid.length === 0) return [];
  if (pythons !== undefined) return pythons.filter((python) => isPromised(python, grid, range));
  // What isn't out yet has no wheels, and nobody to miss them.
  const promised = grid.map((environment) => releaseIn(environment)).sort(compareReleases);
  const [lowest = NEWEST_PYTHON] = promised;
  const newest = promised.findLast((release) => compareReleases(release, AFTER_NEWEST) < 0) ?? lowest;
  // Of the newest minor any release will do: they all take the same wheels.
  const all = [lowest, newest].map((release) =>
    release.patch === 0 ? minorOf(release) : releaseText(release),
  );
  return minorOf(lowest) === minorOf(newest) ? all.slice(0, 1) : all;
}

const AFTER_NEWEST = { ...NEWEST_PYTHON, minor: NEWEST_PYTHON.minor + 1 };

function isPromised(python: string, grid: readonly MarkerEnvironment[], range: PromisedRange): boolean {
  if (python.split('.').length < 3) return grid.some(({ python_version }) => python_version === python);
  return allowsPython(range.requiresPython, python) && compareVersions(python, range.floor) >= 0;
}

function releaseIn({ python_full_version: full }: MarkerEnvironment): ReturnType<typeof releaseOf> {
  return releaseOf(full.split('.').map(Number));
}

function minorOf({ major, minor }: ReturnType<typeof releaseOf>): string {
  return `${major}.${minor}`;
}
