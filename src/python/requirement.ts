import type { Marker } from './marker.js';
import { readMarker } from './marker-parser.js';
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
  const url = scanner.take(/@/y) === undefined ? undefined : readUrl(scanner);
  const specifiers = url === undefined ? readSpecifiers(scanner) : '';
  const marker = scanner.done ? undefined : readMarkerPart(scanner, url);
  return { name, key: normalizeName(name), extras, specifiers, url, marker, text: scanner.text };
}

function readExtras(scanner: Scanner): readonly string[] {
  const extras = new Set<string>();
  if (scanner.take(/\[\s*/y) === undefined) return [];
  if (scanner.take(/\]/y) !== undefined) return [];
  do {
    scanner.skipSpace();
    extras.add(normalizeName(scanner.expect(NAME, 'the name of an extra')));
    scanner.skipSpace();
  } while (scanner.take(/,/y) !== undefined);
  scanner.expect(/\]/y, '`,` or `]`');
  return [...extras].sort();
}

function readUrl(scanner: Scanner): string {
  scanner.skipSpace();
  return scanner.expect(/\S+/y, 'a URL');
}

function readSpecifiers(scanner: Scanner): string {
  const open = scanner.take(/\(\s*/y) !== undefined;
  const specifiers: string[] = [];
  do {
    scanner.skipSpace();
    const start = scanner.position;
    const specifier = scanner.take(SPECIFIER);
    if (specifier === undefined) break;
    if (!isSpecifierSet(specifier)) scanner.fail('expected a version specifier (PEP 440)', start);
    specifiers.push(specifier.replace(/\s+/g, ''));
    scanner.skipSpace();
  } while (scanner.take(/,/y) !== undefined);
  if (open) scanner.expect(/\)/y, '`)`');
  return specifiers.join(',');
}

function readMarkerPart(scanner: Scanner, url: string | undefined): Marker {
  // A `;` that follows a URL without a space belongs to the URL.
  const expected = url === undefined ? 'a version specifier, `;` or the end' : '` ;` or the end';
  scanner.expect(/;/y, expected);
  const marker = readMarker(scanner);
  if (!scanner.done) scanner.fail('expected `and`, `or` or the end of the marker');
  return marker;
}
