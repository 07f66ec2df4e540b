import { withoutCredentials } from '../lockfile/credentials.js';
import type { Pin } from '../lockfile/parse.js';
import { evaluateMarker } from '../python/marker.js';
import { parseRequirement } from '../python/requirement.js';
import { compareVersions, isVersion, normalizeName, satisfies } from '../python/version.js';
import type { Distribution, Interpreter } from './interpreter.js';
import { comesFrom } from './origin.js';
import type { Comparison, ValidationResult } from './validation-result.js';

/** What a comparison is told beside the pins. */
export interface ComparisonOptions {
  /** Normalized. */
  readonly skip: ReadonlySet<string>;
  readonly failOnMissing: boolean;
  /** The folder that the lockfile's relative paths start from, as a `file:` URL that ends in `/`. */
  readonly base: string;
}

/** One package of a lockfile: how it compares, and the result that says so. */
export interface Compared {
  readonly comparison: Comparison;
  readonly result: ValidationResult;
}

/**
 * Compares the pins whose marker holds on an interpreter with what is installed in it: names as PEP 503 does,
 * versions by PEP 440, local labels included (`2.1+cpu` is not `2.1`), URLs and paths by where a distribution says
 * that it came from (PEP 610).
 */
export function compareInstalled(
  pins: readonly Pin[],
  interpreter: Interpreter,
  options: ComparisonOptions,
): Compared[] {
  const installed = new Map<string, Distribution>();
  for (const distribution of interpreter.distributions) {
    const key = normalizeName(distribution.name);
    if (!installed.has(key)) installed.set(key, distribution);
  }
  const seen = new Set<string>();
  return pins.flatMap((pin): Compared[] => {
    if (!evaluateMarker(pin.marker, interpreter.markers)) return [];
    // `name==1` and `name[extra]==1` are one package.
    const expected = expectation(pin);
    const same = `${pin.key} ${expected}`;
    if (seen.has(same)) return [];
    seen.add(same);
    const found = pin.named
      ? installed.get(pin.key)
      : interpreter.distributions.find((distribution) => comesFrom(pin, distribution, options.base));
    return [compared(pin, expected, found, options)];
  });
}

function compared(
  pin: Pin,
  expected: string,
  found: Distribution | undefined,
  options: ComparisonOptions,
): Compared {
  const made = (comparison: Comparison, valid: boolean, message: string): Compared => ({
    comparison,
    result: {
      package: withoutCredentials(pin.name),
      expected,
      actual: found === undefined ? undefined : actual(pin, found),
      valid,
      comparison,
      line: pin.line,
      message,
    },
  });
  if (options.skip.has(pin.key) || (found !== undefined && options.skip.has(normalizeName(found.name)))) {
    return made('skipped', true, 'skipped');
  }
  if (found === undefined) {
    const message = options.failOnMissing ? 'not installed' : 'not installed, which is allowed';
    return made('missing', !options.failOnMissing, message);
  }
  if (pin.url !== undefined && !comesFrom(pin, found, options.base)) {
    return made('mismatched', false, `${expected} is pinned, ${actual(pin, found)} is installed`);
  }
  if (pin.editable && found.origin?.editable !== true) {
    return made('mismatched', false, `an editable ${expected} is pinned, and a copy of it is installed`);
  }
  if (pin.url === undefined && !hasVersion(pin, found.version)) {
    return made('mismatched', false, `${expected} is pinned, ${found.version} is installed`);
  }
  return made('matched', true, 'matches');
}

/** What a pin asks for, in words that hold no secret. */
function expectation(pin: Pin): string {
  if (pin.url !== undefined) return withoutCredentials(pin.url);
  return pin.version ?? (specifiers(pin) || 'any version');
}

function actual(pin: Pin, { version, origin }: Distribution): string {
  if (pin.url === undefined) return version;
  if (origin === undefined) return `${version} (from an index)`;
  const commit = origin.commit === undefined ? '' : `@${origin.commit}`;
  return `${version} (${withoutCredentials(origin.url)}${commit})`;
}

function hasVersion(pin: Pin, version: string): boolean {
  if (pin.version === undefined) {
    const wanted = specifiers(pin);
    return wanted === '' || (isVersion(version) && satisfies(version, wanted));
  }
  // Versions older than PEP 440 are equal as text or not at all.
  if (!isVersion(pin.version) || !isVersion(version)) return pin.version === version;
  return compareVersions(pin.version, version) === 0;
}

/** Of a hand-written entry that pins nothing. */
function specifiers(pin: Pin): string {
  return parseRequirement(pin.text).specifiers;
}
