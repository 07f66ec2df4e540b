import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context } from '../commands/context.js';
import { Failure } from '../failure.js';
import { parseLockfile } from '../lockfile/parse.js';
import { normalizeName } from '../python/version.js';
import { compareInstalled } from './compare-installed.js';
import { processContext } from './context.js';
import { textAt } from './files.js';
import { askInterpreter } from './interpreter.js';
import { LockfileValidationError, raising } from './lockfile-error.js';
import type { Comparison, LockfileValidationResult } from './validation-result.js';

/** How a lockfile is compared with what is installed. */
export interface ValidationOptions {
  /** The interpreter: a name on PATH, or a path as seen from the current folder. Default `python3` (Windows: `python`). */
  readonly python?: string;
  /** Names of packages that are not compared, such as those of the machine's own. Default `['mpi4py']`. */
  readonly skipPackages?: readonly string[];
  /** Whether a package that isn't installed makes the lockfile not valid. Default `true`. */
  readonly failOnMissing?: boolean;
}

/** What is left out of a validation by default: packages that are built against the machine's own libraries. */
export const DEFAULT_SKIP_PACKAGES: readonly string[] = ['mpi4py'];

/**
 * Compares a lockfile with what is installed in an interpreter. Looked at are the packages whose marker holds there;
 * what is installed beside them is no failure. Python is started once.
 *
 * @param path - the lockfile, as seen from the current folder. Default `requirements.txt`.
 * @param options - see `ValidationOptions` for the defaults.
 * @throws LockfileValidationError where the answer can't be known: the interpreter can't be started or is older than
 *   3.8, or the lockfile has lines that are no entry (a merge's conflict marks), or names another file (`-r`)
 * @throws Error with `code: 'ENOENT'` and `path` where there is no such lockfile
 */
export async function validateLockfile(
  path = 'requirements.txt',
  options: ValidationOptions = {},
): Promise<LockfileValidationResult> {
  const context = processContext();
  const text = await textAt(path, context.cwd);
  return await raising(LockfileValidationError, () => validateText(context, path, text, options));
}

/**
 * Compares a lockfile's text with an interpreter of a context.
 *
 * @param path - as seen from the context's folder
 * @throws Failure `project` for a lockfile that can't be read, `usage` for an interpreter that can't be asked
 */
export async function validateText(
  context: Context,
  path: string,
  text: string,
  options: ValidationOptions,
): Promise<LockfileValidationResult> {
  const lockfile = parseLockfile(text);
  // What some installers read otherwise is no reason to compare nothing.
  const problem = lockfile.problems.find(({ why }) => why === undefined);
  if (problem !== undefined) {
    const conflict = problem.kind === 'conflict-marker';
    throw new Failure(
      'project',
      `${path}:${problem.line}: ${conflict ? 'a mark of an unfinished merge' : `no entry of a lockfile: ${problem.text}`}`,
      { next: `make the lockfile anew: lockgen generate` },
    );
  }
  const included = lockfile.options.find((option) => /^(?:-r|--requirements?)\b/.test(option.text));
  if (included !== undefined) {
    throw new Failure(
      'project',
      `${path}:${included.line}: "${included.text}" names another file, which isn't followed`,
      {
        next: 'validate that file by itself, and a lockfile that stands by itself here',
      },
    );
  }
  const { python = context.platform === 'win32' ? 'python' : 'python3' } = options;
  const { skipPackages = DEFAULT_SKIP_PACKAGES, failOnMissing = true } = options;
  const interpreter = await askInterpreter(context, python);
  const compared = compareInstalled(lockfile.pins, interpreter, {
    skip: new Set(skipPackages.map(normalizeName)),
    failOnMissing,
    base: pathToFileURL(`${dirname(resolve(context.cwd, path))}/`).href,
  });
  const count = (comparison: Comparison): number =>
    compared.filter((one) => one.comparison === comparison).length;
  const results = compared.map(({ result }) => result);
  return {
    valid: results.every(({ valid }) => valid),
    total: results.length,
    matched: count('matched'),
    mismatched: count('mismatched'),
    missing: count('missing'),
    skipped: count('skipped'),
    results,
    path,
    python: { path: interpreter.path, version: interpreter.markers.python_full_version },
  };
}
