import { type ChangedHashes, changedHashes, pinName } from '../lockfile/changed-hashes.js';
import { editedHash, otherHash } from '../lockfile/compare-hashes.js';
import { parseLockfile } from '../lockfile/parse.js';
import { type HashHistory, type HashOrigin, hashOrigin } from '../resolve/hash-origin.js';
import type { ResolvedLockfile } from '../resolve/project.js';
import type { LockfileVerdict, Reason, ReasonCode } from '../verdict/verdict.js';

/**
 * A verdict in which each hash that the index has none of is told as what it is, as far as that can be known: an edit,
 * which a regeneration puts right, or other bytes on the index, which nobody should take over unseen.
 */
export async function withHashOrigins(
  verdict: LockfileVerdict,
  { path, before, lockfile }: ResolvedLockfile,
  history: HashHistory,
): Promise<LockfileVerdict> {
  if (before === undefined || verdict.reasons.every(({ code }) => !ABOUT_HASHES.has(code))) return verdict;
  const changes = changedHashes(parseLockfile(before), lockfile);
  const reasons: Reason[] = [];
  for (const reason of verdict.reasons) {
    const change = changes.find(({ pin }) => ABOUT_HASHES.has(reason.code) && pin.line === reason.line);
    if (change === undefined) reasons.push(reason);
    else reasons.push(told(reason, change, await hashOrigin(path, change, lockfile, history)));
  }
  return { ...verdict, reasons };
}

const ABOUT_HASHES: ReadonlySet<ReasonCode> = new Set(['hash', 'changed-hash']);

function told(reason: Reason, change: ChangedHashes, origin: HashOrigin): Reason {
  const about = `${change.pin.name}: `;
  if (origin.kind === 'edited')
    return { ...reason, code: 'hash', message: about + editedHash(change, origin.shownBy) };
  if (origin.kind === 'unknown')
    return { ...reason, code: 'changed-hash', message: about + otherHash(change) };
  const hashes = `${change.gone.join(', ')} ${change.gone.length === 1 ? 'is' : 'are'}`;
  const message = `${about}the index now serves other bytes for ${pinName(change.pin)} than ${origin.lockedBy} locked (${hashes} gone); find out why before you accept them`;
  return { ...reason, code: 'changed-hash', message };
}
