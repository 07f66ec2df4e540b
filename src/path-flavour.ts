import { type PlatformPath, posix, sep, win32 } from 'node:path';

/** How a platform writes paths: `path.posix` or `path.win32`. */
export type PathFlavour = PlatformPath;

/** The flavour of the platform that this runs on, for what reads and writes its files. */
export const NATIVE: PathFlavour = sep === win32.sep ? win32 : posix;

/** The flavour of a platform. */
export function pathFlavour(platform: NodeJS.Platform): PathFlavour {
  return platform === 'win32' ? win32 : posix;
}

/**
 * An absolute path as it is seen from a folder, with `/` between its parts on every platform; `''` is the folder
 * itself. On another drive it stays absolute, and what lies beside the folder begins with `..`: `within` refuses both.
 */
export function seenFrom(folder: string, path: string, flavour: PathFlavour = NATIVE): string {
  return withSlashes(flavour.relative(folder, path), flavour);
}

/** A path as a person typed it, with `/` between its parts. Elsewhere than on Windows a backslash is a letter. */
export function withSlashes(path: string, flavour: PathFlavour = NATIVE): string {
  return flavour.sep === '/' ? path : path.replaceAll(flavour.sep, '/');
}

/** Whether an absolute path is a folder, or lies in it, at any depth. */
export function isWithin(folder: string, path: string, flavour: PathFlavour = NATIVE): boolean {
  const way = seenFrom(folder, path, flavour);
  return way !== '..' && !way.startsWith('../') && !flavour.isAbsolute(way);
}
