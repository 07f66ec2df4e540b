import type { Command } from 'commander';
import {
  BUILD_FLAG,
  CACHE_OPTIONS,
  type CheckOptions,
  cacheOf,
  FILES_OPTIONS,
  flagsOf,
  flagWordsOf,
  INSTALLABLE_OPTIONS,
  REPORT_OPTIONS,
  RESOLUTION_FLAGS,
  type ReportOptions,
  reportOf,
  SHARD_OPTION,
  SOURCE_OPTIONS,
  sinceOf,
  WHY_FORMATS,
  WHY_REPORT_OPTIONS,
  type WhyOptions,
  wantedOf,
} from './command-line-options.js';
import type { Context } from './commands/context.js';

/** What the commands are declared with. */
export interface Declaring {
  /** Makes a command with the options that all have. */
  readonly command: (name: string, description: string) => Command;
  readonly context: Context;
  /** Hears how a command ended. */
  readonly end: (code: number) => void;
}

/** Declares the commands that print a report, and write nothing else. */
export function declareReports({ command, context, end }: Declaring): void {
  const check = command('check [project...]', 'tell whether the lockfiles are fresh; never writes');
  for (const option of RESOLUTION_FLAGS) check.addOption(option);
  for (const option of [...SOURCE_OPTIONS, ...CACHE_OPTIONS, ...INSTALLABLE_OPTIONS, ...REPORT_OPTIONS])
    check.addOption(option);
  check.addOption(SHARD_OPTION().conflicts('range'));
  check.action(async (projects: string[], options: CheckOptions) => {
    const [{ runCheck }, { askedPairs }] = await Promise.all([
      import('./commands/check.js'),
      import('./installable/asked.js'),
    ]);
    end(
      await runCheck(context, {
        projects,
        flags: await flagsOf(check),
        flagWords: flagWordsOf(check),
        wanted: wantedOf(options),
        range: options.range,
        since: sinceOf(options),
        shard: options.shard,
        ...(await reportOf(context, options)),
        cache: cacheOf(context, options),
        installable: askedPairs(options),
      }),
    );
  });
  const diff = command('diff [from] [to]', 'tell what changed in the lockfiles, package by package')
    .addHelpText(
      'after',
      `
FROM and TO are revisions (or FROM..TO, or FROM...TO for what TO changed since it left FROM), or two files.
Without TO: what the work tree has, or the index (--staged); without FROM: against HEAD.`,
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
      const { runDiff } = await import('./commands/diff.js');
      end(
        await runDiff(context, {
          places: [from, to].flatMap((place) => place ?? []),
          staged: options.staged === true,
          ...(await reportOf(context, options)),
          exitCode: options.exitCode === true,
        }),
      );
    },
  );
  const why = command(
    'why <package> [project...]',
    'show every path from pyproject.toml to a package, with the requirements on it',
  ).option('--target <name>', 'one lockfile; default: all that have the package');
  for (const option of [BUILD_FLAG, ...FILES_OPTIONS, ...WHY_REPORT_OPTIONS]) why.addOption(option);
  why.action(async (name: string, projects: string[], { target, ...options }: WhyOptions) => {
    const { runWhy } = await import('./commands/why.js');
    const report = await reportOf(context, options, WHY_FORMATS);
    const asked = { name, projects, target, flags: await flagsOf(why), wanted: wantedOf(options) };
    end(await runWhy(context, { ...asked, ...report }));
  });
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
      end(
        await runValidate(context, {
          lockfile: lockfile ?? 'requirements.txt',
          python: options.python,
          skipPackages: options.skip,
          failOnMissing: options.allowMissing !== true,
          ...(await reportOf(context, options)),
        }),
      );
    },
  );
}
