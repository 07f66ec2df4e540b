import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import { gitUrl } from './git-url.js';

/** A lockfile, and the text that it replaces. */
interface Replaced {
  readonly before: string | undefined;
  readonly lockfile: Lockfile;
}

/**
 * What whoever commits lockfiles should know of git repositories that come into them by a path of this machine
 * (`git+file:///srv/lib`), in one line; undefined where there are none. They are not refused, as other places outside
 * the repository are: such a path may be one that all machines of a team have.
 */
export function localRepositoriesNotice(lockfiles: readonly Replaced[]): string | undefined {
  const found = new Set<string>();
  for (const { before = '', lockfile } of lockfiles) {
    const now = localRepositories(lockfile);
    const known = new Set(now.length === 0 ? [] : localRepositories(parseLockfile(before)));
    for (const one of now) if (!known.has(one)) found.add(one);
  }
  if (found.size === 0) return undefined;
  const what =
    found.size === 1
      ? 'names a git repository of this machine alone'
      : 'name git repositories of this machine alone';
  return `${[...found].join(', ')} ${what}: whoever lacks that path can't install it; name a URL that others reach`;
}

/** `lib (file:///srv/lib)` */
function localRepositories({ pins }: Lockfile): readonly string[] {
  return pins.flatMap(({ name, url = '' }) => {
    const base = /^git\+file:/i.test(url) ? gitUrl(url)?.base : undefined;
    return base === undefined ? [] : [`${name} (${base.replace(/^git\+/, '')})`];
  });
}
