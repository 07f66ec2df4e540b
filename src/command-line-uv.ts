import type { Command } from 'commander';
import type { Declaring } from './command-line-reports.js';

/** Declares `uv`, whose arguments are another program's, and what lockgen does with that program. */
export function declareUv(program: Command, { context, end }: Pick<Declaring, 'context' | 'end'>): void {
  const uv = program
    .command('uv')
    .description("run the repository's uv with these arguments; see lockgen uv upgrade --help, too")
    .argument('[args...]')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (args: string[]) => {
      const { runUvCommand } = await import('./commands/uv.js');
      end(await runUvCommand(context, args));
    });
  uv.command('upgrade [version]')
    .description(
      'move the repository to another uv, the newest by default, and say what it changes in the lockfiles',
    )
    // uv's own `--help` is uv's.
    .helpOption('-h, --help', 'display help for command')
    .option('--dry-run', 'say what would change, and write nothing')
    .option('-q, --quiet', 'print nothing but what has to be known')
    .option('-v, --verbose', 'print every uv command that is run, to be run again')
    .option('--debug', 'print a timeline of the steps')
    .addHelpText(
      'after',
      '\nuv itself has no command of this name; everything else after `lockgen uv` is for uv.',
    )
    .action(async (version: string | undefined, { dryRun }: { dryRun?: boolean }) => {
      const { runUvUpgrade } = await import('./commands/uv-upgrade.js');
      end(await runUvUpgrade(context, { version, dryRun: dryRun === true }));
    });
}
