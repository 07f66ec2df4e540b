import { nearest } from '../config/nearest.js';
import { Failure } from '../failure.js';
import { normalizeName } from '../python/version.js';
import type { ResolvedProject } from '../resolve/project.js';

/**
 * Makes sure that packages are named as PEP 508 has it, before uv words it in terms of its own options.
 *
 * @throws Failure `usage`
 */
export function assertNames(flag: string, packages: readonly string[]): void {
  const wrong = packages.find((name) => !/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name));
  if (wrong === undefined) return;
  throw new Failure('usage', `${flag} ${JSON.stringify(wrong)} names no package`, {
    next: `name one package each, without a version: lockgen generate ${flag} NAME`,
  });
}

/**
 * Makes sure that each package that a flag names is in a lockfile, or was: uv ignores a misspelt name without a word.
 *
 * @param words - the flag as it is typed before a name, and what is in vain
 * @throws Failure `usage`
 */
export function assertPinned(
  packages: readonly string[],
  resolved: readonly ResolvedProject[],
  [flag, vain]: readonly [string, string],
): void {
  const known = new Set(
    resolved.flatMap(({ lockfiles }) =>
      lockfiles.flatMap(({ lockfile, changes }) => [
        ...lockfile.pins.map((pin) => pin.key),
        ...changes.map((change) => normalizeName(change.name)),
      ]),
    ),
  );
  for (const name of packages) {
    if (known.has(normalizeName(name))) continue;
    const meant = nearest(name, known);
    throw new Failure('usage', `no lockfile here has ${name}, so there is ${vain}`, {
      next: meant === undefined ? 'name a package that is pinned' : `lockgen generate ${flag}${meant}`,
    });
  }
}
