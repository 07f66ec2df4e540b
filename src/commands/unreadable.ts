import { failureVerdict, type LockfileVerdict } from '../verdict/verdict.js';
import type { UnreadableProject } from './select.js';

/** What can be said of a project that can't be read: it stands for all of its lockfiles, which nobody knows. */
export function unreadableVerdict({ folder, path, failure }: UnreadableProject): LockfileVerdict {
  return failureVerdict({ project: folder, target: undefined, path }, 'unknown', failure);
}
