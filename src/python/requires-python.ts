import { releasesAllowedBy } from './allowed-releases.js';
import {
  compareReleases,
  NEWEST_PYTHON,
  type PythonRelease,
  releaseOf,
  releasesAround,
  releaseText,
} from './python-releases.js';
import { type Specifier, satisfies, specifiersOf } from './specifiers.js';

/**
 * The lowest Python that `requires-python` allows, to be given to uv: `>=3.10,<3.13` → `3.10`, `>=3.8.1` →
 * `3.8.1`, `>=3.9,!=3.9.*` → `3.10`. `>3.9` gives `3.9`, a release more than is asked for. `undefined` where
 * there is no lower bound; where nothing at all is allowed, the lower bound as written.
 * @throws RangeError where the text is no set of specifiers
 */
export function pythonFloor(specifiers: string): string | undefined {
  const set = specifiersOf(specifiers);
  let bound: Specifier | undefined;
  for (const each of set)
    if (isLowerBound(each) && (bound === undefined || reaches(each, bound))) bound = each;
  if (bound === undefined) return undefined;
  const written = bound.release.join('.');
  const lowest = releaseOf(bound.release);
  const isAllowed = releasesAllowedBy(set);
  const allowed = releasesAround(boundaries(set)).find(
    (release) => compareReleases(release, lowest) >= 0 && isAllowed(release),
  );
  if (allowed === undefined || compareReleases(allowed, lowest) === 0) return written;
  if (bound.operator === '>' && compareMinors(allowed, lowest) === 0) return written;
  return allowed.patch === 0 ? `${allowed.major}.${allowed.minor}` : releaseText(allowed);
}

/**
 * The first Python that `requires-python` is too old for: `>=3.10,<3.13` → `3.13`, `~=3.10.2` → `3.11`,
 * `<=3.12.4` → `3.12.5`. `undefined` where every known Python is below it.
 * @throws RangeError where the text is no set of specifiers
 */
export function pythonCeiling(specifiers: string): string | undefined {
  const ceilings = specifiersOf(specifiers)
    .map(ceilingOf)
    .filter((ceiling) => ceiling !== undefined);
  const ceiling = ceilings.sort(compareReleases)[0];
  if (ceiling === undefined || compareMinors(ceiling, NEWEST_PYTHON) > 0) return undefined;
  return ceiling.patch === 0 ? `${ceiling.major}.${ceiling.minor}` : releaseText(ceiling);
}

/**
 * Whether `requires-python` allows a Python; the empty text allows all.
 * @throws RangeError where `specifiers` is no set of specifiers
 */
export function allowsPython(specifiers: string, version: string): boolean {
  return satisfies(version, specifiers);
}

/**
 * The line for `[tool.uv]` that keeps uv from resolving for Pythons that `requires-python` excludes, of which uv
 * itself heeds only the lower bound: `>=3.9,!=3.11.*,<3.13` →
 * `environments = ["python_version != '3.11' and python_version < '3.13'"]`. `undefined` where there is neither
 * an upper bound that a known Python reaches, nor a minor left out.
 * @throws RangeError where the text is no set of specifiers
 */
export function environmentsLine(specifiers: string): string | undefined {
  const ceiling = pythonCeiling(specifiers);
  const floor = pythonFloor(specifiers);
  const conditions = specifiersOf(specifiers)
    .filter(({ operator, prefix, release }) => operator === '!=' && prefix && release.length === 2)
    .map(({ release }) => releaseOf(release))
    .filter((minor) => floor === undefined || compareReleases(minor, releaseFrom(floor)) >= 0)
    .filter((minor) => ceiling === undefined || compareReleases(minor, releaseFrom(ceiling)) < 0)
    .sort(compareReleases)
    .map(({ major, minor }) => `python_version != '${major}.${minor}'`);
  if (ceiling !== undefined) {
    const variable = ceiling.split('.').length > 2 ? 'python_full_version' : 'python_version';
    conditions.push(`${variable} < '${ceiling}'`);
  }
  if (conditions.length === 0) return undefined;
  return `environments = ["${[...new Set(conditions)].join(' and ')}"]`;
}

/** The releases that a set of specifiers names. */
export function boundaries(set: readonly Specifier[]): readonly PythonRelease[] {
  return set.filter(({ release }) => release.length > 0).map(({ release }) => releaseOf(release));
}

function isLowerBound({ operator, release }: Specifier): boolean {
  return release.length > 0 && !['!=', '<', '<='].includes(operator);
}

/** Whether a lower bound is as high as another. */
function reaches(bound: Specifier, other: Specifier): boolean {
  return compareReleases(releaseOf(bound.release), releaseOf(other.release)) >= 0;
}

function compareMinors(a: PythonRelease, b: PythonRelease): number {
  return a.major - b.major || a.minor - b.minor;
}

function ceilingOf({ operator, prefix, release }: Specifier): PythonRelease | undefined {
  const bound = releaseOf(release);
  switch (operator) {
    case '<':
      return bound;
    case '<=':
      return { ...bound, patch: bound.patch + 1 };
    case '~=':
      return after(release.slice(0, -1));
    case '==':
      return prefix ? after(release) : { ...bound, patch: bound.patch + 1 };
    case '===':
      return release.length > 0 ? { ...bound, patch: bound.patch + 1 } : undefined;
    default:
      return undefined;
  }
}

function releaseFrom(version: string): PythonRelease {
  return releaseOf(version.split('.').map(Number));
}

/** The first release that doesn't start with these numbers. */
function after(prefix: readonly number[]): PythonRelease {
  return releaseOf([...prefix.slice(0, -1), (prefix.at(-1) ?? 0) + 1]);
}
