import { compareVersions, isVersion } from '../python/version.js';
import { type AnnotationStyle, byRequirer, withVia } from './annotations.js';
import type { Block } from './blocks.js';
import { changedSide, mapSides, mergedSet, type Sides } from './three-way.js';

/** The entries of one package on the sides of a merge; none where a side doesn't have it. */
export type PackageSides = Sides<readonly Block[]>;

/** A block whose place is settled, with the comments of all sides. */
export interface MergedBlock {
  readonly block: Block;
  readonly via: readonly string[];
}

/** What of it is compared: what is installed where, and from which files. Comments and the order of hashes aren't. */
function value({ pin }: Block): string {
  return [pin.text, ...[...pin.hashes].sort()].join('\n');
}

/**
 * The three-way merge of one package's entries: all of one side's, or, where each side changed entries of another
 * marker, these.
 *
 * @returns undefined where the two sides changed it differently
 */
export function mergedEntries(sides: PackageSides): readonly Block[] | undefined {
  const side = changedSide(mapSides(sides, (blocks) => blocks.map(value).sort().join('\n\n')));
  return side === undefined ? mergedByMarker(sides) : sides[side];
}

function mergedByMarker(sides: PackageSides): readonly Block[] | undefined {
  const byMarker = mapSides(
    sides,
    (blocks) => new Map(blocks.map((block) => [block.pin.markerText, block] as const)),
  );
  if ((['base', 'ours', 'theirs'] as const).some((side) => byMarker[side].size !== sides[side].length))
    return undefined;
  const merged = new Map<string, Block>();
  for (const marker of new Set([...byMarker.ours.keys(), ...byMarker.theirs.keys()])) {
    const at = mapSides(byMarker, (blocks) => blocks.get(marker));
    const side = changedSide(mapSides(at, (block) => (block === undefined ? '' : value(block))));
    if (side === undefined) return undefined;
    const block = at[side];
    if (block !== undefined) merged.set(marker, block);
  }
  // Other sets of markers than a resolver gave may overlap, or leave a Python out.
  const isWhole = (blocks: ReadonlyMap<string, Block>): boolean =>
    blocks.size === merged.size && [...blocks.keys()].every((marker) => merged.has(marker));
  if (!isWhole(byMarker.ours) && !isWhole(byMarker.theirs)) return undefined;
  return [...merged.values()].sort(byVersion);
}

function byVersion({ pin: { version: a } }: Block, { pin: { version: b } }: Block): number {
  return a !== undefined && b !== undefined && isVersion(a) && isVersion(b) ? compareVersions(a, b) : 0;
}

/**
 * Who asks for these entries after the merge: who did so on both sides, and whom one of them has added.
 *
 * @param revived - whether a `# via` names what one side dropped and the merge has all the same
 */
export function annotated(
  entries: readonly Block[],
  sides: PackageSides,
  style: AnnotationStyle,
  revived: (via: string) => boolean,
): readonly MergedBlock[] {
  const viaOf = mapSides(sides, viaByMarker);
  return entries.map((block) => {
    const via = mapSides(viaOf, (ofMarker) => ofMarker(block.pin.markerText));
    const base = via.base.filter((one) => !revived(one));
    return { block, via: mergedSet({ ...via, base }, byRequirer(style)) };
  });
}

/** The comments of a side's entry with a marker; where it has none with it, those of all its entries. */
function viaByMarker(blocks: readonly Block[]): (marker: string) => readonly string[] {
  const byMarker = firstBy(blocks, ({ pin }) => pin.markerText);
  let all: readonly string[] | undefined;
  return (marker) => {
    const same = byMarker.get(marker);
    if (same !== undefined) return same.pin.via;
    all ??= [...new Set(blocks.flatMap(({ pin }) => pin.via))];
    return all;
  };
}

function firstBy(blocks: readonly Block[], keyOf: (block: Block) => string): ReadonlyMap<string, Block> {
  const first = new Map<string, Block>();
  for (const block of blocks) {
    const key = keyOf(block);
    if (!first.has(key)) first.set(key, block);
  }
  return first;
}

/** The lines of merged blocks: those of a side as they are, where it has the same pin and comments. */
export function linesOfMerged(
  entries: readonly MergedBlock[],
  sides: PackageSides,
  style: AnnotationStyle,
): readonly string[] {
  const place = (one: Block | undefined): string | undefined => one?.lines.join('\n');
  const byValue = mapSides(sides, (blocks) => firstBy(blocks, value));
  return entries.flatMap(({ block, via }) => {
    const same = mapSides(byValue, (blocks) => blocks.get(value(block)));
    const asMerged = [same.ours, same.theirs].flatMap((one) =>
      one !== undefined && sameList(one.pin.via, via) ? [one] : [],
    );
    const changed = asMerged.find((one) => place(one) !== place(same.base));
    return (changed ?? asMerged[0])?.lines ?? withVia(block.lines, via, style);
  });
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
