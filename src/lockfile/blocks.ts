import { readHeader } from './header.js';
import { lineEnding } from './lines.js';
import { type Pin, parseLockfile } from './parse.js';

/** One entry of a lockfile with its lines: the entry, its hashes and its comments. */
export interface Block {
  readonly pin: Pin;
  /** As written, without line endings. */
  readonly lines: readonly string[];
}

/** A lockfile's text in its parts, in the order in which resolvers write them; lines have no endings. */
export interface Blocks {
  readonly ending: '\n' | '\r\n';
  /** The comments at its top. */
  readonly header: readonly string[];
  readonly options: readonly string[];
  /** Empty lines between these and the entries. */
  readonly gap: readonly string[];
  /** By the key of the pins, of which a package has several where the resolution forked. */
  readonly packages: ReadonlyMap<string, readonly Block[]>;
  /** Comments below the last entry. */
  readonly tail: readonly string[];
}

/** The parts of an empty text. */
export const NO_BLOCKS: Blocks = {
  ending: '\n',
  header: [],
  options: [],
  gap: [],
  packages: new Map(),
  tail: [],
};

/**
 * A lockfile's text in its parts.
 *
 * @returns undefined where that isn't the whole of the text: no resolver's header, conflict marks, lines that can't be
 *   read or that no resolver puts there (a person's comment among the entries), mixed line endings
 */
export function readBlocks(text: string): Blocks | undefined {
  // First, as it is the quickest to tell that a text is none.
  if (readHeader(text) === undefined) return undefined;
  const { options, pins, problems, isPylock } = parseLockfile(text);
  // Its tables are apart by empty lines, so that git merges it well by itself.
  if (problems.length > 0 || isPylock === true) return undefined;
  const ending = lineEnding(text);
  const lines = text.split(ending).slice(0, -1);
  const firstPin = (pins[0]?.line ?? lines.length + 1) - 1;
  const firstOption = Math.min((options[0]?.line ?? firstPin + 1) - 1, firstPin);
  const top = lines.slice(0, firstOption);
  const above = options.length === 0 ? top.filter((line) => line !== '') : top;
  const packages = new Map<string, Block[]>();
  let tail: readonly string[] = [];
  for (const [index, pin] of pins.entries()) {
    const next = pins[index + 1];
    let own = lines.slice(pin.line - 1, next === undefined ? undefined : next.line - 1);
    if (next === undefined) {
      const end = own.findIndex((line) => line === '' || line.startsWith('#'));
      if (end >= 0) [own, tail] = [own.slice(0, end), own.slice(end)];
    }
    const same = packages.get(pin.key);
    if (same === undefined) packages.set(pin.key, [{ pin, lines: own }]);
    else same.push({ pin, lines: own });
  }
  const blocks: Blocks = {
    ending,
    header: above,
    options: options.map(({ text: option }) => option),
    gap: lines.slice(0, firstPin).slice(above.length + options.length),
    packages,
    tail,
  };
  const strange = [...packages.values()]
    .flat()
    .some((block) => block.lines.some((line) => line.trim() === '' || line.startsWith('#')));
  const mixed = lines.some((line) => /[\r\n]/.test(line));
  // What doesn't come back as it was has something in it that these parts have no place for.
  return !strange && !mixed && blocks.gap.every((line) => line === '') && writeBlocks(blocks) === text
    ? blocks
    : undefined;
}

/** The text of these parts. */
export function writeBlocks({ ending, header, options, gap, packages, tail }: Blocks): string {
  const entries = [...packages.values()].flat().flatMap(({ lines }) => lines);
  return [...header, ...options, ...gap, ...entries, ...tail].map((line) => `${line}${ending}`).join('');
}
