import { paintFor } from '../report/paint.js';
import type { Format, Report } from '../report/report.js';
import type { Context } from './context.js';

/**
 * Prints what a command found out.
 *
 * @param format - undefined: as the environment suggests, annotations where GitHub runs the job, else text
 */
export async function printReport(
  context: Context,
  report: Report,
  format: Format | undefined,
): Promise<void> {
  const chosen = format ?? (context.env.GITHUB_ACTIONS === 'true' ? 'github' : 'text');
  const paint = paintFor(context.env, context.terminal);
  if (chosen === 'text') {
    const text = report.text(paint);
    if (text !== '') context.out(text);
    return;
  }
  const { rendered } = await import('../report/render.js');
  context.out(rendered(report, chosen, paint));
}
