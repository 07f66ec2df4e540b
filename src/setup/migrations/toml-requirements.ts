import { isDeepStrictEqual } from 'node:util';
import { withTomlItems } from '../edit-pyproject.js';
import { tomlOf } from './header-compiles.js';

/** A requirement to add, with its comments. */
export interface Addition {
  readonly text: string;
  readonly comment: string | undefined;
  readonly above: readonly string[];
}

/**
 * A TOML text with requirements added to an array, one a line, their comments with them.
 *
 * @param path - such as `['project', 'dependencies']`
 * @returns undefined where that can't be done safely
 */
export function withRequirements(
  text: string,
  path: readonly string[],
  additions: readonly Addition[],
): string | undefined {
  const added = withTomlItems(
    text,
    path,
    additions.map((one) => one.text),
  );
  if (added === undefined || added === text) return added;
  const end = added.includes('\r\n') ? '\r\n' : '\n';
  const spread = spreadOut(added.split(end), path, additions);
  const commented = additions.reduce(withComments, spread).join(end);
  return isDeepStrictEqual(tomlOf(commented), tomlOf(added)) ? commented : added;
}

/** An array that was put on one line, as people write one: `key = ["a", "b"]`. */
export function tidied(text: string | undefined, key: string): string | undefined {
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((line) => {
    const items = line.trimEnd().startsWith(`${key} = [ `) ? itemsOf(line.trimEnd()) : undefined;
    return items === undefined ? line : `${key} = [${items.join(', ')}]${line.endsWith('\r') ? '\r' : ''}`;
  });
  const result = lines.join('\n');
  return isDeepStrictEqual(tomlOf(result), tomlOf(text)) ? result : text;
}

/** An array that stands on one line, one item a line. */
function spreadOut(
  lines: readonly string[],
  path: readonly string[],
  additions: readonly Addition[],
): readonly string[] {
  const last = additions.at(-1);
  if (last === undefined) return lines;
  const key = path.at(-1) ?? '';
  const at = lines.findIndex((line) => {
    const [, name] = /^\s*["']?([\w.-]+)["']?\s*=\s*\[.*\]\s*$/.exec(line) ?? [];
    return name === key && line.includes(JSON.stringify(last.text));
  });
  const items = at < 0 ? undefined : itemsOf(lines[at] ?? '');
  if (items === undefined) return lines;
  const [before = ''] = /^[^[]*\[/.exec(lines[at] ?? '') ?? [];
  return [...lines.slice(0, at), before, ...items.map((item) => `    ${item},`), ']', ...lines.slice(at + 1)];
}

/** The items of an array on one line, as written; undefined where there is more than strings in it. */
function itemsOf(line: string): readonly string[] | undefined {
  const inner = /^[^[]*\[(.*)\]\s*$/.exec(line)?.[1] ?? '';
  const items = inner.match(/"(?:[^"\\]|\\.)*"|'[^']*'/g) ?? [];
  return inner.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '').replace(/[\s,]/g, '') === '' ? items : undefined;
}

function withComments(lines: readonly string[], { text, comment, above }: Addition): readonly string[] {
  if (comment === undefined && above.length === 0) return lines;
  const written = JSON.stringify(text);
  const places = lines.flatMap((line, at) => (line.trim().replace(/,$/, '') === written ? [at] : []));
  const [at] = places;
  if (at === undefined || places.length > 1) return lines;
  const line = lines[at] ?? '';
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return [
    ...lines.slice(0, at),
    ...above.map((one) => `${indent}# ${one}`.trimEnd()),
    comment === undefined ? line : `${line}  # ${comment}`,
    ...lines.slice(at + 1),
  ];
}
