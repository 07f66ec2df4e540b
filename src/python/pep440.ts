import { compare, explain } from '@renovatebot/pep440';
import { Memory } from './memory.js';

/** A version taken apart; the door to the PEP 440 library, whose mistakes are kept from getting further. */
export interface ParsedVersion {
  /** Without the local label: `1.0+cpu` → `1.0`. */
  readonly public: string;
  readonly epoch: number;
  readonly release: readonly number[];
  readonly prerelease: boolean;
  readonly postrelease: boolean;
  /** The parts of the local label, lower case; empty where there is none. */
  readonly local: readonly string[];
}

const versions = new Memory<ParsedVersion | null>();

/** The version that the text is by PEP 440, or `null`. */
export function parseVersion(text: string): ParsedVersion | null {
  const known = versions.get(text);
  if (known !== undefined) return known;
  const version = PLAIN.test(text) ? plainVersion(text) : explained(text);
  versions.set(text, version);
  return version;
}

/** Nearly all versions; the library takes ten times as long for them. */
const PLAIN = /^(?:0|[1-9]\d{0,14})(?:\.(?:0|[1-9]\d{0,14})){0,20}$/;

function plainVersion(text: string): ParsedVersion {
  const release = text.split('.').map(Number);
  return { public: text, epoch: 0, release, prerelease: false, postrelease: false, local: [] };
}

/** The library prints larger numbers with an exponent, and can't read that again; nobody tells them apart. */
const LARGEST = String(1e20);

function explained(text: string): ParsedVersion | null {
  const version = explain(text.replace(/[1-9]\d{20,}/g, LARGEST));
  if (version === null) return null;
  return {
    public: version.public,
    epoch: version.epoch,
    release: version.release,
    prerelease: version.is_prerelease,
    postrelease: version.is_postrelease,
    local: (text.split('+')[1] ?? '').toLowerCase().split(/[-_.]/).filter(Boolean),
  };
}

/** @throws RangeError for a text that is no version */
export function versionOf(text: string): ParsedVersion {
  const version = parseVersion(text);
  if (version === null) throw new RangeError(`\`${text}\` is no version (PEP 440)`);
  return version;
}

/** The order without local labels. */
export function comparePublic(a: ParsedVersion, b: ParsedVersion): number {
  if (a.public === b.public) return 0;
  // The library takes both texts apart each time. Nearly always the numbers decide, which come first (PEP 440).
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  const length = Math.max(a.release.length, b.release.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a.release[index] ?? 0) - (b.release[index] ?? 0);
    if (difference !== 0) return difference;
  }
  const plain = ![a, b].some(({ prerelease, postrelease }) => prerelease || postrelease);
  return plain ? 0 : compare(a.public, b.public);
}

/** The order with local labels. */
export function compareParsed(a: ParsedVersion, b: ParsedVersion): number {
  return comparePublic(a, b) || compareLocal(a.local, b.local);
}

/**
 * Numbers by value and after words, words as text, a label after its own beginning. Own, because the library
 * reads `1e5` and `0x1f`, which abbreviated commit hashes can look like, as numbers.
 */
function compareLocal(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    const numbers = [left, right].map((part) => (/^\d+$/.test(part) ? BigInt(part) : undefined));
    const [leftNumber, rightNumber] = numbers;
    if (leftNumber !== undefined && rightNumber !== undefined) {
      if (leftNumber !== rightNumber) return leftNumber < rightNumber ? -1 : 1;
    } else if (leftNumber !== undefined || rightNumber !== undefined) {
      return leftNumber === undefined ? -1 : 1;
    } else if (left !== right) {
      return left < right ? -1 : 1;
    }
  }
  return a.length - b.length;
}
