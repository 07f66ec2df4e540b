import type { ExitCode } from './commands/context.js';
import type { FailureReason } from './failure.js';

/**
 * The exit code of each failure, the same for every command: 1 where the commit or its lockfiles are at fault, 2
 * where lockgen could not run or could not tell, 130 where the user interrupted it.
 */
export const EXIT_CODES: Readonly<Record<FailureReason, ExitCode>> = {
  unsatisfiable: 1,
  disagreement: 1,
  'unstaged-edits': 1,
  unmerged: 1,
  'hand-written': 1,
  'not-a-file': 1,
  ignored: 1,
  credential: 1,
  policy: 1,
  'changed-hash': 1,
  'inputs-changed': 1,
  'outside-repository': 1,
  configuration: 2,
  project: 2,
  usage: 2,
  'uv-missing': 2,
  'uv-failed': 2,
  'build-denied': 2,
  network: 2,
  git: 2,
  files: 2,
  interrupted: 130,
};
