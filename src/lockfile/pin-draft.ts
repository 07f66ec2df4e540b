import { type Entry, otherOptions } from './entry.js';
import type { Pin } from './parse.js';

/** A pin to which comments, and hashes of the other side of a merge, are added. */
export interface PinDraft extends Omit<Pin, 'via' | 'hashes'> {
  via: readonly string[];
  hashes: readonly string[];
}

/** Shared, as most pins of a large file have no list of their own. */
const NONE: readonly string[] = [];

/** The pin that an entry is. */
export function pinDraft(entry: Entry, text: string, line: number): PinDraft {
  const hash = text.includes('--hash') ? /\s--hash[=\s]/.exec(text) : null;
  // Field by field: to spread the entry takes longer than to read it.
  return {
    name: entry.name,
    key: entry.key,
    extras: entry.extras,
    version: entry.version,
    url: entry.url,
    editable: entry.editable,
    named: entry.named,
    marker: entry.marker,
    markerText: entry.markerText,
    hashes: entry.hashes,
    via: NONE,
    line,
    text: hash === null ? text : text.slice(0, hash.index),
    options: otherOptions(text),
  };
}

/** The hashes of a pin to which more are added. */
export interface Strays {
  readonly list: string[];
  readonly known: Set<string>;
}

/** Gives a pin a list of hashes of its own. */
export function strayList(pin: PinDraft): Strays {
  const list = [...pin.hashes];
  pin.hashes = list;
  return { list, known: new Set(list) };
}
