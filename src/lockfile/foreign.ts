import { compilesProject, readHeader } from './header.js';
import { parseLockfile } from './parse.js';

/**
 * Whether what stands in a lockfile's place is a person's own file, or another command's, which lockgen doesn't touch.
 *
 * @param output the lockfile, relative to its project's folder, with `/`
 */
export function isForeign(text: string, output: string): boolean {
  if (text.trim() === '' || compilesProject(readHeader(text), output)) return false;
  // A merge may have left the header between its markers.
  return !parseLockfile(text).problems.some((problem) => problem.kind === 'conflict-marker');
}
