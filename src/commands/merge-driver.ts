import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../failure.js';
import { fileFailure } from '../git/errors.js';
import { type MergePaths, mergeFile } from '../git/merge-file.js';
import { mergeLockfiles } from '../lockfile/merge.js';
import { mergeConflict } from '../report/merge.js';
import { type Context, type ExitCode, gitContext } from './context.js';

/** What git gives a merge driver: `%O %A %B %P %L`. */
export interface MergeDriverArguments {
  /** Temporary files of git's. The result goes to `ours`. */
  readonly files: MergePaths;
  /** Where the file is in the repository: to be named, never to be read or written. */
  readonly path: string;
  /** How long the marks of a conflict are; 7 by default. */
  readonly markerSize: string | undefined;
}

/**
 * Merges a lockfile for git, from its three texts alone: the merged `pyproject.toml` isn't there yet, so what both
 * sides changed is left to `lockgen resolve` or the next commit. What no resolver wrote is merged as git would.
 *
 * @returns 0 where it is merged, 1 where there are conflicts
 * @throws Failure where nothing was merged; git then takes `ours`, which is as it was, for a conflict
 */
export async function runMergeDriver(context: Context, given: MergeDriverArguments): Promise<ExitCode> {
  const { path } = given;
  const markerSize = sizeOf(given.markerSize);
  const files: MergePaths = {
    base: resolve(context.cwd, given.files.base),
    ours: resolve(context.cwd, given.files.ours),
    theirs: resolve(context.cwd, given.files.theirs),
  };
  const [base, ours, theirs] = await Promise.all([text(files.base), text(files.ours), text(files.theirs)]);
  const merged =
    base === undefined || ours === undefined || theirs === undefined
      ? undefined
      : mergeLockfiles(base, ours, theirs, markerSize);
  if (merged !== undefined) {
    await write(files.ours, merged.text);
    if (merged.conflicts.length === 0) return 0;
    context.err(mergeConflict(path, merged.conflicts));
    return 1;
  }
  const { content, conflicts } = await mergeFile(gitContext(context), files, { path, markerSize });
  await write(files.ours, content);
  if (conflicts === 0) return 0;
  context.err(mergeConflict(path, []));
  return 1;
}

/** @throws Failure `usage` */
function sizeOf(given: string | undefined): number {
  if (given === undefined) return 7;
  if (/^[1-9]\d{0,2}$/.test(given)) return Number(given);
  throw new Failure('usage', `${given} is no size of conflict marks`, {
    next: 'lockgen merge-driver %O %A %B %P %L is the line for git config merge.lockgen.driver',
  });
}

/** A file's text; undefined where it isn't UTF-8. */
async function text(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw fileFailure(error, `${file} could not be read`);
  });
  const decoded = bytes.toString('utf8');
  return Buffer.from(decoded).equals(bytes) ? decoded : undefined;
}

async function write(file: string, content: string | Buffer): Promise<void> {
  await writeFile(file, content).catch((error: unknown) => {
    throw fileFailure(error, `${file} could not be written`, { changed: true });
  });
}
