import { isMissing, textAt } from '../api/files.js';
import { validateText } from '../api/validate.js';
import { Failure } from '../failure.js';
import type { Format } from '../report/report.js';
import { validationReport } from '../report/validation.js';
import type { Context, ExitCode } from './context.js';
import { printReport } from './print.js';
import { reportPath } from './report-path.js';

/** What `lockgen validate` was asked for. */
export interface ValidateRequest {
  /** As seen from the current folder. */
  readonly lockfile: string;
  /** A name on PATH, or a path as seen from the current folder. */
  readonly python: string;
  readonly skipPackages: readonly string[];
  /** Whether a package that isn't installed makes the lockfile not valid. */
  readonly failOnMissing: boolean;
  /** Undefined: the environment's. */
  readonly format: Format | undefined;
  /** A file that gets the report. */
  readonly output: string | undefined;
}

/**
 * Compares a lockfile with what an interpreter has installed, and prints the report.
 *
 * @returns 0 where it is valid, 1 where it isn't
 * @throws Failure `usage`, `project` where the answer can't be known
 */
export async function runValidate(context: Context, request: ValidateRequest): Promise<ExitCode> {
  const { lockfile, format, output, ...options } = request;
  const text = await lockfileText(context, lockfile);
  const result = await validateText(context, lockfile, text, options);
  const path = await reportPath(context, lockfile);
  await printReport(context, validationReport(result, path, context.quiet), format, output);
  return result.valid ? 0 : 1;
}

async function lockfileText(context: Context, path: string): Promise<string> {
  try {
    return await textAt(path, context.cwd);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Failure('usage', isMissing(error) ? `there is no ${path}` : `${path} can't be read`, {
      next: 'name a lockfile: lockgen validate requirements.txt',
      ...(isMissing(error) ? {} : { detail: error.message }),
      cause: error,
    });
  }
}
