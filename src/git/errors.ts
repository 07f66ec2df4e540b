import { Failure } from '../failure.js';

/** Whether an error is one of Node's with one of these codes (`ENOENT`…). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
  );
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'make room on the disk, then try again',
  EDQUOT: 'make room within your quota, then try again',
  EFBIG: 'raise the limit on the size of files (ulimit -f), then try again',
  EROFS: 'the file system is read-only: remount it, or work on a copy elsewhere',
  EACCES: 'get the right to write there, then try again',
  EPERM: 'get the right to write there, then try again',
  ENAMETOOLONG: 'give it a shorter path; if it is a temporary one, set TMPDIR to a folder with a short path',
  EMFILE: 'raise the limit of open files (ulimit -n), then try again',
  ENFILE: 'end programs that hold files open, then try again',
};

const OTHERWISE = "see the system's words, then try again";

/**
 * An error of the file system (disk full, read-only, no permission) as a failure with the system's own words.
 *
 * @param message what could not be done.
 * @param options.next what mends it. Default: by the error's code.
 * @param options.codes only these codes. Default: every code of the system's.
 * @param options.changed something is otherwise than before, or that can't be told. Default `false`.
 * @returns anything else as it is: a failure, or a defect.
 */
export function fileFailure(
  error: unknown,
  message: string,
  options: { next?: string; codes?: readonly string[]; changed?: boolean } = {},
): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !('code' in error)) return error;
  const { code } = error;
  // Node's own codes (`ERR_…`) are of wrong calls.
  if (typeof code !== 'string' || !/^E(?!RR_)[A-Z0-9]+$/.test(code)) return error;
  if (options.codes !== undefined && !options.codes.includes(code)) return error;
  const next = options.next ?? REMEDIES[code] ?? OTHERWISE;
  return new Failure('files', message, {
    next,
    detail: error.message,
    changed: options.changed ?? false,
    cause: error,
  });
}

/** The system's words for these errors in other programs' messages; git has words of its own for some of them. */
const WORDS: readonly (readonly [string, RegExp])[] = [
  ['ENOSPC', /No space left on device|Out of diskspace/],
  ['EDQUOT', /Disk quota exceeded/],
  ['EFBIG', /File too large/],
  ['EROFS', /Read-only file system/],
  ['EACCES', /Permission denied|insufficient permission/],
];

/** What mends an error of the file system, of lockgen's own or as another program words it; undefined for any other. */
export function remedyFor(from: string | Error): string | undefined {
  if (from instanceof Error) return 'code' in from ? REMEDIES[String(from.code)] : undefined;
  const [code] = WORDS.find(([, pattern]) => pattern.test(from)) ?? [];
  return code === undefined ? undefined : REMEDIES[code];
}

/** What can happen to any program at any write, whoever called it. */
export const EXHAUSTED: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EMFILE', 'ENFILE', 'EIO'];
