import { normalizeName } from '../python/version.js';

/**
 * The packages, by normalized name, of which uv says that the index has no page, or one without a single release. So
 * an index answers, too, to somebody who may not see a package, and so does a page that asks for a password.
 */
export function absentPackages(message: string): ReadonlySet<string> {
  // A cut-off, or no pre-releases, leave packages without a release by what was asked for.
  if (/exclude-newer|[Pp]re-releases are available/.test(message)) return new Set();
  const found = message
    .replace(/\s+/g, ' ')
    .matchAll(
      /(?<![\w.-])([\w.-]+) was not found in the package registry|there are no versions of ([\w.-]*\w)(?![\w.<>=!~[{-]| ?[<>=!~])/g,
    );
  return new Set([...found].map(([, missing, empty]) => normalizeName(missing ?? empty ?? '')));
}
