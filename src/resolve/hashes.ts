import { Failure } from '../failure.js';
import {
  type ChangedHashes,
  changedHashes,
  changedHashesMessage,
  sha256ByPlace,
} from '../lockfile/changed-hashes.js';
import { pinPlace } from '../lockfile/installs.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import type { Project } from '../project/project.js';
import { normalizeName } from '../python/version.js';
import { folderOperand, shellWord } from '../shell-word.js';

/** What is believed of the hashes that lockfiles have. */
export interface HashTrust {
  /** Packages whose files may have other bytes than the lockfiles say. */
  readonly accepted: readonly string[];
  /** What the command to type has beside that, as it was typed. Default: nothing. */
  readonly flags?: readonly string[];
  /** The lockfile of that path in HEAD: an edit of hashes that was never committed says nothing about the index. */
  readonly committed: (path: string) => Promise<string | undefined>;
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
 * hashes that somebody has put there already, all of them.
 *
 * @throws Failure `changed-hash`
 */
export async function assertHashes(project: Project, made: readonly Made[], trust: HashTrust): Promise<void> {
  const accepted = new Set(trust.accepted.map(normalizeName));
  const alarms: Alarm[] = [];
  for (const { path, before, lockfile } of made) {
    if (lockfile.pins.every(({ hashes }) => hashes.length === 0)) continue;
    const committed = await trust.committed(path);
    const found = alarmsOf(
      before === undefined ? undefined : parseLockfile(before),
      committed === undefined ? undefined : parseLockfile(committed),
      lockfile,
    );
    alarms.push(...found.filter(({ pin }) => !accepted.has(pin.key)).map((one) => ({ ...one, path })));
  }
  const [first] = alarms;
  if (first === undefined) return;
  const names = [...new Set(alarms.map(({ pin }) => pin.key))];
  const flags = [...(trust.flags ?? []), ...names.map((name) => `--accept-hashes=${name}`)];
  const accept = flags.map(shellWord).join(' ');
  throw new Failure('changed-hash', `${placeOf(first)}: ${changedHashesMessage(first)}`, {
    next: `find out why: a release whose files were replaced can be an attack; if it is right: lockgen generate ${accept}${folderOperand(project.folder)}`,
    detail: shown(alarms.map(explained), 'pins').join('\n'),
  });
}

interface Found extends ChangedHashes {
  /** It stands in HEAD's lockfile, and no longer in the one at hand. */
  readonly isHeads: boolean;
}

interface Alarm extends Found {
  readonly path: string;
}

function alarmsOf(
  before: Lockfile | undefined,
  committed: Lockfile | undefined,
  now: Lockfile,
): readonly Found[] {
  const given = sha256ByPlace(now.pins);
  const atHand = sha256ByPlace(before?.pins ?? []);
  const inHead = sha256ByPlace(committed?.pins ?? []);
  const lost = committed === undefined ? [] : changedHashes(committed, now);
  const isLost = new Set(lost.map(({ pin }) => pinPlace(pin)));
  // A half-merged one has both sides', one of which may have taken the new bytes over.
  const isMerged = before?.problems.some(({ kind }) => kind === 'conflict-marker') === true;
  const isPutThere = (place: string): boolean => {
    const [mine, theirs] = [atHand.get(place), given.get(place)];
    if (mine === undefined || theirs === undefined) return false;
    return (isMerged || mine.size === theirs.size) && [...theirs].every((hash) => mine.has(hash));
  };
  // An edit that was never committed says nothing about the index, where HEAD's hashes are right.
  const changed = (before === undefined ? [] : changedHashes(before, now)).filter(({ pin }) => {
    const place = pinPlace(pin);
    return !inHead.has(place) || isLost.has(place);
  });
  const isTold = new Set(changed.map(({ pin }) => pinPlace(pin)));
  return [
    ...changed.map((one) => ({ ...one, isHeads: false })),
    ...lost
      .filter(({ pin }) => !isTold.has(pinPlace(pin)) && !isPutThere(pinPlace(pin)))
      .map((one) => ({ ...one, isHeads: true })),
  ];
}

function placeOf({ path, pin, isHeads }: Alarm): string {
  return isHeads ? `${path} (in HEAD, line ${pin.line})` : `${path}:${pin.line}`;
}

function explained(alarm: Alarm): string {
  const { pin, gone, came, isHeads } = alarm;
  return [
    `${placeOf(alarm)}: ${pin.name} ${pin.version ?? ''}`.trimEnd(),
    ...shown(gone, 'hashes').map((hash) => `  ${isHeads ? 'HEAD has        ' : 'the lockfile has'} ${hash}`),
    ...shown(came, 'hashes').map((hash) => `  the index has    ${hash}`),
  ].join('\n');
}

/** What a person reads of a list; a release can have a hundred files. */
function shown(list: readonly string[], what: string): readonly string[] {
  return list.length <= 4 ? list : [...list.slice(0, 3), `${list.length - 3} more ${what}`];
}
