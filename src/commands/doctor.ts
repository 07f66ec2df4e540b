import { examine } from '../doctor/examine.js';
import { doctorExitCode } from '../doctor/finding.js';
import { openWorld } from '../doctor/world.js';
import { type DOCTOR_FORMATS, doctorReport } from '../report/doctor.js';
import { version } from '../version.js';
import type { Context, ExitCode } from './context.js';
import { printReport } from './print.js';
import { progressLine } from './progress.js';

/** What `lockgen doctor` is asked for. */
export interface DoctorRequest {
  /** Ask no index. */
  readonly offline: boolean;
  readonly format: (typeof DOCTOR_FORMATS)[number] | undefined;
  readonly output: string | undefined;
}

/**
 * Looks at everything between a commit and its lockfiles, and says of each part whether it is ok, and what mends it.
 * Nothing is changed, and nothing installed.
 *
 * @returns 1 where something is not ok, else 2 where something could not be told
 * @throws Failure `files` where the report can't be written, `interrupted`
 */
export async function runDoctor(
  context: Context,
  { offline, format, output }: DoctorRequest,
): Promise<ExitCode> {
  const world = openWorld(context, version, offline);
  const line = progressLine(context, 'lockgen: looking around');
  try {
    const findings = await examine(world);
    const source = await world.source().catch(() => undefined);
    const elsewhere = source === undefined || source.start === '' ? undefined : source.root;
    line.end();
    // Of a machine: an annotation at GitHub would have no place.
    await printReport(context, doctorReport({ findings, elsewhere }), format ?? 'text', output);
    return doctorExitCode(findings);
  } finally {
    line.end();
  }
}
