import { type Command, Option } from 'commander';
import type { Context, ExitCode } from './commands/context.js';
import type { ManagerName } from './setup/facts.js';

const MANAGER_CHOICES: readonly ManagerName[] = [
  'husky',
  'pre-commit',
  'prek',
  'lefthook',
  'simple-git-hooks',
  'hooks-path',
  'plain',
];

/** Declares the commands that set a repository up, and take that back. */
export function declareSetup({
  command,
  context,
  end,
}: {
  readonly command: (name: string, description: string) => Command;
  readonly context: Context;
  readonly end: (code: ExitCode) => void;
}): void {
  command('init', 'set this repository up: hooks, merges, first lockfiles')
    .option('-y, --yes', "do it, don't ask")
    .option('--dry-run', 'say what would be done, and change nothing, with --yes, too')
    .option('--ci', 'add the job for the CI that is found')
    .option(
      '--projects <patterns...>',
      "the folders of the projects to manage, as seen from the repository's root, where lockgen finds others; in quotes: --projects 'services/*'",
    )
    .addOption(new Option('--manager <name>', 'the hook manager to use').choices(MANAGER_CHOICES))
    .addOption(
      new Option(
        '--clone',
        "only what each clone has of its own, without a question (for npm's script prepare)",
      ).conflicts(['yes', 'dryRun', 'ci', 'manager', 'projects']),
    )
    .action(
      async (options: {
        yes?: boolean;
        dryRun?: boolean;
        ci?: boolean;
        projects?: string[];
        manager?: ManagerName;
        clone?: boolean;
      }) => {
        const { runInit, runInitClone } = await import('./commands/init.js');
        if (options.clone === true) return end(await runInitClone(context));
        end(
          await runInit(context, {
            yes: options.yes === true,
            dryRun: options.dryRun === true,
            ci: options.ci === true,
            projects: options.projects ?? [],
            manager: options.manager,
          }),
        );
      },
    );
  command('uninstall', 'take back what lockgen init did in this repository')
    .option('--dry-run', 'say what would be taken back, and change nothing')
    .action(async ({ dryRun }: { dryRun?: boolean }) => {
      const { runUninstall } = await import('./commands/uninstall.js');
      end(await runUninstall(context, { dryRun: dryRun === true }));
    });
}
