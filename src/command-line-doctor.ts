import { Option } from 'commander';
import { reportOf } from './command-line-options.js';
import type { Declaring } from './command-line-reports.js';
import { DOCTOR_FORMATS } from './report/doctor.js';

/** Declares what helps with lockgen itself: `doctor`. */
export function declareDoctor({ command, context, end }: Declaring): void {
  command('doctor', 'look at all that stands between a commit and its lockfiles, and say what mends it')
    .option('--offline', 'ask no package index')
    .addOption(new Option('--format <format>', 'default: text').choices(DOCTOR_FORMATS))
    .addOption(new Option('--output <file>', 'write the report in --format there, and print the text'))
    .action(
      async (options: { offline?: boolean; format?: (typeof DOCTOR_FORMATS)[number]; output?: string }) => {
        const { runDoctor } = await import('./commands/doctor.js');
        const report = await reportOf(context, options, DOCTOR_FORMATS);
        end(await runDoctor(context, { offline: options.offline === true, ...report }));
      },
    );
}
