import { environmentGrid, environmentName, type PromisedRange } from '../python/environments.js';
import type { MarkerEnvironment } from '../python/marker.js';
import { compareHashes } from './compare-hashes.js';
import { withoutCredentials } from './credentials.js';
import { compareExtras, keepsExtras, type WithExtras } from './extras.js';
import { installed, installedAs, markersOf, pinsByKey, pinValue, sameText } from './installs.js';
import { hidesLine } from './lines.js';
import type { Lockfile, OptionLine, Pin } from './parse.js';
import { compareFiles } from './pylock-files.js';
import { compareTwice } from './pylock-twice.js';

/** One way in which a lockfile isn't what its project gives. */
export interface Difference {
  readonly kind: 'pin' | 'marker' | 'hash' | 'changed-hash' | 'option' | 'url' | 'unreadable';
  /** The package, or the line. */
  readonly name: string;
  readonly message: string;
  /** In the current lockfile; undefined for what it lacks. */
  readonly line: number | undefined;
}

/**
 * The differences in meaning between a lockfile and what was resolved for it: what is installed on any promised
 * Python and platform; the option lines, as a set; that each pin has one or more hashes, all of them among those of
 * `resolved`, or none where these have none; and lines that no installer can read. Order, comments and equivalent
 * markers are none.
 * @param requirements the project's, whose extras the pins keep where the header says so
 * @throws Failure where the markers make too many environments to compare
 */
export function compareByMeaning(
  current: Lockfile,
  resolved: Lockfile,
  range: PromisedRange,
  requirements: readonly WithExtras[] = [],
): Difference[] {
  return [
    ...compareReadable(current, resolved),
    ...comparePins(current, resolved, range),
    ...compareExtras(current, [...resolved.pins, ...(keepsExtras(current) ? requirements : [])]),
    ...compareHashes(current, resolved),
    ...compareFiles(current, resolved),
    ...compareTwice(current, resolved, range),
    ...compareOptions(current, resolved),
  ];
}

/**
 * Whether differences prove by themselves that a lockfile is no fixpoint, where all its pins were held and the index
 * wasn't asked: what a version needs doesn't change. Not so hashes, since files are added to a version later, nor what
 * stands behind a URL.
 */
export function isProof(differences: readonly Difference[]): boolean {
  return differences.some(({ kind }) => kind !== 'hash' && kind !== 'changed-hash' && kind !== 'url');
}

function compareReadable(current: Lockfile, resolved: Lockfile): Difference[] {
  // Should a resolver write what can't be read here, it is no fault of the file's.
  const known = new Set(resolved.problems.map(({ text }) => text));
  return current.problems.flatMap(({ kind, line, text, why }) =>
    kind !== 'syntax' || known.has(text)
      ? []
      : [
          {
            kind: 'unreadable',
            name: text,
            message: `${why ?? unreadableFor(text)} \`${withoutCredentials(text).slice(0, 60)}\``,
            line,
          },
        ],
  );
}

function unreadableFor(text: string): string {
  return hidesLine(text) ? 'a line end that is none for git hides a line in' : 'no installer can read';
}

interface Pair {
  readonly name: string;
  readonly mine: readonly Pin[];
  readonly theirs: readonly Pin[];
}

function comparePins(current: Lockfile, resolved: Lockfile, range: PromisedRange): Difference[] {
  const mineByKey = pinsByKey(current.pins);
  const theirsByKey = pinsByKey(resolved.pins);
  const pairs: Pair[] = [...new Set([...mineByKey.keys(), ...theirsByKey.keys()])]
    .sort()
    .map((key) => {
      const mine = mineByKey.get(key) ?? [];
      const theirs = theirsByKey.get(key) ?? [];
      return { name: mine[0]?.name ?? theirs[0]?.name ?? key, mine, theirs };
    })
    .filter(({ mine, theirs }) => !sameText(mine, theirs));
  if (pairs.length === 0) return [];
  const grid = environmentGrid(markersOf(pairs.flatMap(({ mine, theirs }) => [mine, theirs])), range);
  return pairs.flatMap((pair) => comparePair(pair, grid) ?? []);
}

function comparePair(
  { name, mine, theirs }: Pair,
  grid: readonly MarkerEnvironment[],
): Difference | undefined {
  const has = installed(mine, grid);
  const gives = installed(theirs, grid);
  const differing = grid.flatMap((_, index) => (has[index] === gives[index] ? [] : [index]));
  const [first] = differing;
  if (first === undefined) return undefined;
  const environment = grid[first];
  const everywhere = differing.length === grid.length;
  const where = everywhere || environment === undefined ? '' : ` on ${environmentName(environment)}`;
  const more = !everywhere && differing.length > 1 ? ' and others' : '';
  const [was, is] = [has[first], gives[first]].map((value) => value && withoutCredentials(value));
  const message =
    was === undefined
      ? `${is} is missing${where}${more}`
      : is === undefined
        ? `${was} is not needed${where}${more}`
        : `${was} should be ${is}${where}${more}`;
  const line = (mine.find((pin) => pinValue(pin) === has[first]) ?? mine[0])?.line;
  return { kind: kindOf(mine, theirs), name, message: `${name}: ${message}`, line };
}

function kindOf(mine: readonly Pin[], theirs: readonly Pin[]): Difference['kind'] {
  const values = (pins: readonly Pin[]): string => [...new Set(pins.map(installedAs))].sort().join('\n');
  if (mine.length > 0 && theirs.length > 0) {
    if (values(mine) === values(theirs)) return 'marker';
    if ([...mine, ...theirs].some((pin) => pin.url !== undefined)) return 'url';
  }
  return 'pin';
}

function compareOptions(current: Lockfile, resolved: Lockfile): Difference[] {
  const mine = new Map(current.options.map((option) => [normalOption(option), option.line]));
  const theirs = new Set(resolved.options.map(normalOption));
  const known = new Set(resolved.pins.map(({ key, options }) => `${key} ${options}`));
  const difference = (option: string, verb: string, line: number | undefined): Difference => {
    const name = withoutCredentials(option);
    return { kind: 'option', name, message: `the line \`${name}\` ${verb}`, line };
  };
  return [
    ...[...mine].flatMap(([option, line]) =>
      theirs.has(option) ? [] : [difference(option, 'should not be there', line)],
    ),
    ...[...theirs].flatMap((option) =>
      mine.has(option) ? [] : [difference(option, 'is missing', undefined)],
    ),
    ...current.pins.flatMap(({ key, name, options, line }): Difference[] => {
      if (options === '' || known.has(`${key} ${options}`)) return [];
      const message = `${name}: \`${withoutCredentials(options)}\` should not be there`;
      return [{ kind: 'option', name, message, line }];
    }),
  ];
}

const SHORT: Readonly<Record<string, string>> = {
  '-f': '--find-links',
  '-i': '--index-url',
  '-r': '--requirement',
  '-c': '--constraint',
};

/** An option line in one form: `--name value`. */
export function normalOption({ text }: OptionLine): string {
  const [, name = text, value = ''] =
    /^(-[a-z]|--[a-z-]+)(?:=|\s+|(?<=^-[a-z])(?=\S)|$)(.*)$/i.exec(text) ?? [];
  return `${SHORT[name] ?? name} ${value}`.trim();
}
