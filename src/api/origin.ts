import type { Pin } from '../lockfile/parse.js';
import type { Distribution } from './interpreter.js';

/**
 * Whether a distribution says that it was installed from a pin's URL or path (PEP 610). A pin of a version control
 * system has to be of the very commit, or else of the branch or tag that was asked for.
 *
 * @param base - what relative paths start from, a `file:` URL that ends in `/`
 */
export function comesFrom(pin: Pick<Pin, 'url'>, { origin }: Distribution, base: string): boolean {
  if (pin.url === undefined || origin === undefined) return false;
  const installed = plainUrl(origin.url, base);
  const repository = /^(?:git|hg|bzr|svn)\+(.*)$/.exec(pin.url)?.[1];
  const pinned = plainUrl(repository ?? pin.url, base);
  if (installed === undefined || pinned === undefined) return false;
  if (repository === undefined) return pinned === installed;
  // `https://host/owner/name.git@commit`; the user's `@` went with the user.
  const at = pinned.indexOf('@', pinned.indexOf('://') + 3);
  if (at < 0) return pinned === installed;
  const ref = pinned.slice(at + 1);
  return pinned.slice(0, at) === installed && (ref === origin.commit || ref === origin.requested);
}

/** A URL as PEP 610 records it: absolute, without user, fragment and final slash; percent signs decoded. */
function plainUrl(url: string, base: string): string | undefined {
  const isUrl = /^[a-z][a-z0-9+.-]+:/i.test(url);
  try {
    const absolute = new URL(isUrl ? url : url.split('/').map(encodeURIComponent).join('/'), base);
    absolute.hash = '';
    absolute.username = '';
    absolute.password = '';
    return decodeURIComponent(absolute.href).replace(/\/+$/, '');
  } catch {
    return undefined;
  }
}
