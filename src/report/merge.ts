import { visible } from './visible.js';

/** How many conflicts of a merge are named before they are counted. */
const NAMED = 6;

/**
 * What the merge of a lockfile left in conflict, and what settles it.
 *
 * @param conflicts - what stands between marks; empty where git merged lines of a text that is no resolver's
 */
export function mergeConflict(path: string, conflicts: readonly string[]): string {
  if (conflicts.length === 0)
    return `lockgen: ${visible(path)} can't be merged package by package: git merged its lines, and left a conflict\n`;
  const named = conflicts.slice(0, NAMED).join(', ');
  const more = conflicts.length > NAMED ? ` and ${conflicts.length - NAMED} more` : '';
  return `lockgen: both sides changed ${visible(named)}${more} in ${visible(path)}
  next: settle pyproject.toml where it is in conflict, then lockgen resolve
`;
}
