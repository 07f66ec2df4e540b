import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.js';
import { pathFlavour } from '../path-flavour.js';
import type { Surroundings } from './surroundings.js';

/** A table as a TOML parser gives it. */
export type Table = Record<string, unknown>;

/** What the user's and the system's `uv.toml` say about where the index is and how to reach it. */
export interface UserConfig {
  /** TOML text; empty where there is nothing of the kind. */
  readonly text: string;
  /** Their keys that were left out, since they could change which versions come out. */
  readonly dropped: readonly string[];
}

/** At the top level and under `[pip]` alike. */
export const PASSING_KEYS: ReadonlySet<string> = new Set([
  'index',
  'index-url',
  'extra-index-url',
  'no-index',
  'find-links',
  'keyring-provider',
  'native-tls',
  'system-certs',
  'allow-insecure-host',
  'http-proxy',
  'https-proxy',
  'no-proxy',
  'offline',
  'cache-dir',
  'no-cache',
  'link-mode',
  'concurrent-downloads',
  'concurrent-builds',
  'concurrent-installs',
]);
const PASSING_OF_INDEX = new Set([
  'name',
  'url',
  'default',
  'explicit',
  'format',
  'authenticate',
  'ignore-error-codes',
  'cache-control',
]);

/**
 * The index, authentication and TLS keys of the user's `uv.toml` and the system's, merged as uv does it: the user's
 * first, lists joined.
 *
 * @throws Failure `configuration` for a file that is no TOML
 */
export async function readUserConfig(surroundings: Surroundings): Promise<UserConfig> {
  const files = [
    [join(userFolder(surroundings), 'uv', 'uv.toml')],
    systemFolders(surroundings).map((folder) => join(folder, 'uv.toml')),
  ];
  const dropped = new Set<string>();
  let merged: Table = {};
  for (const places of files) {
    const table = await firstTable(places);
    if (table !== undefined) merged = merge(merged, filtered(table, '', dropped));
  }
  if (Object.keys(merged).length === 0) return { text: '', dropped: [...dropped].sort() };
  const { stringify } = await import('smol-toml');
  return { text: `${stringify(merged)}\n`, dropped: [...dropped].sort() };
}

/**
 * Fills the folder that uv gets for `XDG_CONFIG_HOME` (see `uvEnvironment`): the filtered `uv/uv.toml`, an empty one
 * in `system/` that hides the system's, and links to everything else of the user's own, since git, keyring and others
 * that uv starts look there, too.
 *
 * @param folder absolute, exists, is this run's own
 */
export async function writeConfigFolder(folder: string, surroundings: Surroundings): Promise<UserConfig> {
  const config = await readUserConfig(surroundings);
  for (const [place, text] of [
    [folder, config.text],
    [join(folder, 'system'), ''],
  ] as const) {
    await mkdir(join(place, 'uv'), { recursive: true });
    // It can hold a password.
    await writeFile(join(place, 'uv', 'uv.toml'), text, { mode: 0o600 });
  }
  if (surroundings.platform === 'win32') return config;
  const own = userFolder(surroundings);
  for (const name of await readdir(own).catch(() => [])) {
    if (name === 'uv' || name === 'system') continue;
    await symlink(join(own, name), join(folder, name)).catch(() => undefined);
  }
  return config;
}

/** The folder above uv's own configuration of the user. */
export function userFolder({ env, platform, home }: Surroundings): string {
  const { join } = pathFlavour(platform);
  if (platform === 'win32') return env.APPDATA || join(home, 'AppData', 'Roaming');
  return env.XDG_CONFIG_HOME || join(home, '.config');
}

/** Where uv's configuration of the system can be; the first counts. */
export function systemFolders({ env, platform }: Surroundings): string[] {
  const { join } = pathFlavour(platform);
  if (platform === 'win32') return [join(`${env.SYSTEMDRIVE || 'C:'}\\`, 'ProgramData', 'uv')];
  const folders = (env.XDG_CONFIG_DIRS || '/etc/xdg').split(':').filter((folder) => folder !== '');
  return [...folders.map((folder) => join(folder, 'uv')), '/etc/uv'];
}

async function firstTable(places: readonly string[]): Promise<Table | undefined> {
  for (const place of places) {
    const text = await readFile(place, 'utf8').catch(() => undefined);
    if (text !== undefined) return text.trim() === '' ? {} : parsed(text, place);
  }
  return undefined;
}

/**
 * Reads a `uv.toml`.
 *
 * @throws Failure `configuration` for a text that is no TOML
 */
export async function parsed(text: string, place: string): Promise<Table> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Only where: the lines themselves can hold a password.
    throw new Failure(
      'configuration',
      `${place}, line ${error.line}, column ${error.column}: no valid TOML`,
      {
        next: 'correct that file; uv itself refuses it as well',
      },
    );
  }
}

/** What a table says about where packages are and how to reach them. `dropped` gets the other keys. */
export function filtered(table: Table, prefix: string, dropped: Set<string>): Table {
  const kept: Table = {};
  for (const [key, value] of Object.entries(table)) {
    if (prefix === '' && key === 'pip' && isTable(value)) {
      const pip = filtered(value, 'pip.', dropped);
      if (Object.keys(pip).length > 0) kept[key] = pip;
    } else if (!PASSING_KEYS.has(key)) {
      dropped.add(`${prefix}${key}`);
    } else if (key === 'index' && Array.isArray(value)) {
      kept[key] = value.map((item: unknown) => (isTable(item) ? indexOnly(item, dropped) : item));
    } else {
      kept[key] = value;
    }
  }
  return kept;
}

function indexOnly(index: Table, dropped: Set<string>): Table {
  const kept: Table = {};
  for (const [key, value] of Object.entries(index)) {
    if (PASSING_OF_INDEX.has(key)) kept[key] = value;
    else dropped.add(`index.${key}`);
  }
  return kept;
}

function merge(first: Table, second: Table): Table {
  const merged: Table = { ...second, ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = first[key];
    if (Array.isArray(before) && Array.isArray(value)) merged[key] = [...before, ...value];
    else if (isTable(before) && isTable(value)) merged[key] = merge(before, value);
  }
  return merged;
}

/** Whether a value is a table of TOML's. */
export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
