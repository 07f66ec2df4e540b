import type { Marker } from './marker.js';
import { readWholeMarker } from './marker-parser.js';
import { Scanner } from './scanner.js';
import { isSpecifierSet, normalizeName } from './version.js';

export { RequirementError } from './scanner.js';

/** A dependency specifier of PEP 508. */
export interface Requirement {
  /** As written. */
  readonly name: string;
  /** The name to compare by (PEP 503). */
  readonly key: string;
  /** To compare by (PEP 685), sorted, each once. */
  readonly extras: readonly string[];
  /** Without whitespace, in the order written: `>=1,<2`; `''` where there is none. */
  readonly specifiers: string;
  readonly url: string | undefined;
  readonly marker: Marker | undefined;
  /** As written, without whitespace around it. */
  readonly text: string;
}

const NAME = /[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?![a-z0-9._-])/iy;
/** Shared, as most requirements have none. */
const NONE: readonly string[] = [];
const SPECIFIER = /===\s*[^\s;)]+|(?:~=|==|!=|<=|>=|<|>)\s*(?:[^\s,;()<>=!~]|!(?!=))+/y;

/**
 * Reads a requirement of PEP 508: `name[extra]>=1,<2 ; marker` or `name @ url ; marker`.
 * @throws RequirementError
 */
export function parseRequirement(text: string): Requirement {
  const scanner = new Scanner(text.trim());
  const name = scanner.expect(NAME, 'a package name');
  scanner.skipSpace();
  const extras = readExtras(scanner);
  scanner.skipSpace();
  const url = scanner.skip('@') ? readUrl(scanner) : undefined;
  const specifiers = url === undefined ? readSpecifiers(scanner) : '';
  const marker = scanner.done ? undefined : readMarkerPart(scanner, url);
  return { name, key: normalizeName(name), extras, specifiers, url, marker, text: scanner.text };
}

function readExtras(scanner: Scanner): readonly string[] {
  if (!scanner.skip('[')) return NONE;
  scanner.skipSpace();
  if (scanner.skip(']')) return NONE;
  const extras = new Set<string>();
  do {
    scanner.skipSpace();
    extras.add(normalizeName(scanner.expect(NAME, 'the name of an extra')));
    scanner.skipSpace();
  } while (scanner.skip(','));
  scanner.expect(/\]/y, '`,` or `]`');
  return [...extras].sort();
}

function readUrl(scanner: Scanner): string {
  scanner.skipSpace();
  return scanner.expect(/\S+/y, 'a URL');
}

function readSpecifiers(scanner: Scanner): string {
  const open = scanner.skip('(');
  const specifiers: string[] = [];
  do {
    scanner.skipSpace();
    const start = scanner.position;
    const specifier = scanner.take(SPECIFIER);
    if (specifier === undefined) break;
    if (!isSpecifierSet(specifier)) scanner.fail('expected a version specifier (PEP 440)', start);
    specifiers.push(specifier.replace(/\s+/g, ''));
    scanner.skipSpace();
  } while (scanner.skip(','));
  if (open) scanner.expect(/\)/y, '`)`');
  return specifiers.join(',');
}

function readMarkerPart(scanner: Scanner, url: string | undefined): Marker {
  // A `;` that follows a URL without a space belongs to the URL.
  const expected = url === undefined ? 'a version specifier, `;` or the end' : '` ;` or the end';
  scanner.expect(/;/y, expected);
  return readWholeMarker(scanner);
}
