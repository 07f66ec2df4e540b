import { Command, CommanderError } from 'commander';
import {
  CACHE_OPTIONS,
  type CheckOptions,
  cacheOf,
  FILES_OPTIONS,
  INSTALLABLE_OPTIONS,
  REPORT_OPTIONS,
  RESOLUTION_FLAGS,
  type ReportOptions,
  reportOf,
  SOURCE_OPTIONS,
  sinceOf,
  WHY_FORMAT,
  type WhyOptions,
  wantedOf,
} from './command-line-options.js';
import type { Context, ExitCode } from './commands/context.js';
import { Failure } from './failure.js';

/**
 * Parses a command line and runs its command.
 *
 * @throws Failure `usage`, and whatever the command throws
 */
export async function runCommandLine(
  argv: readonly string[],
  context: Context,
  version: string,
): Promise<ExitCode> {
  let ended: ExitCode = 0;
  const program = new Command('lockgen')
    .description('Keeps the pinned lockfiles of a pyproject.toml in the commit that changes it.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: context.out, writeErr: () => {} })
    .showHelpAfterError(false)
    .addHelpText(
      'after',
      '\nExit codes: 0 done, or fresh; 1 blocked, stale, or (why) in no lockfile; 2 could not run or tell; 130 interrupted.',
    );
  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .option('-q, --quiet', 'print nothing but what has to be known')
      .option('-v, --verbose', 'print every command that is run');
  const resolving = (made: Command): Command => {
    for (const flag of RESOLUTION_FLAGS) made.addOption(flag);
    return made;
  };
  const flagsOf = async (made: Command) => {
    const given = Object.entries(made.opts()).filter(([key]) => made.getOptionValueSource(key) === 'cli');
    const known = new Set(RESOLUTION_FLAGS.map((flag) => flag.attributeName()));
    const flags = Object.fromEntries(given.filter(([key]) => known.has(key)));
    if (Object.keys(flags).length === 0) return undefined;
    const { flagOptions } = await import('./config/flags.js');
    return flagOptions(flags);
  };
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

  command('hook', 'make and stage the lockfiles of what is staged (run by git)').action(async () => {
    const { runHook } = await import('./commands/hook.js');
    ended = await runHook(context);
  });
  const check = resolving(
    command('check [project...]', 'tell whether the lockfiles are fresh; never writes'),
  );
  for (const option of [...SOURCE_OPTIONS, ...CACHE_OPTIONS, ...INSTALLABLE_OPTIONS, ...REPORT_OPTIONS])
    check.addOption(option);
  check.action(async (projects: string[], options: CheckOptions) => {
    const [{ runCheck }, { askedPairs }] = await Promise.all([
      import('./commands/check.js'),
      import('./installable/asked.js'),
    ]);
    ended = await runCheck(context, {
      projects,
      flags: await flagsOf(check),
      wanted: wantedOf(options),
      range: options.range,
      since: sinceOf(options),
      ...reportOf(options),
      cache: cacheOf(context, options),
      installable: askedPairs(options),
    });
  });
  const generate = resolving(
    command('generate [project...]', 'write lockfiles into the work tree: all, or none'),
  )
    .option('--upgrade', 'take the newest versions of everything')
    .option(
      '-P, --upgrade-package <name>',
      'take the newest version of one package (repeatable)',
      collect,
      [],
    )
    .option('--target <name>', 'one lockfile, and those that it constrains')
    .option('--adopt', 'take over a hand-written lockfile, its pins kept where they can be')
    .option('--dry-run', 'say what would change, and write nothing');
  generate.action(
    async (
      projects: string[],
      options: {
        upgrade?: boolean;
        upgradePackage: string[];
        target?: string;
        adopt?: boolean;
        dryRun?: boolean;
      },
    ) => {
      const { runGenerate } = await import('./commands/generate.js');
      ended = await runGenerate(context, {
        projects,
        upgrade: options.upgrade === true,
        upgradePackages: options.upgradePackage,
        target: options.target,
        dryRun: options.dryRun === true,
        adopt: options.adopt === true,
        flags: await flagsOf(generate),
      });
    },
  );
  command(
    'resolve',
    'make and stage the lockfiles that a merge, rebase or cherry-pick left in conflict',
  ).action(async () => {
    const { runResolve } = await import('./commands/resolve.js');
    ended = await runResolve(context);
  });
  command(
    'merge-driver <base> <ours> <theirs> <path> [marker-size]',
    'merge a lockfile package by package (run by git, which gives it %O %A %B %P %L)',
  ).action(
    async (base: string, ours: string, theirs: string, path: string, markerSize: string | undefined) => {
      const { runMergeDriver } = await import('./commands/merge-driver.js');
      ended = await runMergeDriver(context, { files: { base, ours, theirs }, path, markerSize });
    },
  );
  const diff = command('diff [from] [to]', 'tell what changed in the lockfiles, package by package')
    .addHelpText(
      'after',
      `
FROM and TO are revisions, or two files. Without TO: what the work tree has, or the index (--staged);
without FROM: against HEAD.`,
    )
    .option('--staged', 'compare with the index')
    .option('--exit-code', 'exit with 1 where something changed');
  for (const option of REPORT_OPTIONS) diff.addOption(option);
  diff.action(
    async (
      from: string | undefined,
      to: string | undefined,
      options: ReportOptions & { staged?: boolean; exitCode?: boolean },
    ) => {
      if (to !== undefined && options.staged === true) {
        throw new Failure('usage', '--staged compares with the index, so it takes one revision', {
          next: 'lockgen diff --staged REVISION',
        });
      }
      const { runDiff } = await import('./commands/diff.js');
      ended = await runDiff(context, {
        places: [from, to].flatMap((place) => place ?? []),
        staged: options.staged === true,
        ...reportOf(options),
        exitCode: options.exitCode === true,
      });
    },
  );
  const why = command(
    'why <package> [project...]',
    'show every path from pyproject.toml to a package, with the requirements on it',
  ).option('--target <name>', 'one lockfile; default: all that have the package');
  for (const option of [...FILES_OPTIONS, WHY_FORMAT]) why.addOption(option);
  why.action(async (name: string, projects: string[], { target, format, ...read }: WhyOptions) => {
    const { runWhy } = await import('./commands/why.js');
    ended = await runWhy(context, { name, projects, target, wanted: wantedOf(read), format });
  });
  command('status', 'say which projects are managed, and why').action(async () => {
    const { runStatus } = await import('./commands/status.js');
    ended = await runStatus(context);
  });
  command('config [project...]', 'print the effective options, and where each came from').action(
    async (projects: string[]) => {
      const { runConfig } = await import('./commands/config.js');
      ended = await runConfig(context, projects);
    },
  );
  const validate = command('validate [lockfile]', 'compare a lockfile with what an interpreter has installed')
    .option('--python <path>', 'the interpreter', 'python3')
    .option('--skip <package...>', 'packages to leave out', ['mpi4py'])
    .option('--allow-missing', 'a package that is not installed is no failure');
  for (const option of REPORT_OPTIONS) validate.addOption(option);
  validate.action(
    async (
      lockfile: string | undefined,
      options: ReportOptions & { python: string; skip: string[]; allowMissing?: boolean },
    ) => {
      const { runValidate } = await import('./commands/validate.js');
      ended = await runValidate(context, {
        lockfile: lockfile ?? 'requirements.txt',
        python: options.python,
        skipPackages: options.skip,
        failOnMissing: options.allowMissing !== true,
        ...reportOf(options),
      });
    },
  );

  try {
    await program.parseAsync(plainArguments(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    const message = error.message.replace(/^error: /, '');
    if (error.code === 'commander.help') {
      context.err(program.helpInformation());
      return 2;
    }
    throw new Failure('usage', message, { next: 'lockgen --help lists the commands and their options' });
  }
  return ended;
}

/** What git gives a merge driver are paths, even `-q.txt`; a person who asks for help gives fewer. */
function plainArguments(argv: readonly string[]): string[] {
  const [name = '', ...rest] = argv;
  return name === 'merge-driver' && rest.length >= 4 && !rest.includes('--')
    ? [name, '--', ...rest]
    : [...argv];
}
