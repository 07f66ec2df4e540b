import { isDeepStrictEqual } from 'node:util';
import type { Value } from '../../project/manifest.js';
import { isTomlTree, type TomlTree, treeOf } from '../toml-tree.js';

/** A hook of a `prek.toml`, by its place among the repositories and among the hooks of its own; or a whole repository. */
export interface HookPlace {
  readonly repoAt: number;
  readonly hookAt: number | undefined;
}

/** Where the tables begin: `[[repos]]`, `[[repos.hooks]]` and others; a guess that the caller proves. */
interface Header {
  readonly at: number;
  readonly name: string;
}

function headersOf(lines: readonly string[]): readonly Header[] {
  return lines.flatMap((line, at) => {
    const name = /^\s*\[\[?\s*([\w.\s-]+?)\s*\]\]?\s*(?:#[^\n]*)?$/.exec(line)?.[1]?.replace(/\s/g, '');
    return name === undefined ? [] : [{ at, name }];
  });
}

/** The line on which a hook begins, 1-based; that of its repository where it has none of its own. */
export function tomlHookLines(text: string): (repoAt: number, hookAt: number) => number {
  const lines = text.split('\n');
  return (repoAt, hookAt) =>
    (extentOf(lines, { repoAt, hookAt }) ?? extentOf(lines, { repoAt, hookAt: undefined }))?.at ?? 1;
}

/**
 * A `prek.toml` without some hooks or repositories, the comments right above them gone with them, and not a byte else.
 *
 * @returns undefined where the result wouldn't say what the file said, these apart
 */
export function withoutTomlHooks(text: string, places: readonly HookPlace[]): string | undefined {
  const tree = treeOf(text);
  if (tree === undefined) return undefined;
  let lines: readonly string[] = text.split('\n');
  // The last one first, so that the places of the others stay what they are.
  for (const place of places.toReversed()) {
    const extent = extentOf(lines, place);
    if (extent === undefined) return undefined;
    const { from, to } = extent;
    lines = [...lines.slice(0, from), ...lines.slice(to)];
  }
  const result = lines.join('\n');
  return isDeepStrictEqual(treeOf(result), expected(tree, places)) ? result : undefined;
}

/** The lines of a hook or a repository: `at` has its name, `from` is its first comment, `to` is the first one that isn't its own. */
function extentOf(
  lines: readonly string[],
  { repoAt, hookAt }: HookPlace,
): { readonly from: number; readonly at: number; readonly to: number } | undefined {
  const headers = headersOf(lines);
  const repo = headers.filter(({ name }) => name === 'repos')[repoAt];
  if (repo === undefined) return undefined;
  const endOf = (at: number, isInner: (name: string) => boolean): number =>
    headers.find((one) => one.at > at && !isInner(one.name))?.at ?? lines.length;
  const end = endOf(repo.at, (name) => name.startsWith('repos.'));
  if (hookAt === undefined) return widened(lines, repo.at, end);
  const hooks = headers.filter(({ name, at }) => name === 'repos.hooks' && at > repo.at && at < end);
  const own = hooks[hookAt];
  if (own !== undefined)
    return widened(
      lines,
      own.at,
      endOf(own.at, (name) => name.startsWith('repos.hooks.')),
    );
  // Without headers of their own: `hooks = [`, and each on a line.
  const items = lines.flatMap((line, at) =>
    at > repo.at && at < end && /^\s*\{.*\},?\s*(?:#[^\n]*)?$/.test(line) ? [at] : [],
  );
  const item = hooks.length === 0 ? items[hookAt] : undefined;
  return item === undefined ? undefined : widened(lines, item, item + 1);
}

function widened(
  lines: readonly string[],
  at: number,
  next: number,
): { readonly from: number; readonly at: number; readonly to: number } {
  const isOf = (line: string | undefined, pattern: RegExp): boolean =>
    line !== undefined && pattern.test(line);
  let to = next;
  // What is above the next one is that one's.
  while (to > at + 1 && isOf(lines[to - 1], /^\s*(?:#[^\n]*)?$/)) to -= 1;
  let from = at;
  while (isOf(lines[from - 1], /^\s*#/)) from -= 1;
  // Of the blank lines around it, one is enough.
  if (isOf(lines[from - 1], /^\s*$/) && isOf(lines[to], /^\s*$/)) from -= 1;
  return { from, at: at + 1, to };
}

function expected(tree: TomlTree, places: readonly HookPlace[]): TomlTree {
  const { repos, ...others } = tree;
  if (!Array.isArray(repos)) return tree;
  const left = repos.flatMap((repo: Value, repoAt): readonly Value[] => {
    const mine = places.filter((place) => place.repoAt === repoAt);
    if (mine.some(({ hookAt }) => hookAt === undefined)) return [];
    if (mine.length === 0 || !isTomlTree(repo) || !Array.isArray(repo.hooks)) return [repo];
    const gone = new Set(mine.map(({ hookAt }) => hookAt));
    return [{ ...repo, hooks: repo.hooks.filter((_, at) => !gone.has(at)) }];
  });
  return left.length === 0 ? others : { ...others, repos: left };
}
