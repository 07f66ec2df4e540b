import { posix } from 'node:path';

/** Joins repository-relative paths; `undefined` where the result leaves the repository. */
export function within(folder: string, path: string): string | undefined {
  // Absolute on the platform at hand or on another one: a drive, a share.
  if (posix.isAbsolute(path) || /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path)) return undefined;
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, '');
  if (joined === '..' || joined.startsWith('../')) return undefined;
  return joined === '.' ? '' : joined;
}

/** A folder and all folders above it, nearest first, the root (`''`) last. */
export function upward(folder: string): readonly string[] {
  const found = [folder];
  for (let rest = folder; rest !== ''; ) {
    rest = rest.includes('/') ? rest.slice(0, rest.lastIndexOf('/')) : '';
    found.push(rest);
  }
  return found;
}

/** A name as seen from a folder (`''` is the root), with its `..` worked out. */
export function inFolder(folder: string, name: string): string {
  return posix.join(folder, name);
}

/** Whether a path lies in a folder, at any depth. */
export function isUnder(folder: string, path: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** Whether a path is that of uv's settings, which apply to the folder that they are in and to all below it. */
export function isUvSettings(path: string): boolean {
  return /(?:^|\/)uv\.toml$/.test(path);
}

/** A pattern of project folders as it is matched: without `./` before it and `/` behind it; `.` is the root. */
export function plainPattern(pattern: string): string {
  return pattern.replace(/^\.\//, '').replace(/(?!^)\/+$/, '') || '.';
}
