import { folderOf } from '../../project/manifest.js';

/** Words that say no more of a file than that it has requirements. */
const GENERIC = /^(?:requirements?|reqs?|deps|dependencies|requires|packages)$/i;

/** Folders whose files of requirements belong to the project around them; any other is a project of its own. */
const PART_OF_PROJECT =
  /^(?:requirements?|reqs?|deps|dependencies|requires|docs?|documentation|tests?|testing|ci|dev|lint|build|tools|scripts|docker|pip|constraints|locks?|lockfiles|etc|config|resources|base|prod|production|deploy|common|local|staging|\..*)$/i;

/** What files with the requirements of the project itself are called, the likeliest first. */
const BASE_NAMES = [
  '',
  'base',
  'main',
  'common',
  'core',
  'default',
  'runtime',
  'install',
  'app',
  'prod',
  'production',
];

/**
 * What a file of requirements is for, by its name: `dev` for `dev.in`, `requirements-dev.in`, `dev_requirements.txt` and
 * `docs/requirements.in`; `''` where that says nothing.
 */
export function purposeOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.(?:in|txt|lock|toml)$/i, '');
  const words = name.split(/[-_.]/).filter((word) => word !== '' && !GENERIC.test(word));
  if (words.length > 0 || !GENERIC.test(name)) return words.join('-').toLowerCase() || name.toLowerCase();
  const folder = folderOf(path);
  const own = folder.slice(folder.lastIndexOf('/') + 1);
  return own === '' || GENERIC.test(own) ? '' : own.toLowerCase().replace(/^\.+/, '');
}

/** How likely a file has the requirements of the project itself, 0 first; undefined where its name says that it hasn't. */
export function baseRank(purpose: string): number | undefined {
  const rank = BASE_NAMES.indexOf(purpose);
  return rank < 0 ? undefined : rank;
}

/** The folder of the project that a file of requirements belongs to. */
export function projectFolderOf(path: string, hasManifest: (folder: string) => boolean): string {
  let folder = folderOf(path);
  while (
    folder !== '' &&
    !hasManifest(folder) &&
    PART_OF_PROJECT.test(folder.slice(folder.lastIndexOf('/') + 1))
  )
    folder = folderOf(folder);
  return folder;
}

/** A name that a target can have. */
export function targetName(purpose: string): string {
  const plain = purpose.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/[-._]+$/, '');
  return /^[A-Za-z]/.test(plain) ? plain : `lock-${plain}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
