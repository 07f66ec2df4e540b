import type { Context } from '../commands/context.js';
import { processContext } from './context.js';
import { beside, generateTargets } from './generate-lockfile.js';

/** Where a project's two lockfiles are, as seen from the current folder. */
export interface ProjectLockfiles {
  /** Without extras. */
  readonly base: string;
  /** With the extra `full`. */
  readonly full: string;
}

/**
 * Makes a project's base lockfile and the one with its extra `full`, both or none. What base installs is what full
 * installs, on every Python and platform.
 *
 * @param pyprojectPath - as seen from the current folder. Default `pyproject.toml`.
 * @param baseOutput - as seen from the current folder. Default: `requirements.txt` beside the `pyproject.toml`.
 * @param fullOutput - likewise. Default: `requirements-full.txt` beside the `pyproject.toml`.
 * @returns both paths
 * @throws LockfileGenerationError as `generateLockfile` does, and where the project has no extra `full`
 * @throws Error with `code: 'ENOENT'` and `path` where there is no such `pyproject.toml`
 */
export async function generateLockfilesForProject(
  pyprojectPath = 'pyproject.toml',
  baseOutput: string = beside(pyprojectPath, 'requirements.txt'),
  fullOutput: string = beside(pyprojectPath, 'requirements-full.txt'),
): Promise<ProjectLockfiles> {
  return await generateProjectIn(processContext(), pyprojectPath, baseOutput, fullOutput);
}

/** `generateLockfilesForProject` for another current folder, environment or machine than this process's. */
export async function generateProjectIn(
  context: Context,
  pyprojectPath: string,
  baseOutput: string,
  fullOutput: string,
): Promise<ProjectLockfiles> {
  const targets = {
    base: { output: baseOutput, extras: [] },
    full: { output: fullOutput, extras: ['full'] },
  };
  await generateTargets(context, pyprojectPath, targets, {});
  return { base: baseOutput, full: fullOutput };
}
