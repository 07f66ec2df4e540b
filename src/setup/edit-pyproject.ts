import { isDeepStrictEqual } from 'node:util';
import { patch } from '@decimalturn/toml-patch';
import { keepsComments } from '../config/keeps-comments.js';
import { isTomlTree, type TomlTree, treeOf } from './toml-tree.js';

/** What a key of a `pyproject.toml` can be set to. */
export type TomlSetting = string | boolean | readonly string[] | { readonly [key: string]: TomlSetting };

/**
 * A TOML text with one key of a table set, and not a letter else. A table that isn't there gets a section of its own,
 * below those of its kin, or at the end.
 *
 * @param table the table's path, such as `['tool', 'uv', 'pip']`
 * @returns undefined where that can't be done safely: the new text has to say what the old one said, with this key, and
 *   must have every comment and line end that the old one had
 */
export function withTomlKey(
  text: string,
  table: readonly string[],
  key: string,
  value: TomlSetting,
): string | undefined {
  return edited(text, (tree) => {
    const place = tableAt(tree, table);
    return place === undefined ? undefined : { place, key, value, table };
  });
}

/**
 * A TOML text with strings added at the end of an array, which is made where it isn't there. Those that it has already
 * are left out.
 *
 * @param path the array's path, such as `['project', 'dependencies']`
 * @returns undefined where that can't be done safely, as with `withTomlKey`, and where something else is there
 */
export function withTomlItems(
  text: string,
  path: readonly string[],
  items: readonly string[],
): string | undefined {
  const key = path.at(-1);
  if (key === undefined) return undefined;
  return edited(text, (tree) => {
    const table = path.slice(0, -1);
    const place = tableAt(tree, table);
    if (place === undefined) return undefined;
    const there = place[key] ?? [];
    if (!Array.isArray(there) || !there.every((item) => typeof item === 'string')) return undefined;
    const value = [...there, ...new Set(items.filter((item) => !there.includes(item)))];
    return { place, key, value, table };
  });
}

interface Change {
  /** The table that gets it, in the tree of what the text is to say. */
  readonly place: TomlTree;
  readonly table: readonly string[];
  readonly key: string;
  readonly value: TomlSetting;
}

function edited(text: string, changeOf: (tree: TomlTree) => Change | undefined): string | undefined {
  // One kind of line end, and nothing that a reader has replaced already.
  if (text.includes('\uFFFD') || (text.includes('\r\n') && /(?<!\r)\n/.test(text))) return undefined;
  const tree = treeOf(text);
  const change = tree === undefined ? undefined : changeOf(tree);
  if (tree === undefined || change === undefined) return undefined;
  const { place, key, value } = change;
  if (isDeepStrictEqual(place[key], value)) return text;
  place[key] = value;
  const ends = text.includes('\r\n');
  for (const next of candidates(ends ? text.replaceAll('\r\n', '\n') : text, tree, change)) {
    const result = ends ? next.replaceAll('\n', '\r\n') : next;
    if (keepsComments(text, result) && isDeepStrictEqual(treeOf(result), tree)) return result;
  }
  return undefined;
}

/** Ways to write a change, the one that reads best first. */
function* candidates(text: string, tree: TomlTree, change: Change): Generator<string> {
  if (hasSection(text, change.table)) yield* patched(text, tree);
  yield* withSection(text, change);
  yield* patched(text, tree);
}

function* patched(text: string, tree: TomlTree): Generator<string> {
  let result: string;
  try {
    result = patch(text, tree);
  } catch {
    // A text that it can't take apart is one for a person.
    return;
  }
  yield result;
}

function hasSection(text: string, table: readonly string[]): boolean {
  return table.length === 0 || sections(text).some(({ path }) => isDeepStrictEqual(path, table));
}

function* withSection(text: string, { table, key, value }: Change): Generator<string> {
  const header = `[${table.map(bareOrQuoted).join('.')}]`;
  const body = `${bareOrQuoted(key)} = ${written(value)}`;
  const own = sections(text).findLast(({ path }) => isDeepStrictEqual(path.slice(0, 2), table.slice(0, 2)));
  const lines = text.split('\n');
  if (own !== undefined && own.end < lines.length - 1) {
    const at = own.end;
    yield [...lines.slice(0, at), '', header, body, ...lines.slice(at)].join('\n');
  }
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  yield `${whole}${whole === '' || whole.endsWith('\n\n') ? '' : '\n'}${header}\n${body}\n`;
}

/** Where sections begin and end, the blank lines and comments above the next one apart. A guess that the caller proves. */
function sections(text: string): readonly { readonly path: readonly string[]; readonly end: number }[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, at) => {
    const name = /^\s*\[\[?\s*([^[\]]+?)\s*\]\]?\s*(?:#.*)?$/.exec(line)?.[1];
    return name === undefined
      ? []
      : [{ at, path: name.split('.').map((part) => part.trim().replace(/^["']|["']$/g, '')) }];
  });
  return starts.map(({ path }, index) => {
    let end = starts[index + 1]?.at ?? lines.length;
    while (end > 0 && /^\s*(?:#.*)?$/.test(lines[end - 1] ?? '')) end -= 1;
    return { path, end };
  });
}

function bareOrQuoted(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
}

function written(value: TomlSetting): string {
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, one]) => `${bareOrQuoted(key)} = ${written(one)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

// `Array.isArray` alone says nothing of a readonly array's type.
function isList(value: TomlSetting): value is readonly string[] {
  return Array.isArray(value);
}

function tableAt(tree: TomlTree, path: readonly string[]): TomlTree | undefined {
  let place = tree;
  for (const key of path) {
    const next = place[key] ?? {};
    if (!isTomlTree(next)) return undefined;
    place[key] = next;
    place = next;
  }
  return place;
}
