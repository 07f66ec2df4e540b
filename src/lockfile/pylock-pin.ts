import type { TomlTable, TomlValue } from 'smol-toml';
import { jsonText } from '../json-text.js';
import { type Marker, parseMarker } from '../python/marker.js';
import { normalizeName } from '../python/version.js';
import type { Pin, PinFile } from './parse.js';
import { printEntry } from './print.js';

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
/** What can stand in one word of a requirements file, as which pins are given to uv. */
const WORD = /^[^\s\p{Cc}\p{Zl}\p{Zp}]+$/u;
const LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]+$/u;
/** What says from where the package comes, what it is, or nothing for an installer. */
const READ: ReadonlySet<string> = new Set([
  'name',
  'version',
  'marker',
  'vcs',
  'directory',
  'archive',
  'sdist',
  'wheels',
  'dependencies',
  'attestation-identities',
  'tool',
]);

/** Whether a TOML value is a table. */
export function isTomlTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * What a `[[packages]]` table of a `pylock.toml` says, as the entry of a requirements file would: a folder is unnamed
 * (`./lib`), a repository is `git+URL@COMMIT`.
 *
 * @param requiresPython - the file's, without which nothing of it is installed
 * @returns undefined where no installer could read it
 */
export function pylockPin(table: TomlTable, line: number, requiresPython: string): Pin | undefined {
  const { name, version } = table;
  if (typeof name !== 'string' || !NAME.test(name)) return undefined;
  if (version !== undefined && (typeof version !== 'string' || !WORD.test(version))) return undefined;
  const markerText = table.marker === undefined ? '' : withoutFloor(table.marker, requiresPython);
  const marker = markerText === undefined ? undefined : markerOf(markerText);
  if (marker === undefined || markerText === undefined) return undefined;
  const files = [table.sdist, ...(Array.isArray(table.wheels) ? table.wheels : []), table.archive].flatMap(
    (file) => (isTomlTable(file) ? [pinFile(file)] : []),
  );
  const source = sourceOf(table);
  if (source === undefined || (source.url === undefined && version === undefined)) return undefined;
  const { url, editable, named } = source;
  const entry = {
    name: named ? name : (url ?? name),
    key: named ? normalizeName(name) : (url ?? name),
    extras: [],
    // Of what isn't on an index, a requirements file tells no version.
    version: url === undefined ? version : undefined,
    url,
    editable,
    named,
    marker: marker.marker,
    markerText,
  };
  const more = Object.entries(table).flatMap(([key, value]) =>
    READ.has(key) ? [] : [`${key} = ${jsonText(value)}`],
  );
  return {
    ...entry,
    hashes: [...new Set(files.flatMap(({ hashes }) => hashes))],
    via: [],
    line,
    text: printEntry({ ...entry, hashes: [] }),
    options: [...more, ...besideUrl(table)].sort().join(', '),
    files,
  };
}

/**
 * A marker without the floor of the whole file, which uv writes into each one as soon as the resolution forks: with it,
 * a fork would be a change of every package.
 */
function withoutFloor(marker: TomlValue, requiresPython: string): string | undefined {
  if (typeof marker !== 'string') return undefined;
  const text = marker.trim();
  const floor = /^>=\s*([\d.]+)$/.exec(requiresPython)?.[1];
  const term = `python_full_version >= '${floor}'`;
  if (floor === undefined || !text.startsWith(term)) return text;
  if (text === term) return '';
  const rest = text.slice(term.length + ' and '.length);
  // Behind an `or`, it would no longer be about all of it.
  return text.startsWith(`${term} and `) && !/\bor\b/.test(rest) ? rest : text;
}

function markerOf(text: string): { readonly marker: Marker | undefined } | undefined {
  if (text.trim() === '') return { marker: undefined };
  if (!LINE.test(text)) return undefined;
  try {
    return { marker: parseMarker(text) };
  } catch {
    return undefined;
  }
}

interface Source {
  /** undefined: the index. */
  readonly url: string | undefined;
  readonly editable: boolean;
  readonly named: boolean;
}

/** @returns undefined for what can't be read */
function sourceOf({ vcs, directory, archive }: TomlTable): Source | undefined {
  const given = [vcs, directory, archive].filter((one) => one !== undefined);
  if (given.length === 0) return { url: undefined, editable: false, named: true };
  const [table] = given;
  if (given.length > 1 || !isTomlTable(table)) return undefined;
  const { url, path, subdirectory } = table;
  const folder = typeof subdirectory === 'string' ? `#subdirectory=${subdirectory}` : '';
  const place = typeof url === 'string' ? url : typeof path === 'string' ? localPath(path) : '';
  if (!LINE.test(place + folder) || /\s;\s/.test(place + folder)) return undefined;
  if (vcs !== undefined) {
    const { type, 'commit-id': commit } = table;
    if (typeof type !== 'string' || typeof commit !== 'string') return undefined;
    const text = `${type}+${place}@${commit}${folder}`;
    return WORD.test(text) ? { url: text, editable: false, named: true } : undefined;
  }
  if (directory !== undefined || typeof url !== 'string') {
    return {
      url: `${place}${folder}`,
      editable: directory !== undefined && table.editable === true,
      named: false,
    };
  }
  return WORD.test(place + folder) ? { url: `${place}${folder}`, editable: false, named: true } : undefined;
}

/** Where a source names two places, of which uv and pip take the path; archives and wheels tell it as their files'. */
function besideUrl({ vcs, directory }: TomlTable): readonly string[] {
  return Object.entries({ vcs, directory }).flatMap(([key, source]) =>
    isTomlTable(source) && source.url !== undefined && source.path !== undefined
      ? [`${key}.path = ${jsonText(source.path)}`]
      : [],
  );
}

/** As lockgen writes local entries: `./lib`, `../lib`. */
function localPath(path: string): string {
  return /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|[A-Za-z]:[\\/])/.test(path) ? path : `./${path}`;
}

function pinFile(file: TomlTable): PinFile {
  const { url, path, hashes, 'upload-time': _time, ...rest } = file;
  const place = typeof url === 'string' ? url : typeof path === 'string' ? path : '';
  const list = isTomlTable(hashes)
    ? Object.entries(hashes).flatMap(([algorithm, value]) => {
        const hash = `${algorithm}:${String(value)}`;
        return /^[a-z0-9]+:[0-9a-zA-Z]+$/.test(hash) ? [hash] : [];
      })
    : [];
  // uv and pip install the path, be there a URL or not.
  const beside = url !== undefined && path !== undefined ? { ...rest, path } : rest;
  const more = Object.entries(beside).flatMap(([key, value]) => `${key} = ${jsonText(value)}`);
  return { place, isUrl: typeof url === 'string', hashes: list.sort(), more: more.sort().join(', ') };
}
