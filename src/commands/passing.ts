import { Failure } from '../failure.js';
import { parseLockfile } from '../lockfile/parse.js';
import { outputsOf } from '../project/project.js';
import { passedText } from '../report/passed.js';
import { folderOperand } from '../shell-word.js';
import type { IndexPlan } from './index-plan.js';

/**
 * Whether a commit passes though its lockfiles could not be made: only where something could not be had, where the
 * configuration says so (`onUnavailable`), and where what it has instead are lockfiles, not halves of a conflict.
 *
 * @returns what to say of it; `undefined` where it is blocked
 */
export async function passing(
  error: unknown,
  { projects, workspace }: IndexPlan,
  what: 'commit' | 'merge',
): Promise<string | undefined> {
  if (!(error instanceof Failure) || error.reason !== 'network' || error.changed) return undefined;
  if (projects.length === 0 || projects.some(({ config }) => config.run.onUnavailable !== 'warn'))
    return undefined;
  const lockfiles: string[] = [];
  for (const path of projects.flatMap(outputsOf)) {
    const text = await workspace.tree.read(path);
    if (text === undefined) continue;
    if (parseLockfile(text).problems.some(({ kind }) => kind === 'conflict-marker')) return undefined;
    lockfiles.push(path);
  }
  const root = projects.length === 1 ? '' : '.';
  const operands = projects.map(({ folder }) => folderOperand(folder || root)).join('');
  return passedText(error, { what, lockfiles, command: `lockgen generate${operands}` });
}
