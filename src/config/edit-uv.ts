import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../failure.js';
import { setInJson } from './edit-json.js';
import { setInToml } from './edit-toml.js';
import { setInYaml } from './edit-yaml.js';
import { keepsComments } from './keeps-comments.js';
import { parseRootFile } from './root-file.js';

/** A key of a configuration file with its value, both as they are to be. */
export interface Setting {
  readonly key: string;
  readonly value: string | readonly string[];
}

/** The settings that name a uv, as a file spells them. */
export function uvSettings(file: string, version: string, hashes: readonly string[]): readonly Setting[] {
  const kebab = file.endsWith('.toml');
  return [
    { key: kebab ? 'uv-version' : 'uvVersion', value: version },
    { key: kebab ? 'uv-hashes' : 'uvHashes', value: hashes },
  ];
}

/**
 * A configuration file's text with some settings changed or added, and not a letter else.
 *
 * @param text undefined for a file that isn't there
 * @returns undefined where that can't be done safely: the new text has to say what the old one said, with these
 *   settings, and nothing may go but their old values: no comment beside these, no line's end, no byte that is no UTF-8
 */
export function withSettings(
  file: string,
  text: string | undefined,
  settings: readonly Setting[],
): string | undefined {
  const old = text ?? '';
  if (old.includes('\uFFFD') || hasMixedEnds(old)) return undefined;
  const edited = settings.reduce<string | undefined>((now, setting) => {
    const next = now === undefined ? undefined : edit(file, now, setting);
    return next === undefined || !keepsAll(file, now ?? '', next) ? undefined : next;
  }, old);
  if (edited === undefined || !says(file, old, edited, settings)) return undefined;
  return old.includes('\r\n') ? edited.replace(/\r?\n/g, '\r\n') : edited;
}

/** JSON has no comments. */
function keepsAll(file: string, before: string, after: string): boolean {
  return file.endsWith('.json') || keepsComments(before, after);
}

function hasMixedEnds(text: string): boolean {
  return text.includes('\r\n') && /(?<!\r)\n/.test(text);
}

/**
 * The lines to put into a file by hand, as they are written there.
 *
 * @param text - what the file has now
 */
export function settingLines(file: string, text: string | undefined, settings: readonly Setting[]): string {
  const braces = isBraced(file, text ?? '');
  const join = file.endsWith('.toml') ? ' = ' : ': ';
  return settings
    .map(({ key, value }) => `${braces ? JSON.stringify(key) : key}${join}${JSON.stringify(value)}`)
    .join(braces ? ',\n' : '\n');
}

/** Whether a file is JSON, or has YAML's braces, of which JSON is a part. */
function isBraced(file: string, text: string): boolean {
  return file.endsWith('.json') || (!file.endsWith('.toml') && /^(?:\s|#.*\n|---\s)*\{/.test(text));
}

function edit(file: string, text: string, setting: Setting): string | undefined {
  if (file === 'package.json') return setInJson(text, ['lockgen'], setting);
  if (file.endsWith('.toml')) return setInToml(text, setting);
  if (file.endsWith('.json') && text.trim() === '') return setInJson('{}\n', [], setting);
  if (isBraced(file, text)) return setInJson(text, [], setting);
  return setInYaml(text, setting);
}

function says(file: string, before: string, after: string, settings: readonly Setting[]): boolean {
  try {
    const expected = { ...tableOf(parseRootFile(file, before)) };
    for (const { key, value } of settings) expected[key] = value;
    return isDeepStrictEqual(tableOf(parseRootFile(file, after)), expected);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** Without the null prototype of a TOML table. */
function tableOf(value: unknown): Record<string, unknown> {
  const plain: unknown = value === undefined ? {} : JSON.parse(JSON.stringify(value));
  return typeof plain === 'object' && plain !== null ? { ...plain } : {};
}
