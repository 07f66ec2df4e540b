import { Failure } from '../failure.js';
import {
  type ChangedHashes,
  changedHashes,
  noneOfTheIndexs,
  pinName,
  sha256ByPlace,
} from '../lockfile/changed-hashes.js';
import { pinPlace } from '../lockfile/installs.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import type { Project } from '../project/project.js';
import { normalizeName } from '../python/version.js';
import { folderOperand, shellWord } from '../shell-word.js';
import { type HashHistory, type HashOrigin, hashOrigin } from './hash-origin.js';

/** What is believed of the hashes that lockfiles have. */
export interface HashTrust extends HashHistory {
  /** Packages whose files may have other bytes than the lockfiles say. */
  readonly accepted: readonly string[];
  /** What the command to type has beside that, as it was typed. Default: nothing. */
  readonly flags?: readonly string[];
}

/** A lockfile that was made in the place of another one. */
interface Made {
  readonly path: string;
  readonly before: string | undefined;
  readonly lockfile: Lockfile;
}

/**
 * Makes sure that the index has the bytes that the lockfiles were made from, for each version that stays: a release whose
 * files were replaced is for a person to judge, not a change to take over in silence. Judged are the lockfile at hand and
 * HEAD's, so that it makes no difference whether the one at hand was deleted, emptied or edited meanwhile; but for
 * hashes that somebody has put there already, all of them, and for those that history shows to be edits.
 *
 * @returns notices of hashes that were edited, and are put right
 * @throws Failure `changed-hash`
 */
export async function assertHashes(
  project: Project,
  made: readonly Made[],
  trust: HashTrust,
): Promise<readonly string[]> {
  const accepted = new Set(trust.accepted.map(normalizeName));
  const found: Told[] = [];
  for (const { path, before, lockfile } of made) {
    if (lockfile.pins.every(({ hashes }) => hashes.length === 0)) continue;
    const [old, committed] = [before, await trust.committed(path)].map((text) =>
      text === undefined ? undefined : parseLockfile(text),
    );
    for (const one of changesOf(old, committed, lockfile))
      found.push({ ...one, path, origin: await hashOrigin(path, one, lockfile, trust) });
  }
  const alarms = found.filter(({ pin, origin }) => origin.kind !== 'edited' && !accepted.has(pin.key));
  const [first] = alarms;
  if (first === undefined) return editNotices(found);
  const names = [...new Set(alarms.map(({ pin }) => pin.key))];
  const flags = [...(trust.flags ?? []), ...names.map((name) => `--accept-hashes=${name}`)];
  const accept = flags.map(shellWord).join(' ');
  throw new Failure('changed-hash', `${placeOf(first)}: ${alarmText(first)}`, {
    next: `find out why: a release whose files were replaced can be an attack; if it is right: lockgen generate ${accept}${folderOperand(project.folder)}`,
    detail: shown(alarms.map(explained), 'pins').join('\n'),
  });
}

/** A change as it is found in one of two lockfiles. */
interface Found extends ChangedHashes {
  /** It stands in HEAD's lockfile, and no longer in the one at hand. */
  readonly isHeads: boolean;
}

interface Told extends Found {
  readonly path: string;
  readonly origin: HashOrigin;
}

function changesOf(
  before: Lockfile | undefined,
  committed: Lockfile | undefined,
  now: Lockfile,
): readonly Found[] {
  const given = sha256ByPlace(now.pins);
  const atHand = sha256ByPlace(before?.pins ?? []);
  const lost = committed === undefined ? [] : changedHashes(committed, now);
  // A half-merged one has both sides', one of which may have taken the new bytes over.
  const isMerged = before?.problems.some(({ kind }) => kind === 'conflict-marker') === true;
  const isPutThere = (place: string): boolean => {
    const [mine, theirs] = [atHand.get(place), given.get(place)];
    if (mine === undefined || theirs === undefined) return false;
    return (isMerged || mine.size === theirs.size) && [...theirs].every((hash) => mine.has(hash));
  };
  const changed = before === undefined ? [] : changedHashes(before, now);
  const isTold = new Set(changed.map(({ pin }) => pinPlace(pin)));
  return [
    ...changed.map((one) => ({ ...one, isHeads: false })),
    ...lost
      .filter(({ pin }) => !isTold.has(pinPlace(pin)) && !isPutThere(pinPlace(pin)))
      .map((one) => ({ ...one, isHeads: true })),
  ];
}

function placeOf({ path, pin, isHeads }: Told): string {
  return isHeads ? `${path} (in HEAD, line ${pin.line})` : `${path}:${pin.line}`;
}

function alarmText({ pin, origin }: Told): string {
  return origin.kind === 'replaced'
    ? `the index now serves other bytes for ${pinName(pin)}`
    : `the index has other hashes for ${pinName(pin)}: its files were replaced, or the lockfile was edited`;
}

function explained(alarm: Told): string {
  const { pin, gone, came, isHeads, origin } = alarm;
  const locked = origin.kind === 'replaced' ? `, locked by ${origin.lockedBy}` : '';
  return [
    `${placeOf(alarm)}: ${pinName(pin)}${locked}`,
    ...shown(gone, 'hashes').map((hash) => `  ${isHeads ? 'HEAD has        ' : 'the lockfile has'} ${hash}`),
    ...shown(came, 'hashes').map((hash) => `  the index has    ${hash}`),
  ].join('\n');
}

/** One for each version, in whichever lockfiles it is. */
function editNotices(found: readonly Told[]): readonly string[] {
  const edits = new Map<string, Told>();
  for (const one of found)
    if (one.origin.kind === 'edited' && !edits.has(pinPlace(one.pin))) edits.set(pinPlace(one.pin), one);
  return shown(
    [...edits.values()].map((one) => {
      const shownBy = one.origin.kind === 'edited' ? one.origin.shownBy : '';
      return `${placeOf(one)}: ${noneOfTheIndexs(one)}, and was put right: edited by hand, or tampered with; ${shownBy}`;
    }),
    'pins had such hashes',
  );
}

/** What a person reads of a list; a release can have a hundred files. */
function shown(list: readonly string[], what: string): readonly string[] {
  return list.length <= 4 ? list : [...list.slice(0, 3), `${list.length - 3} more ${what}`];
}
