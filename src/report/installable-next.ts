import type { Platform } from '../config/options.js';
import type { Installability, PairVerdict } from '../installable/judge.js';
import type { Pair } from '../installable/pairs.js';
import type { PinName } from '../uv/install-messages.js';
import { nameOf } from './installable-groups.js';

/** What makes a lockfile anew mends what no longer is on the index, and what excludes each other. */
const REMAKE = 'lockgen generate';
/** What may tell what could not be told. */
const ASK = 'check where the package index can be asked (UV_OFFLINE, the network, its credentials)';
/** How many packages are named. */
const NAMED = 4;

/** What to do about a pin that can't be installed somewhere. */
export function nextFor(pin: PinName, pairs: readonly PairVerdict[]): string {
  return remedy([pin], whatHelps(pin, pairs));
}

/**
 * What to do about a pair on which the pins as a whole can't be installed, or that could not be told about.
 *
 * @param next - for what could not be told. Default: to ask where that is possible
 */
export function nextForPair(
  { verdict }: Pick<PairVerdict, 'verdict'>,
  next: string = ASK,
): string | undefined {
  return verdict === 'red' ? REMAKE : verdict === 'unknown' ? next : undefined;
}

/** What to do about all of a lockfile, each once: pins for which the same helps are together. */
export function nextSteps({ pairs, next }: Pick<Installability, 'pairs' | 'next'>): readonly string[] {
  const lacks = pairs.flatMap((pair) => pair.lacks).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const pins = new Map(lacks.map((lack) => [nameOf(lack), lack]));
  const byHelp = new Map<string, PinName[]>();
  for (const pin of pins.values()) {
    const help = whatHelps(pin, pairs);
    byHelp.set(help, [...(byHelp.get(help) ?? []), pin]);
  }
  const steps = [...byHelp].map(([help, those]) => remedy(those, help));
  const others = pairs.flatMap((pair) => (pair.reason === undefined ? [] : (nextForPair(pair, next) ?? [])));
  return [...new Set([...steps, ...others, ...(next === undefined ? [] : [next])])];
}

/** What helps besides another version, `''` for nothing, or what helps instead. */
function whatHelps(pin: PinName, pairs: readonly PairVerdict[]): string {
  const lackIn = (pair: PairVerdict) =>
    pair.lacks.find(({ name, version }) => name === pin.name && version === pin.version);
  if (pairs.some((pair) => lackIn(pair)?.why === 'release')) return REMAKE;
  return narrower(pairs, (pair) => lackIn(pair) !== undefined);
}

function remedy(pins: readonly PinName[], help: string): string {
  if (help === REMAKE) return REMAKE;
  const names = [...new Set(pins.map(({ name }) => name))];
  const more = names.length - NAMED;
  const named = [...names.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `require another version of ${named} (lockgen why ${names[0] ?? ''})${help}`;
}

/** How to promise less, so that nothing fails on what is left; `''` where nothing would be left. */
function narrower(all: readonly PairVerdict[], fails: (pair: PairVerdict) => boolean): string {
  const lostOn = (kind: keyof Pair): readonly string[] =>
    [...new Set(all.map((pair) => pair[kind]))].filter((value) =>
      all.every((pair) => pair[kind] !== value || fails(pair)),
    );
  const pythons = lostOn('python');
  const platforms = lostOn('platform').filter((name) => PROMISED.has(name));
  const helps = (left: readonly PairVerdict[]): boolean => left.length > 0 && !left.some(fails);
  const older = all.filter(({ python }) => !pythons.includes(python));
  const fewer = all.filter(({ platform }) => !platforms.includes(platform));
  const onPythons = `Python ${pythons.join(', ')} out of requires-python`;
  const onPlatforms = `${platforms.join(', ')} out of lockgen's platforms`;
  if (helps(older)) return `, or leave ${onPythons}`;
  if (helps(fewer)) return `, or leave ${onPlatforms}`;
  if (helps(older.filter((pair) => fewer.includes(pair))))
    return `, or leave ${onPythons}, and ${onPlatforms}`;
  return all.every(fails) ? '' : ', or narrow requires-python or platforms';
}

/** What the option `platforms` can name. */
const PROMISED: ReadonlySet<string> = new Set<Platform>(['linux', 'macos', 'windows']);
