import {
  type ChangedHashes,
  changedHashes,
  editedDigits,
  sha256ByPlace,
} from '../lockfile/changed-hashes.js';
import { pinPlace } from '../lockfile/installs.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import { HEAD_IS_RIGHT } from '../verdict/head-is-right.js';

/** What history tells of the hashes of lockfiles. */
export interface HashHistory {
  /** The lockfile of that path in the last commit, or in the one that is judged. */
  readonly committed: (path: string) => Promise<string | undefined>;
  /** The commit that first had a hash in a lockfile; undefined where the history at hand can't tell. */
  readonly introduced: (path: string, hash: string) => Promise<Introduction | undefined>;
}

export interface Introduction {
  /** The commit as it is told: its name and subject. */
  readonly name: string;
  /** The lockfile that it changed; undefined where it added it. */
  readonly before: string | undefined;
}

/**
 * Why a lockfile has hashes that the index has none of: an edit, shown by something; files that were replaced on the
 * index since a commit locked them; or nobody can tell.
 */
export type HashOrigin =
  | { readonly kind: 'edited'; readonly shownBy: string }
  | { readonly kind: 'replaced'; readonly lockedBy: string }
  | { readonly kind: 'unknown' };

const UNKNOWN: HashOrigin = { kind: 'unknown' };

/**
 * Finds out why a lockfile has hashes that the index has none of. The index is at fault for a hash that a commit brought
 * along with its pin; an edit is one that took the place of a hash which the index has. What was in between counts for
 * nothing: bytes that were accepted once, and taken back, aren't right for having been there.
 *
 * @param path - of the lockfile
 * @param now - what a resolution gave, with the hashes that the index has
 */
export async function hashOrigin(
  path: string,
  change: ChangedHashes,
  now: Lockfile,
  { committed, introduced }: HashHistory,
): Promise<HashOrigin> {
  const place = pinPlace(change.pin);
  const changesIn = (lockfile: Lockfile): readonly ChangedHashes[] =>
    changedHashes(lockfile, now).filter(({ pin }) => pinPlace(pin) === place);
  const hasHashes = ({ pins }: Lockfile): boolean => sha256ByPlace(pins).has(place);
  const head = parseLockfile((await committed(path)) ?? '');
  const lost = hasHashes(head) ? changesIn(head) : [change];
  // HEAD's count also where the ones at hand show that they were edited: they may have been, to get past the alarm.
  if (lost.length === 0) return { kind: 'edited', shownBy: HEAD_IS_RIGHT };
  let found: HashOrigin = UNKNOWN;
  for (const one of lost) {
    const digits = editedDigits(one);
    if (digits !== undefined) {
      found = { kind: 'edited', shownBy: digits };
      continue;
    }
    for (const hash of one.gone) {
      const first = hasHashes(head) ? await introduced(path, hash) : undefined;
      if (first === undefined) return UNKNOWN;
      const before = parseLockfile(first.before ?? '');
      if (!hasHashes(before)) return { kind: 'replaced', lockedBy: first.name };
      if (changesIn(before).length > 0) return UNKNOWN;
      found = { kind: 'edited', shownBy: `${first.name} put it in the place of the right one` };
    }
  }
  return found;
}
