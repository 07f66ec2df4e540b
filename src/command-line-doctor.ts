import { Argument, type Command, Option } from 'commander';
import { reportOf } from './command-line-options.js';
import type { Declaring } from './command-line-reports.js';
import { type CompletedCommand, completedBy, NOTHING } from './completion/model.js';
import { SHELLS, type Shell } from './completion/shells.js';
import { DOCTOR_FORMATS } from './report/doctor.js';

/** Declares what helps with lockgen itself. */
export function declareDoctor(program: Command, { command, context, end }: Declaring): void {
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
  command('completion', "print what has a shell complete lockgen's command line")
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', INSTALLATION)
    .action(async (shell: Shell) => {
      const { completionScript } = await import('./completion/shells.js');
      context.out(completionScript(shell, completed(program, '')));
      end(0);
    });
}

const INSTALLATION = `
Once:
  bash   lockgen completion bash > ~/.lockgen.bash, and in ~/.bashrc: . ~/.lockgen.bash
  zsh    lockgen completion zsh > ~/.zfunc/_lockgen, and in ~/.zshrc, before compinit: fpath+=~/.zfunc
  fish   lockgen completion fish > ~/.config/fish/completions/lockgen.fish
or for one shell: eval "$(lockgen completion bash)", eval "$(lockgen completion zsh)", lockgen completion fish | source

Where lockgen is in node_modules alone, type npx lockgen completion …, and have: alias lockgen='npx lockgen'`;

/** A command as completion sees it, from what the parser itself goes by, so that the two can't differ. */
function completed(command: Command, name = command.name()): CompletedCommand {
  // A test has none of which nothing is known; a user is better off without that one than without all.
  const known = (what: string, choices: readonly string[] | undefined, option?: string) =>
    completedBy(what, choices, option) ?? NOTHING;
  // `lockgen uv --help` is uv's.
  const help = command.createHelp();
  return {
    name,
    description: command.description(),
    options: help.visibleOptions(command).map((option) => ({
      names: [option.short, option.long].flatMap((one) => one ?? []),
      description: option.description,
      value:
        option.required || option.optional
          ? known(
              /[<[]([^>\]]*?)(?:\.\.\.)?[>\]]$/.exec(option.flags)?.[1] ?? '',
              option.argChoices,
              option.long,
            )
          : undefined,
      optional: option.optional,
      repeatable: option.variadic || option.parseArg !== undefined,
    })),
    operands: command.registeredArguments.map((argument) => ({
      value: known(argument.name(), argument.argChoices),
      variadic: argument.variadic,
    })),
    commands: help
      .visibleCommands(command)
      .filter((one) => one.name() !== 'help')
      .map((one) => completed(one)),
  };
}
