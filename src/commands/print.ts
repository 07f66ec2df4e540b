import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Failure } from '../failure.js';
import { withoutCredentials } from '../lockfile/credentials.js';
import { makeFolders } from '../make-folders.js';
import { NO_PAINT, paintFor } from '../report/paint.js';
import type { Format, Report } from '../report/report.js';
import { inert, showsLog } from '../report/visible.js';
import type { Context } from './context.js';

/**
 * Prints what a command found out.
 *
 * @param format - undefined: as the environment suggests, annotations where GitHub runs the job, else text
 * @param output - a file, as seen from the current folder, that gets the report in the format; what is printed is then
 *   what the environment suggests. Undefined: none
 * @throws Failure `files` where the file can't be written, after the printing
 */
export async function printReport(
  context: Context,
  report: Report,
  format: Format | undefined,
  output?: string,
): Promise<void> {
  const suggested = isGitHub(context) ? 'github' : 'text';
  await print(context, report, output === undefined ? (format ?? suggested) : suggested);
  if (output === undefined) return;
  const { rendered } = await import('../report/render.js');
  const shape = format ?? suggested;
  await writeReport(context, inFormat(context, rendered(report, shape, NO_PAINT), shape), output);
}

/** What programs read says the same wherever it was made: they compare it, keep it, and know how they start lockgen. */
const isForPeople = (format: Format): boolean =>
  format === 'text' || format === 'github' || format === 'markdown';

/** A report as it goes into a file: what people read says what they can type, as what is printed does. */
export function inFormat(context: Context, text: string, format: Format): string {
  return isForPeople(format) ? context.asTyped(text) : text;
}

const isGitHub = ({ env }: Context): boolean => env.GITHUB_ACTIONS === 'true';

async function print(context: Context, report: Report, format: Format): Promise<void> {
  const { env } = context;
  // The page of a job's log shows colours, though no terminal is there.
  const paint = paintFor(env, context.terminal || (format === 'github' && isGitHub(context)));
  if (format === 'text') {
    const text = report.text(paint);
    const printed = showsLog(env) ? inert(text) : text;
    if (printed !== '') context.out(printed);
    return;
  }
  const { rendered } = await import('../report/render.js');
  const printed = rendered(report, format, paint);
  if (printed !== '') (isForPeople(format) ? context.out : context.data)(printed);
  const summary = env.GITHUB_STEP_SUMMARY ?? '';
  if (format !== 'github' || summary === '' || printed === '') return;
  const { addToSummary } = await import('./step-summary.js');
  const markdown = context.asTyped(rendered(report, 'markdown', NO_PAINT));
  await addToSummary(context, resolve(context.cwd, summary), markdown);
}

/**
 * Writes a report into a file, whose folders are made.
 *
 * @param output - as seen from the current folder
 * @throws Failure `files`
 */
export async function writeReport(context: Context, text: string, output: string): Promise<void> {
  const path = resolve(context.cwd, output);
  try {
    await makeFolders(dirname(path));
    await writeFile(path, withoutCredentials(text));
  } catch (error) {
    throw new Failure('files', `the report could not be written to ${output}`, {
      next: 'name a file that can be written: --output FILE',
      ...(error instanceof Error ? { detail: error.message } : {}),
      cause: error,
    });
  }
}
