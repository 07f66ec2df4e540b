import { isSurvivable } from '../failure.js';
import type { Project } from '../project/project.js';
import { failureVerdict, type LockfileVerdict } from '../verdict/verdict.js';
import type { UnreadableProject } from './select.js';

/**
 * A project of which only that can be told that something is wrong with it.
 *
 * @throws what was thrown about it, where that is no fault of the project's
 */
export function unreadableFor({ folder, manifest }: Project, thrown: unknown): UnreadableProject {
  if (!isSurvivable(thrown) || thrown.reason !== 'project') throw thrown;
  return { folder, path: manifest.path, failure: thrown };
}

/** What can be said of a project that can't be read: it stands for all of its lockfiles, which nobody knows. */
export function unreadableVerdict({ folder, path, failure }: UnreadableProject): LockfileVerdict {
  return failureVerdict({ project: folder, target: undefined, path }, 'unknown', failure);
}
