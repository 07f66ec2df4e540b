import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { blockEnd, dashBefore, lineStart, type Path, rangeOf } from './insert-yaml.js';

/**
 * YAML text without an item of a list, whatever is in it, and not a letter else; a list that has no other becomes `[]`.
 *
 * @param path the keys that lead to the list
 * @param options.withComments those right above it that stand as far to the right go, too, and one of two blank lines
 * @returns undefined where that can't be done safely: the new text has to say what the old one said, but for that item
 */
export function withoutYamlItem(
  text: string,
  path: Path,
  at: number,
  { withComments = false }: { readonly withComments?: boolean } = {},
): string | undefined {
  const document = parseDocument(text);
  const list = document.getIn(path, true);
  if (document.errors.length > 0 || !isSeq(list) || list.flow === true) return undefined;
  const range = rangeOf(list.items[at]);
  const dash = range && dashBefore(text, range[0]);
  if (range === undefined || dash === undefined) return undefined;
  const end = blockEnd(text, range[1], dash);
  const start = lineStart(text, range[0]);
  const from = withComments ? aboveComments(text, start, end, dash) : start;
  const cut = `${text.slice(0, from)}${text.slice(end)}`;
  const after = list.items.length > 1 ? cut : withEmptyList(cut, text, path);
  if (after === undefined) return undefined;
  const expected: unknown = document.toJS();
  const items = path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    expected,
  );
  if (!Array.isArray(items)) return undefined;
  items.splice(at, 1);
  const read = parseDocument(after);
  return read.errors.length === 0 && isDeepStrictEqual(read.toJS(), expected) ? after : undefined;
}

function aboveComments(text: string, start: number, end: number, indent: string): number {
  let from = start;
  const above = (): string => text.slice(lineStart(text, from - 1), from);
  while (from > 0 && above().startsWith(`${indent}#`)) from = lineStart(text, from - 1);
  const isBlankBelow = /^[ \t\r]*(?:\n|$)/.test(text.slice(end));
  return from > 0 && isBlankBelow && above().trim() === '' ? lineStart(text, from - 1) : from;
}

/** A list's key says that there is nothing in it: without, it would say nothing. */
function withEmptyList(cut: string, text: string, path: Path): string | undefined {
  const parent =
    path.length === 1 ? parseDocument(text).contents : parseDocument(text).getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  const end = rangeOf(pair?.key)?.[1];
  if (end === undefined || cut[end] !== ':') return undefined;
  return `${cut.slice(0, end + 1)} []${cut.slice(end + 1)}`;
}
