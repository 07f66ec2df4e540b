import { annotationStyle, requirers, requiringPackage } from './annotations.js';
import { type Block, type Blocks, NO_BLOCKS, readBlocks, writeBlocks } from './blocks.js';
import {
  annotated,
  linesOfMerged,
  type MergedBlock,
  mergedEntries,
  type PackageSides,
} from './merge-package.js';
import { byText, changedSide, mapSides, mergedOrder, mergedSet, type Sides } from './three-way.js';

/** Two versions of a lockfile in one. */
export interface MergedLockfile {
  readonly text: string;
  /** What stands between marks in it: the packages that both sides changed differently, `the header`, `the options`. */
  readonly conflicts: readonly string[];
}

/**
 * The three-way merge of a lockfile's texts, package by package: `# via` comments and the order of hashes are no change.
 * A package that one side dropped stays where the other side has a new need of it; one that nobody asks for any more,
 * since each side dropped another need of it, goes.
 *
 * @param base - empty where the file was added on both sides
 * @param markerSize - how long the marks of a conflict are
 * @returns undefined where one of the texts isn't a lockfile that a resolver wrote
 */
export function mergeLockfiles(
  base: string,
  ours: string,
  theirs: string,
  markerSize = 7,
): MergedLockfile | undefined {
  const side = changedSide({ base, ours, theirs });
  if (side !== undefined) return { text: { ours, theirs }[side], conflicts: [] };
  const before = base === '' ? NO_BLOCKS : readBlocks(base);
  const mine = before && readBlocks(ours);
  const other = mine && readBlocks(theirs);
  return before && mine && other && mergeBlocks({ base: before, ours: mine, theirs: other }, markerSize);
}

function mergeBlocks(sides: Sides<Blocks>, markerSize: number): MergedLockfile {
  const mark = (mine: readonly string[], other: readonly string[]): string[] => [
    `${'<'.repeat(markerSize)} ours`,
    ...mine,
    '='.repeat(markerSize),
    ...other,
    `${'>'.repeat(markerSize)} theirs`,
  ];
  const conflicts: string[] = [];
  const header = pick(mapSides(sides, (blocks) => blocks.header));
  if (header === undefined) conflicts.push('the header');
  const options = mergedOptions(mapSides(sides, (blocks) => blocks.options));
  if (options === undefined) conflicts.push('the options');

  const { style, packages } = mergedPackages(sides);
  const merged = new Map<string, Block[]>();
  for (const [key, { entries, own }] of packages) {
    const lines =
      entries === undefined
        ? mark(linesIn(own.ours), linesIn(own.theirs))
        : linesOfMerged(entries, own, style);
    if (entries === undefined) conflicts.push(own.ours[0]?.pin.name ?? own.theirs[0]?.pin.name ?? key);
    const [block] = [...own.ours, ...own.theirs];
    if (block !== undefined) merged.set(key, [{ ...block, lines }]);
  }
  const gap = pick(mapSides(sides, (blocks) => blocks.gap)) ?? sides.ours.gap;
  const tail = mapSides(sides, (blocks) => blocks.tail);
  const text = writeBlocks({
    ending: sides[changedSide(mapSides(sides, ({ ending }) => ending)) ?? 'ours'].ending,
    header: header ?? mark(sides.ours.header, sides.theirs.header),
    options: options ?? mark(sides.ours.options, sides.theirs.options),
    gap: options?.length === 0 && gap.length > 0 ? [] : gap,
    packages: merged,
    tail: pick(tail) ?? mergedSet(tail),
  });
  return { text, conflicts };
}

const linesIn = (blocks: readonly Block[]): readonly string[] => blocks.flatMap(({ lines }) => lines);

function pick(sides: Sides<readonly string[]>): readonly string[] | undefined {
  const side = changedSide(mapSides(sides, (lines) => lines.join('\n')));
  return side === undefined ? undefined : sides[side];
}

/** There is one index, and of everything else as many as there are. */
function mergedOptions(sides: Sides<readonly string[]>): readonly string[] | undefined {
  const merged = pick(sides) ?? mergedSet(sides);
  return merged.filter((line) => /^(?:-i|--index-url)\b/.test(line)).length > 1 ? undefined : merged;
}

interface MergedPackage {
  /** undefined where both sides changed it differently. */
  readonly entries: readonly MergedBlock[] | undefined;
  readonly own: PackageSides;
}

/** The packages that the merge has, in their order. */
function mergedPackages(sides: Sides<Blocks>): {
  readonly style: ReturnType<typeof annotationStyle>;
  readonly packages: ReadonlyMap<string, MergedPackage>;
} {
  const style = annotationStyle([...sides.ours.packages.values(), ...sides.theirs.packages.values()].flat());
  const all = new Map(
    mergedOrder([...sides.ours.packages.keys()], [...sides.theirs.packages.keys()], byText).map((key) => {
      const own = mapSides(sides, (blocks) => blocks.packages.get(key) ?? []);
      return [key, { own, kept: mergedEntries(own) }] as const;
    }),
  );
  const revived = new Set<string>();
  const isRevived = (via: string): boolean => revived.has(requiringPackage(via) ?? '');
  const result = new Map<string, MergedPackage>();
  // Each package that comes back may bring back what it needs.
  for (let before = -1; before < revived.size; ) {
    before = revived.size;
    for (const [key, { own, kept }] of all) {
      const isDropped = kept?.length === 0;
      const entries = isDropped ? [...own.ours, ...own.theirs] : kept;
      const merged = entries && annotated(entries, own, style, isRevived);
      if (isDropped) {
        if (merged?.every(({ via }) => requirers(via).length === 0)) continue;
        revived.add(key);
      }
      result.set(key, { entries: merged, own });
    }
  }
  const packages = new Map([...all.keys()].flatMap((key) => entryOf(result, key)));
  dropUnneeded(packages, new Set([...all.keys(), ...sides.base.packages.keys()]));
  return { style, packages };
}

function entryOf<Value>(map: ReadonlyMap<string, Value>, key: string): [string, Value][] {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
}

/** Takes away those whose every need is gone, and the comments that name what is gone. */
function dropUnneeded(packages: Map<string, MergedPackage>, known: ReadonlySet<string>): void {
  const isGone = (via: string): boolean => {
    const key = requiringPackage(via);
    return key !== undefined && known.has(key) && !packages.has(key);
  };
  for (let before = -1; before !== packages.size; ) {
    before = packages.size;
    for (const [key, { entries, own }] of packages) {
      if (entries === undefined) continue;
      const left = entries.map(({ block, via }) => ({ block, via: via.filter((one) => !isGone(one)) }));
      const wasNeeded = [...own.ours, ...own.theirs].every(({ pin }) => requirers(pin.via).length > 0);
      if (wasNeeded && left.every(({ via }) => requirers(via).length === 0)) packages.delete(key);
      else packages.set(key, { entries: left, own });
    }
  }
}
