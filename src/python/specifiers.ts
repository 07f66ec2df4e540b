import { Memory } from './memory.js';
import { compareParsed, comparePublic, type ParsedVersion, parseVersion, versionOf } from './pep440.js';

export type SpecifierOperator = '===' | '==' | '!=' | '~=' | '<=' | '>=' | '<' | '>';

/** One comparison of a set of version specifiers. */
export interface Specifier {
  readonly operator: SpecifierOperator;
  /** What is compared with, without `.*`. */
  readonly text: string;
  /** Ended in `.*`. */
  readonly prefix: boolean;
  /** The numbers of the release, `[3, 10]`; empty only for `===` with a text that is no version. */
  readonly release: readonly number[];
}

// Longer ones before their own beginnings.
const OPERATORS: readonly SpecifierOperator[] = ['===', '==', '!=', '~=', '<=', '>=', '<', '>'];

const sets = new Memory<readonly Specifier[] | null>();

/** The comparisons of a set, in the order written (`''` → none); `null` where the text is no set by PEP 440. */
export function parseSpecifiers(text: string): readonly Specifier[] | null {
  const known = sets.get(text);
  if (known !== undefined) return known;
  const set = readSet(text);
  sets.set(text, set);
  return set;
}

function readSet(text: string): readonly Specifier[] | null {
  const set: Specifier[] = [];
  for (let start = 0; start <= text.length; ) {
    const comma = text.indexOf(',', start);
    const end = comma < 0 ? text.length : comma;
    const part = text.slice(start, end).trim();
    start = end + 1;
    if (part === '') continue;
    const specifier = parseSpecifier(part);
    if (specifier === undefined) return null;
    set.push(specifier);
  }
  return set;
}

/** @throws RangeError for a text that is no set of specifiers */
export function specifiersOf(text: string): readonly Specifier[] {
  const set = parseSpecifiers(text);
  if (set === null) throw new RangeError(`\`${text}\` is no version specifier (PEP 440)`);
  return set;
}

/** Whether the text is a set of version specifiers by PEP 440 (`>=1,<2`); the empty text is one. */
export function isSpecifierSet(text: string): boolean {
  return parseSpecifiers(text) !== null;
}

/**
 * Whether a version is in a set of specifiers, as PEP 440 has it: `==2.1` takes `2.1+cpu`, `>1.0` doesn't take
 * `1.0.post1`. The empty set takes all. `===` compares as text, so for it the version may be anything.
 * @param options.prereleases `false` takes no pre-release. Default `true`.
 * @throws RangeError where `specifiers` is no set of specifiers
 */
export function satisfies(
  version: string,
  specifiers: string,
  options: { prereleases?: boolean } = {},
): boolean {
  const set = specifiersOf(specifiers);
  const parsed = parseVersion(version);
  if (options.prereleases === false && parsed?.prerelease) return false;
  return set.every((specifier) => contains(specifier, version, parsed));
}

/** The place of the first of these specifiers that doesn't take a version; undefined where all do. */
export function firstFailing(specifiers: readonly Specifier[], version: string): number | undefined {
  const parsed = parseVersion(version);
  const index = specifiers.findIndex((specifier) => !contains(specifier, version, parsed));
  return index < 0 ? undefined : index;
}

function parseSpecifier(written: string): Specifier | undefined {
  const operator = OPERATORS.find((candidate) => written.startsWith(candidate));
  if (operator === undefined) return undefined;
  const bound = written.slice(operator.length).trim();
  const equality = operator === '==' || operator === '!=';
  const prefix = equality && bound.endsWith('.*');
  const text = prefix ? bound.slice(0, -2) : bound;
  const version = parseVersion(text);
  const specifier = { operator, text, prefix, release: version?.release ?? [] };
  if (operator === '===') return /^[^\s;)]+$/.test(text) ? specifier : undefined;
  if (version === null) return undefined;
  if (prefix && !/^v?(?:\d+!)?\d+(?:\.\d+)*$/i.test(text)) return undefined;
  if (version.local.length > 0 && !equality) return undefined;
  if (operator === '~=' && version.release.length < 2) return undefined;
  return specifier;
}

function contains(specifier: Specifier, text: string, version: ParsedVersion | null): boolean {
  if (specifier.operator === '===') return text.toLowerCase() === specifier.text.toLowerCase();
  if (version === null) return false;
  const bound = versionOf(specifier.text);
  const length = bound.release.length;
  switch (specifier.operator) {
    case '==':
    case '!=': {
      const equal = specifier.prefix ? startsWith(version, bound, length) : isEqual(version, bound);
      return equal === (specifier.operator === '==');
    }
    case '~=':
      return comparePublic(version, bound) >= 0 && startsWith(version, bound, length - 1);
    case '<=':
      return comparePublic(version, bound) <= 0;
    case '>=':
      return comparePublic(version, bound) >= 0;
    // The ordered comparisons leave out the bound's own pre-releases and post-releases: `<1.0` takes no `1.0rc1`.
    case '<': {
      const first = bound.prerelease ? bound : versionOf(`${bound.public}.dev0`);
      return comparePublic(version, first) < 0;
    }
    case '>':
      return (
        comparePublic(version, bound) > 0 &&
        (bound.postrelease || comparePublic(withoutPost(version), bound) !== 0)
      );
  }
}

function withoutPost(version: ParsedVersion): ParsedVersion {
  return version.postrelease ? versionOf(version.public.replace(/\.post.*/, '')) : version;
}

/** A bound without a local label leaves the version's out of account. */
function isEqual(version: ParsedVersion, bound: ParsedVersion): boolean {
  return (bound.local.length > 0 ? compareParsed(version, bound) : comparePublic(version, bound)) === 0;
}

/** Whether the first `length` numbers of the releases are equal, absent ones being zeros. */
function startsWith(version: ParsedVersion, bound: ParsedVersion, length: number): boolean {
  if (version.epoch !== bound.epoch) return false;
  return Array.from({ length }).every(
    (_, index) => (version.release[index] ?? 0) === (bound.release[index] ?? 0),
  );
}
