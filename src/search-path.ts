import { realpathSync } from 'node:fs';
import { isWithin, pathFlavour } from './path-flavour.js';

// The one place that reads PATH.

/**
 * Where on PATH a program of that name could be, in its order, without repetition; nothing is looked at. Relative and
 * empty entries are left out: they mean the current folder, which is somebody's clone.
 *
 * @param name without an ending; on Windows only `.exe` counts, not the `.cmd` of `node_modules/.bin`
 */
export function programPaths(
  name: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): readonly string[] {
  const { join } = pathFlavour(platform);
  const file = platform === 'win32' ? `${name}.exe` : name;
  return [
    ...new Set(
      entriesOf(env, platform)
        .filter((folder) => isFixed(folder, platform))
        .map((folder) => join(folder, file)),
    ),
  ];
}

/**
 * The environment with a PATH without relative entries, and without those inside of folders that are not to be trusted:
 * whoever commits to a clone must not be able to put a program there that lockgen, or what it starts, takes for git, uv
 * or Python. `npm` and `husky` put the work tree's `node_modules/.bin` there, an activated environment its own folder.
 *
 * @param untrusted absolute
 */
export function trustedEnvironment(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  untrusted: readonly string[],
): NodeJS.ProcessEnv {
  const flavour = pathFlavour(platform);
  const { delimiter } = flavour;
  const outer = [...new Set(untrusted.flatMap((folder) => [folder, realPath(folder)]))];
  const isInside = (folder: string): boolean =>
    [folder, realPath(folder)].some((inner) => outer.some((one) => isWithin(one, inner, flavour)));
  const kept = entriesOf(env, platform).filter((folder) => isFixed(folder, platform) && !isInside(folder));
  const quoted = kept.map((folder) => (folder.includes(delimiter) ? `"${folder}"` : folder));
  const name = pathName(env, platform);
  return name === undefined ? env : { ...env, [name]: quoted.join(delimiter) };
}

function entriesOf(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): readonly string[] {
  const name = pathName(env, platform);
  const text = name === undefined ? '' : (env[name] ?? '');
  if (platform !== 'win32') return text.split(pathFlavour(platform).delimiter);
  // A folder with a semicolon in its name stands in quotes, and others may.
  return [...text.matchAll(/"([^"]*)"|[^";]+/g)].map(([all, quoted]) => quoted ?? all);
}

/** Whether it is the same folder wherever one is; on Windows `\tools` is on the drive of the current folder. */
function isFixed(folder: string, platform: NodeJS.Platform): boolean {
  if (!pathFlavour(platform).isAbsolute(folder)) return false;
  return platform !== 'win32' || !/^[\\/](?![\\/])/.test(folder);
}

function pathName(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  // Windows spells it `Path`, and a copy of process.env no longer ignores case.
  const names =
    platform === 'win32' ? Object.keys(env).filter((key) => key.toUpperCase() === 'PATH') : ['PATH'];
  return names.find((name) => env[name] !== undefined);
}

function realPath(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}
