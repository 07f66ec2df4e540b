import { normalizeName } from '../python/version.js';

/**
 * The packages, by normalized name, of which uv says that the index has no page, or one without a single release. So
 * an index answers, too, to somebody who may not see a package, and so does a page that asks for a password.
 */
export function absentPackages(message: string): ReadonlySet<string> {
  return new Set(absences(message).flatMap(({ missing, empty }) => missing ?? empty ?? []));
}

/** Those among them that have a page: no index has such a one, but a login page has no release on it either. */
export function emptyPackages(message: string): ReadonlySet<string> {
  return new Set(absences(message).flatMap(({ empty }) => empty ?? []));
}

function absences(message: string): readonly { readonly missing?: string; readonly empty?: string }[] {
  // A cut-off, or no pre-releases, leave packages without a release by what was asked for.
  if (/exclude-newer|[Pp]re-releases are available/.test(message)) return [];
  const found = message
    .replace(/\s+/g, ' ')
    .matchAll(
      /(?<![\w.-])([\w.-]+) was not found in the package registry|there are no versions of ([\w.-]*\w)(?![\w.<>=!~[{-]| ?[<>=!~])/g,
    );
  return [...found].map(([, missing, empty]) => ({
    ...(missing === undefined ? {} : { missing: normalizeName(missing) }),
    ...(empty === undefined ? {} : { empty: normalizeName(empty) }),
  }));
}
