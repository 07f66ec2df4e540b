import type { Files } from './state.js';
import { FOLDERS, LOCKFILE_NAMES } from './steps.js';
import { inside } from './subject.js';

/** What a git command takes into a commit, were there no hook. */
export interface Taken {
  /** The index afterwards. */
  readonly index: Files;
  /** The commit's tree. */
  readonly tree: Files;
}

export const LOCKFILES: ReadonlySet<string> = new Set(
  FOLDERS.flatMap((folder) => LOCKFILE_NAMES.map((name) => inside(folder, name))),
);
