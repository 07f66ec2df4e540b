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
  await writeReport(context, rendered(report, format ?? suggested, NO_PAINT), output);
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
  if (printed !== '') context.out(printed);
  const summary = env.GITHUB_STEP_SUMMARY ?? '';
  if (format !== 'github' || summary === '' || printed === '') return;
  const { addToSummary } = await import('./step-summary.js');
  await addToSummary(context, resolve(context.cwd, summary), rendered(report, 'markdown', NO_PAINT));
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
