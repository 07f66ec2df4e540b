import { rmSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { hasCode } from '../git/errors.js';
import { makeTemporaryFolder } from '../git/temporary.js';
import { pathFlavour } from '../path-flavour.js';
import { isOn } from './environment.js';
import type { Surroundings } from './surroundings.js';
import { parsed, readUserConfig } from './user-config.js';

/** Which cache uv is given. */
export interface UvCache {
  /** The environment that uv's own is made from. */
  readonly env: NodeJS.ProcessEnv;
  /** What the user should know, said once in a process. */
  readonly warning: string | undefined;
}

let temporary: Promise<string> | undefined;

/**
 * Gives uv a temporary cache, for as long as this process runs, where its own can't be written: uv does nothing without
 * one, not even offline. A cache that the user chose stays as it is.
 */
export async function withUsableCache(surroundings: Surroundings): Promise<UvCache> {
  const { env } = surroundings;
  const folder = await unusableUvCache(surroundings);
  if (folder === undefined) return { env, warning: undefined };
  const isFirst = temporary === undefined;
  temporary ??= makeCache(env);
  try {
    return {
      env: { ...env, UV_CACHE_DIR: await temporary },
      warning: isFirst
        ? `uv's cache (${folder}) can't be written: this run has a temporary one, and fetches everything again`
        : undefined,
    };
  } catch {
    // Without any temporary folder there is no resolution either, and whoever needs it says so.
    temporary = undefined;
    return { env, warning: undefined };
  }
}

/** Where uv would keep its cache, if that can't be written; undefined where it can, or is the user's choice. */
export async function unusableUvCache(surroundings: Surroundings): Promise<string | undefined> {
  const { env } = surroundings;
  const folder = defaultUvCache(surroundings);
  if (env.UV_CACHE_DIR !== undefined || isOn(env.UV_NO_CACHE) || (await canBeWritten(folder)))
    return undefined;
  const config = await parsed((await readUserConfig(surroundings)).text, 'uv.toml');
  return config['cache-dir'] !== undefined || config['no-cache'] === true ? undefined : folder;
}

async function makeCache({ TMPDIR }: NodeJS.ProcessEnv): Promise<string> {
  const made = await makeTemporaryFolder(TMPDIR || tmpdir());
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Where uv keeps its cache when nobody says anything else. */
function defaultUvCache({ env, platform, home }: Surroundings): string {
  const { isAbsolute, join } = pathFlavour(platform);
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'uv', 'cache');
  const xdg = env.XDG_CACHE_HOME ?? '';
  return join(isAbsolute(xdg) ? xdg : join(home, '.cache'), 'uv');
}

/** Whether something can be made in a folder, or the folder itself where it isn't there yet. */
async function canBeWritten(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    const above = dirname(folder);
    return hasCode(error, 'ENOENT') && above !== folder && (await canBeWritten(above));
  }
}
