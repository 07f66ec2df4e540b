import { type LockfileVerdict, plainVerdict, reasonFor } from '../verdict/verdict.js';
import type { UnreadableProject } from './select.js';

/** What can be said of a project that can't be read: it stands for all of its lockfiles, which nobody knows. */
export function unreadableVerdict({ folder, path, failure }: UnreadableProject): LockfileVerdict {
  const reasons = [reasonFor(failure.reason, failure.message)];
  const detail = (failure.detail ?? '').split('\n').filter((line) => line.trim() !== '');
  const place = { project: folder, target: undefined, path };
  return { ...plainVerdict(place, 'unknown', reasons), next: failure.next, detail };
}
