/** The uv that a project gets that names none: tested, and its hashes are shipped in `hashes.ts`. */
export const PINNED_UV = '0.13.9';

/** The oldest uv that can serve: the first one that honours `[tool.uv] exclude-dependencies`. */
export const MINIMUM_UV = '0.9.8';

/** Orders two uv versions (`X.Y.Z`, with or without a suffix such as `-rc.1`): negative, zero or positive. */
export function compareUv(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  for (let at = 0; at < 3; at += 1) {
    const difference = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  // A pre-release comes before its release.
  if (left.suffix === right.suffix) return 0;
  if (left.suffix === '') return 1;
  if (right.suffix === '') return -1;
  return left.suffix < right.suffix ? -1 : 1;
}

/**
 * The version that `uv --version` prints (`uv 0.13.9 (x86_64-unknown-linux-gnu)`), or undefined where the text is
 * something else's.
 */
export function parseUvVersion(stdout: string): string | undefined {
  return /^uv (\d+\.\d+\.\d+(?:[-+.]?[a-z0-9.]+)?)(?=\s|$)/i.exec(stdout.trim())?.[1];
}

function parts(version: string): { numbers: number[]; suffix: string } {
  const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(.*)$/.exec(version);
  if (match === null) return { numbers: [], suffix: version };
  return {
    numbers: [match[1], match[2], match[3]].map((digits) => Number(digits ?? 0)),
    suffix: match[4] ?? '',
  };
}
