import { compareParsed, parseVersion, versionOf } from './pep440.js';

export { isSpecifierSet, satisfies } from './specifiers.js';

/** The name by which PEP 503 compares projects, and PEP 685 extras: `Foo.Bar__baz` → `foo-bar-baz`. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** Whether the text is a version by PEP 440. */
export function isVersion(text: string): boolean {
  return parseVersion(text) !== null;
}

/**
 * The order of PEP 440: negative where `a` is older, 0 where the two are equal (`1.0` and `1.0.0`).
 * @throws RangeError for a text that is no version
 */
export function compareVersions(a: string, b: string): number {
  return compareParsed(versionOf(a), versionOf(b));
}
