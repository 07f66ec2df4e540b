import type { PairVerdict, PlacedLack } from '../installable/judge.js';
import type { Pair } from '../installable/pairs.js';
import { placesText } from './places.js';

/** What keeps a lockfile from being installed, or is not known, and where. */
export interface Group {
  readonly verdict: PairVerdict['verdict'];
  /** What can't be installed; undefined where it is about a pair as a whole. */
  readonly lack: PlacedLack | undefined;
  readonly why: string;
  readonly at: readonly Pair[];
}

/** The same for the same reason is one, at several places; by package. */
export function groupsOf(pairs: readonly PairVerdict[]): readonly Group[] {
  const groups = new Map<string, Group & { readonly at: Pair[] }>();
  const add = (group: Omit<Group, 'at'>, pair: Pair): void => {
    const key = rank(group);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { ...group, at: [pair] });
    else known.at.push(pair);
  };
  for (const pair of pairs) {
    for (const lack of pair.lacks) add({ verdict: 'red', lack, why: lack.reason }, pair);
    if (pair.reason !== undefined) add({ verdict: pair.verdict, lack: undefined, why: pair.reason }, pair);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function rank({ verdict, lack, why }: Omit<Group, 'at'>): string {
  return [verdict, lack === undefined ? '' : nameOf(lack), why].join('\n');
}

/** A pin in words. */
export function nameOf({ name, version }: Pick<PlacedLack, 'name' | 'version'>): string {
  return `${name} ${version}`;
}

/** A group in one sentence: what, where, and why. */
export function sentence({ verdict, lack, why, at }: Group): string {
  const places = placesText(at);
  if (lack === undefined) {
    return verdict === 'red'
      ? `the lockfile can't be installed for ${places}: ${why}`
      : `whether the lockfile can be installed for ${places} is not known: ${why}`;
  }
  const how = lack.why === 'source' ? ' from a wheel' : '';
  return `${nameOf(lack)} can't be installed${how} for ${places}: ${why}`;
}
