import { existsSync, realpathSync } from 'node:fs';
import { type Invocation, invocationOf } from './report/typed.js';
import { programPaths } from './search-path.js';

/**
 * How this user types lockgen's commands, as `invocationOf` says; found out when it is asked for the first time.
 *
 * @param called - the program's file as it was called, absolute
 */
export function startedAs(
  called: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  cwd: () => string,
  version: string,
): () => Invocation {
  let known: Invocation | undefined;
  return () => {
    known ??= invocationOf({
      version,
      cwd: existing(cwd),
      env,
      called,
      real: existing(() => realpathSync(called), called),
      isOnPath: () => isOnPath(env, platform),
    });
    return known;
  };
}

function isOnPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return programPaths('lockgen', env, platform)
    .filter((path) => !/[\\/]node_modules[\\/]\.bin[\\/]/.test(path))
    .some((path) => existsSync(platform === 'win32' ? path.replace(/exe$/, 'cmd') : path));
}

/** A path, where the system can still tell it. */
function existing(path: () => string, otherwise = ''): string {
  try {
    return path();
  } catch {
    return otherwise;
  }
}
