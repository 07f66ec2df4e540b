import { isDeepStrictEqual } from 'node:util';
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { Failure } from '../failure.js';

export type Path = readonly (string | number)[];

/** What is to be added: its lines as they stand at the left edge, and the same as a value. */
export interface YamlPiece {
  readonly lines: readonly string[];
  readonly value: unknown;
}

/**
 * What a YAML text says.
 *
 * @throws Failure `configuration` with line and column where it is no YAML
 */
export function readYaml(text: string, path: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error === undefined) return document.toJS({ maxAliasCount: 100 });
  const { line, col } = lines.linePos(error.pos[0]);
  throw new Failure(
    'configuration',
    `${path}:${line}:${col}: not YAML: ${error.message.split(/ at line |\n/)[0]}`,
    {
      next: `correct ${path} there and try again`,
    },
  );
}

/**
 * YAML text with an item more at the end of a list, which is made where its key isn't there, and not a letter else.
 *
 * @param path the keys that lead to the list; all but the last are there
 * @returns undefined where that can't be done safely: the new text has to say what the old one said, and this
 */
export function withYamlItem(text: string, path: Path, item: YamlPiece): string | undefined {
  return inserted(text, path, item, (container) => {
    if (!isSeq(container)) return undefined;
    const [first] = container.items;
    if (container.flow) return intoBrackets(text, container, item);
    const start = rangeOf(first)?.[0];
    const end = rangeOf(container.items.at(-1))?.[1];
    const dash = start === undefined ? undefined : dashBefore(text, start);
    if (end === undefined || dash === undefined) return undefined;
    return withLines(text, blockEnd(text, end, dash), indented(asItem(item.lines), dash));
  });
}

/**
 * YAML text with a key more at the end of a mapping, and not a letter else. Undefined as `withYamlItem`.
 *
 * @param path the keys that lead to the mapping, and the new one
 * @param options.first puts it before the mapping's first key
 */
export function withYamlKey(
  text: string,
  path: Path,
  piece: YamlPiece,
  { first = false }: { readonly first?: boolean } = {},
): string | undefined {
  const key = path.at(-1);
  return inserted(text, path, piece, undefined, (parent) => {
    const at = keyOf(parent.items[0])?.[0];
    const end = rangeOf(parent.items.at(-1)?.value)?.[1] ?? keyOf(parent.items.at(-1))?.[1];
    if (parent.flow || at === undefined || end === undefined) return undefined;
    const indent = indentAt(text, at);
    if (indent === undefined) return undefined;
    const lines = indented(asValue(String(key), piece), indent);
    if (first) return withLines(text, lineStart(text, at), lines);
    // A key at the top stands apart, as people write it.
    const gap = indent === '' && piece.lines.length > 1 && /\n[ \t]*\n/.test(text) ? [''] : [];
    return withLines(text, blockEnd(text, end, indent), [...gap, ...lines]);
  });
}

function inserted(
  text: string,
  path: Path,
  piece: YamlPiece,
  add: ((container: unknown) => string | undefined) | undefined,
  addKey?: (parent: YAMLMap<unknown, unknown>) => string | undefined,
): string | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0 || /^[ \t]*\t/m.test(text)) return undefined;
  const container = document.getIn(path, true);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  let after: string | undefined;
  if (add !== undefined && container !== undefined) after = add(container);
  else if (addKey !== undefined && container === undefined && isMap(parent)) after = addKey(parent);
  else if (add !== undefined && container === undefined && isMap(parent))
    return withYamlKey(text, path, { lines: asItem(piece.lines), value: [piece.value] });
  if (after === undefined) return undefined;
  const expected = document.toJS();
  if (!setAt(expected, path, piece.value, add !== undefined)) return undefined;
  const read = parseDocument(after);
  return read.errors.length === 0 && isDeepStrictEqual(read.toJS(), expected) ? after : undefined;
}

/** The value that the new text has to have. */
function setAt(value: unknown, path: Path, added: unknown, isItem: boolean): boolean {
  let place: unknown = value;
  for (const step of isItem ? path : path.slice(0, -1)) {
    if (typeof place !== 'object' || place === null) return false;
    place = Reflect.get(place, step);
  }
  if (isItem && Array.isArray(place)) return place.push(added) > 0;
  if (isItem || typeof place !== 'object' || place === null) return false;
  return Reflect.set(place, path.at(-1) ?? '', added);
}

function intoBrackets(
  text: string,
  { items, range }: YAMLSeq,
  { lines, value }: YamlPiece,
): string | undefined {
  const end = rangeOf(items.at(-1))?.[1];
  if (end !== undefined && typeof value === 'string') return splice(text, end, `, ${value}`);
  // `[]` alone can become a list of lines.
  if (items.length > 0 || range == null || !/^\[[ \t]*\]$/.test(text.slice(range[0], range[1])))
    return undefined;
  const indent = `${/^[ \t]*/.exec(text.slice(lineStart(text, range[0])))?.[0] ?? ''}  `;
  const block = indented(asItem(lines), indent).join(endOf(text));
  return `${text.slice(0, range[0]).trimEnd()}${endOf(text)}${block}${text.slice(range[1])}`;
}

const asItem = ([first = '', ...rest]: readonly string[]): readonly string[] => [
  `- ${first}`,
  ...rest.map((line) => `  ${line}`),
];

const asValue = (key: string, { lines, value }: YamlPiece): readonly string[] =>
  typeof value === 'string' || (lines.length === 1 && lines[0]?.startsWith('[') === true)
    ? [`${key}: ${lines[0]}`]
    : [`${key}:`, ...lines.map((line) => `  ${line}`)];

const indented = (lines: readonly string[], indent: string): readonly string[] =>
  lines.map((line) => (line === '' ? '' : `${indent}${line}`));

function withLines(text: string, at: number, lines: readonly string[]): string {
  const end = endOf(text);
  const before = text.slice(0, at);
  const gap = before === '' || before.endsWith('\n') ? '' : end;
  return `${before}${gap}${lines.join(end)}${end}${text.slice(at)}`;
}

const endOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
const splice = (text: string, at: number, by: string): string => `${text.slice(0, at)}${by}${text.slice(at)}`;
export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Where the line ends that a place is in, its comment and its end included. */
function lineEndAt(text: string, at: number): number {
  if (text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** The same, with the comments below that are indented as a part of the block is: such as an item that is switched off. */
export function blockEnd(text: string, at: number, indent: string): number {
  const end = lineEndAt(text, at);
  const own = new RegExp(`^(?:${indent} +#.*(?:\\n|$))+`);
  return end + (own.exec(text.slice(end))?.[0].length ?? 0);
}

/** What stands before a key, where it is the first on its line. */
function indentAt(text: string, at: number): string | undefined {
  const before = text.slice(lineStart(text, at), at);
  return /^ *$/.test(before) ? before : undefined;
}

/** What stands before the dash of an item that begins on its line. */
export function dashBefore(text: string, at: number): string | undefined {
  return /^( *)- +$/.exec(text.slice(lineStart(text, at), at))?.[1];
}

export function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  if (isMap(node) || isSeq(node) || isScalar(node)) return node.range ?? undefined;
  return undefined;
}

function keyOf(pair: Pair<unknown, unknown> | undefined): readonly [number, number, number] | undefined {
  return rangeOf(pair?.key);
}
