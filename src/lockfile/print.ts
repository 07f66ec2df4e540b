import { isVersion } from '../python/version.js';
import type { Entry } from './entry.js';
import type { Lockfile } from './parse.js';

/** The entry as resolvers write it, without a line's end: `name[extra]==version ; marker`, and its hashes, a line each. */
export function printEntry(entry: Entry): string {
  const marker = entry.markerText === '' ? '' : ` ; ${entry.markerText}`;
  return [`${placeOf(entry)}${marker}`, ...entry.hashes.map((hash) => `    --hash=${hash}`)].join(' \\\n');
}

/** What a lockfile says to an installer in the form of a requirements file: its option lines and entries, without comments. */
export function printLockfile({
  options,
  pins,
  isPylock,
}: Pick<Lockfile, 'options' | 'pins' | 'isPylock'>): string {
  const lines = isPylock === true ? [] : options;
  return [...lines.map(({ text }) => text), ...pins.map(printEntry)].map((line) => `${line}\n`).join('');
}

function placeOf({ name, extras, version, url, editable, named }: Entry): string {
  const chosen = extras.length === 0 ? '' : `[${extras.join(',')}]`;
  if (!named) return `${editable ? '-e ' : ''}${name}${chosen}`;
  if (url !== undefined) return `${name}${chosen} @ ${url}`;
  if (version === undefined) return `${name}${chosen}`;
  // What is no version can only be compared as a text.
  return `${name}${chosen}${isVersion(version) ? '==' : '==='}${version}`;
}
