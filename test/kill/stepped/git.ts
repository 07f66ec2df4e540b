import { Failure } from '../../../src/failure.js';
import { type GitContext, type GitOptions, type GitResult, runGit as real } from '../../../src/git/git.js';
import { REFUSED, step } from './step.js';

// Stands for src/git/git.ts in the test's bundle: each git that writes is a step.
export * from '../../../src/git/git.js';

export async function runGit(
  context: GitContext,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  if (options.writes !== true) return await real(context, args, options);
  const name = `git ${args.join(' ')}`;
  const fate = step(name, true);
  const refused = new Failure('git', `${name} failed`, { detail: REFUSED });
  if (fate === 'fails') throw refused;
  const result = await real(context, args, options);
  if (fate === 'fails late') throw refused;
  return result;
}
