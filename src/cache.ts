import { posix, win32 } from 'node:path';

/**
 * The folder of everything that lockgen keeps between runs and can make again: its own uv, the store of verdicts,
 * what it remembers about interpreters. By each platform's convention: `$XDG_CACHE_HOME/lockgen` or
 * `~/.cache/lockgen`, `~/Library/Caches/lockgen`, `%LOCALAPPDATA%\lockgen\cache`.
 *
 * Nothing is made here; whoever writes into it makes the folders that it needs.
 *
 * @param env the environment of this run
 * @param platform `process.platform`
 * @param home the user's home folder
 */
export function cacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (platform === 'win32') {
    const local = env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local');
    return win32.join(local, 'lockgen', 'cache');
  }
  // The specification says that a relative one is to be ignored; XDG_CACHE_HOME set on macOS is a user's wish, too.
  const xdg = env.XDG_CACHE_HOME;
  if (xdg !== undefined && posix.isAbsolute(xdg)) return posix.join(xdg, 'lockgen');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'lockgen');
  return posix.join(home, '.cache', 'lockgen');
}

/** What decides where lockgen's cache folder is. */
export interface CachePlace {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Absolute: the folder that the user named, which stands above the platform's convention. */
  readonly cache?: string | undefined;
}

/** lockgen's cache folder in this run. */
export function lockgenCache({ env, platform, home, cache }: CachePlace): string {
  return cache ?? cacheFolder(env, platform, home);
}
