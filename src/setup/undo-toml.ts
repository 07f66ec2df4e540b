import { isDeepStrictEqual } from 'node:util';
import { TORCH_INDEX } from '../lockfile/torch.js';
import { stringsOf, tableAt } from '../project/manifest.js';
import { environmentsFor } from './environments.js';
import { isObject } from './is-object.js';
import { treeOf } from './toml-tree.js';

/**
 * A `pyproject.toml` without the settings that init makes for uv, where each says exactly what init would say: the
 * environments of `requires-python`, and PyTorch's backend with its pages.
 */
export function withoutOwnSettings(text: string): string {
  const tree = treeOf(text);
  if (tree === undefined) return text;
  const requires = tableAt(tree, 'project')['requires-python'];
  const environments = typeof requires === 'string' ? environmentsFor(requires) : undefined;
  const now =
    environments === undefined ? text : withoutKey(text, ['tool', 'uv'], 'environments', environments);
  const pip = tableAt(tree, 'tool', 'uv', 'pip');
  const backend = pip['torch-backend'];
  const pages = stringsOf(pip['find-links']);
  const isOwn =
    typeof backend === 'string' &&
    pages.length > 0 &&
    pages.every((page) => page.startsWith(`${TORCH_INDEX}/${backend}/`)) &&
    pip['emit-find-links'] === true;
  if (!isOwn) return now;
  return ['torch-backend', 'find-links', 'emit-find-links'].reduce(
    (rest, key) => withoutKey(rest, ['tool', 'uv', 'pip'], key, pip[key]),
    now,
  );
}

/** `prek.toml` without the tables as `prekEdit` writes them. */
export function withoutPrekEntry(text: string): string {
  const entry =
    /(?:^\r?\n)?^\[\[repos\]\]\r?\nrepo = "local"\r?\n\r?\n\[\[repos\.hooks\]\]\r?\nid = "lockgen"\r?\n(?:[\w-]+ = [^\r\n]*(?:\r?\n|$(?![\r\n])))+(?!\s*(?:[^\s[]|\[\[?repos\.))/m;
  const after = text.replace(entry, '');
  if (after === text) return text;
  return after.replace(
    /^default_install_hook_types = \["pre-commit", "pre-merge-commit"\]\r?\n(?:\r?\n(?=[ \t]*\[))?/m,
    '',
  );
}

/** A text without one key on a line of its own; its section goes with it where nothing else is in that. */
function withoutKey(text: string, table: readonly string[], key: string, value: unknown): string {
  const tree = treeOf(text);
  if (tree === undefined || !isDeepStrictEqual(tableAt(tree, ...table)[key], value)) return text;
  const lines = text.split('\n');
  const header = lines.findIndex((line) => line.trim() === `[${table.join('.')}]`);
  if (header < 0) return text;
  const end = lines.findIndex((line, at) => at > header && /^\s*\[/.test(line));
  let section = end < 0 ? lines.length : end;
  // What is above the next section is that one's.
  while (/^\s*(?:#.*)?$/.test(lines[section - 1] ?? '')) section -= 1;
  const at = lines.findIndex((line, index) => index > header && index < section && says(line, key, value));
  if (at < 0) return text;
  const others = lines
    .slice(header + 1, section)
    .filter((line, index) => index + header + 1 !== at && line.trim() !== '');
  const isBelowBlank = lines[header - 1]?.trim() === '';
  if (others.length > 0) lines.splice(at, 1);
  else lines.splice(header - (isBelowBlank ? 1 : 0), at - header + 1 + (isBelowBlank ? 1 : 0));
  const after = lines.join('\n');
  const now = treeOf(after);
  return now !== undefined && isDeepStrictEqual(without(now, table, key), without(tree, table, key))
    ? after
    : text;
}

/** What a tree says but for one key, and for tables on the way to it that have nothing else. */
function without(
  tree: Readonly<Record<string, unknown>>,
  [first, ...way]: readonly string[],
  key: string,
): Readonly<Record<string, unknown>> {
  const { [first ?? key]: inner, ...others } = tree;
  if (first === undefined || !isObject(inner)) return others;
  const rest = without(inner, way, key);
  return Object.keys(rest).length === 0 ? others : { ...others, [first]: rest };
}

function says(line: string, key: string, value: unknown): boolean {
  return isDeepStrictEqual({ ...treeOf(line.replace(/\r$/, '')) }, { [key]: value });
}
