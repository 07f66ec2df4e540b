import { Failure } from '../failure.js';
import { outputsOf, type Project, type Written } from './project.js';

/** One of several parts of all projects, each for another machine. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/**
 * Reads `I/N`.
 *
 * @throws Failure `usage` for anything else, and for an `I` that is none of 1 to `N`
 */
export function parseShard(text: string): Shard {
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > count) {
    throw new Failure('usage', `--shard ${text} names no part of a whole`, {
      next: 'name the second of four as --shard 2/4',
    });
  }
  return { index, count };
}

/** What a shard is told by. */
export interface Sharded extends Written {
  readonly inputs: Pick<Project['inputs'], 'files'>;
}

/**
 * The projects of a shard, in their order. The same files give the same parts on each machine, and each project is in
 * one of them. Projects that read each other's lockfiles stay together: who makes one makes all that depend on it.
 *
 * @param all - every managed project, chosen or not, since one may hold two chosen ones together
 */
export function ofShard<Item extends Sharded>(
  chosen: readonly Item[],
  all: readonly Sharded[],
  { index, count }: Shard,
): readonly Item[] {
  const heads = new Map<string, string>();
  const headOf = (folder: string): string => {
    const next = heads.get(folder);
    if (next === undefined) return folder;
    const head = headOf(next);
    heads.set(folder, head);
    return head;
  };
  const makers = new Map(all.flatMap((one) => outputsOf(one).map((path) => [path, one.folder] as const)));
  for (const { folder, inputs } of all) {
    for (const path of inputs.files) {
      const maker = makers.get(path);
      if (maker === undefined) continue;
      const [first, last] = [headOf(folder), headOf(maker)].sort();
      if (first !== undefined && last !== undefined && first !== last) heads.set(last, first);
    }
  }
  const groups = new Map<string, number>();
  for (const { folder } of chosen) groups.set(headOf(folder), (groups.get(headOf(folder)) ?? 0) + 1);
  const mine = evenly(groups, count)[index - 1];
  return chosen.filter(({ folder }) => mine?.has(headOf(folder)) === true);
}

/** Groups in as many parts, of much the same size: the largest first, each where there is least. */
function evenly(groups: ReadonlyMap<string, number>, count: number): readonly ReadonlySet<string>[] {
  const parts = Array.from({ length: count }, () => ({ size: 0, names: new Set<string>() }));
  const byName = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, size] of byName.sort(([, a], [, b]) => b - a)) {
    const least = parts.reduce((found, part) => (part.size < found.size ? part : found));
    least.names.add(name);
    least.size += size;
  }
  return parts.map(({ names }) => names);
}
