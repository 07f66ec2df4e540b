/** A final release of Python, as numbers. */
export interface PythonRelease {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/**
 * The newest minor release of Python that is out, or will be while this version of lockgen is in use. Lockfiles
 * are proved for every minor up to it; a newer one only matters where a marker names it.
 */
export const NEWEST_PYTHON: PythonRelease = { major: 3, minor: 15, patch: 0 };

export function releaseOf(numbers: readonly number[]): PythonRelease {
  const [major = 0, minor = 0, patch = 0] = numbers;
  return { major, minor, patch };
}

export function compareReleases(a: PythonRelease, b: PythonRelease): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

export function releaseText({ major, minor, patch }: PythonRelease): string {
  return `${major}.${minor}.${patch}`;
}

/**
 * Releases around each boundary, such that between any two neighbours nothing that compares with the boundaries
 * can change: of every minor from the oldest boundary to the newest Python one release, of every minor next to
 * a boundary one, and of a boundary itself the patches below, at and above it. Sorted.
 */
export function releasesAround(boundaries: readonly PythonRelease[]): readonly PythonRelease[] {
  const found = new Map<string, PythonRelease>();
  const add = (release: PythonRelease) => found.set(releaseText(release), release);
  for (const boundary of boundaries) {
    const { major, minor, patch } = boundary;
    for (const near of [patch - 1, patch, patch + 1]) if (near >= 0) add({ ...boundary, patch: near });
    for (const near of [minor - 1, minor + 1]) if (near >= 0) add({ major, minor: near, patch: 0 });
  }
  const oldest = boundaries.toSorted(compareReleases)[0] ?? NEWEST_PYTHON;
  for (let minor = oldest.major === 3 ? oldest.minor : 0; minor <= NEWEST_PYTHON.minor; minor += 1) {
    add({ major: 3, minor, patch: 0 });
  }
  return [...found.values()].sort(compareReleases);
}
