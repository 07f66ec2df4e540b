import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { declareDoctor } from './command-line-doctor.js';
import { flagsOf, RESOLUTION_FLAGS, SHARD_OPTION } from './command-line-options.js';
import { declareReports } from './command-line-reports.js';
import { declareSetup } from './command-line-setup.js';
import { declareUv } from './command-line-uv.js';
import type { Context } from './commands/context.js';
import { Failure } from './failure.js';
import { CACHE_HOME, commandAt, ownArguments } from './own-arguments.js';
import type { Shard } from './project/shard.js';

/**
 * Parses a command line and runs its command.
 *
 * @throws Failure `usage`, and whatever the command throws
 */
export async function runCommandLine(
  argv: readonly string[],
  surroundings: Context,
  version: string,
): Promise<number> {
  let cache: string | undefined;
  // Known when a command's line is parsed, before its action asks.
  const context: Context = {
    ...surroundings,
    get cache() {
      return cache;
    },
  };
  let ended = 0;
  const end = (code: number): void => {
    ended = code;
  };
  const program = new Command('lockgen')
    .description('Keeps the pinned lockfiles of a pyproject.toml in the commit that changes it.')
    .version(version)
    .option(...CACHE_OPTION)
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
      .option(...CACHE_OPTION)
      .option('-q, --quiet', 'print nothing but what has to be known')
      .option('-v, --verbose', 'print every uv command that is run, to be run again')
      .option('--debug', 'print a timeline of the steps');
  const resolving = (made: Command): Command => {
    for (const flag of RESOLUTION_FLAGS) made.addOption(flag);
    return made;
  };
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

  command('hook', 'make and stage the lockfiles of what is staged (run by git)').action(async () => {
    const { runHook } = await import('./commands/hook.js');
    end(await runHook(context));
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
    .option(
      '--accept-hashes <name>',
      'take the bytes that the index now has for a pinned version (repeatable)',
      collect,
      [],
    )
    .option('--target <name>', 'one lockfile, and those that it constrains')
    .option('--adopt', 'take over a hand-written lockfile, its pins kept where they can be')
    .addOption(SHARD_OPTION())
    .option('--dry-run', 'say what would change, and write nothing');
  generate.action(
    async (
      projects: string[],
      options: {
        upgrade?: boolean;
        upgradePackage: string[];
        acceptHashes: string[];
        target?: string;
        adopt?: boolean;
        shard?: Shard;
        dryRun?: boolean;
      },
    ) => {
      const { runGenerate } = await import('./commands/generate.js');
      end(
        await runGenerate(context, {
          projects,
          upgrade: options.upgrade === true,
          upgradePackages: options.upgradePackage,
          acceptHashes: options.acceptHashes,
          target: options.target,
          shard: options.shard,
          dryRun: options.dryRun === true,
          adopt: options.adopt === true,
          flags: await flagsOf(generate),
        }),
      );
    },
  );
  command(
    'resolve',
    'make and stage the lockfiles that a merge, rebase or cherry-pick left in conflict',
  ).action(async () => {
    const { runResolve } = await import('./commands/resolve.js');
    end(await runResolve(context));
  });
  command(
    'merge-driver <base> <ours> <theirs> <path> [marker-size]',
    'merge a lockfile package by package (run by git, which gives it %O %A %B %P %L)',
  ).action(
    async (base: string, ours: string, theirs: string, path: string, markerSize: string | undefined) => {
      const { runMergeDriver } = await import('./commands/merge-driver.js');
      end(await runMergeDriver(context, { files: { base, ours, theirs }, path, markerSize }));
    },
  );
  command('status', 'say which projects are managed, and why').action(async () => {
    const { runStatus } = await import('./commands/status.js');
    end(await runStatus(context));
  });
  command('config [project...]', 'print the effective options, and where each came from').action(
    async (projects: string[]) => {
      const { runConfig } = await import('./commands/config.js');
      end(await runConfig(context, projects));
    },
  );
  declareSetup({ command, context, end });
  declareReports({ command, context, end });
  declareDoctor(program, { command, context, end });
  declareUv(program, { context, end });
  program.hook('preAction', (_, action) => {
    cache = cacheHome(context, action);
  });

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
    throw new Failure('usage', message, { next: helpFor(program, argv.slice(commandAt(argv))) });
  }
  return ended;
}

/** Which help says more of what was typed. */
function helpFor(program: Command, [name, part]: readonly string[]): string {
  const known = program.commands.find((one) => one.name() === name);
  if (known === undefined) return 'lockgen --help lists the commands';
  const under = known.commands.find((one) => one.name() === part);
  const words = under === undefined ? known.name() : `${known.name()} ${under.name()}`;
  return `lockgen ${words} --help shows what it takes`;
}

const CACHE_OPTION = [
  `${CACHE_HOME} <folder>`,
  "where lockgen keeps its uv and what it knows, instead of the user's cache folder",
] as const;

/**
 * The folder that the command line names for what lockgen keeps.
 *
 * @throws Failure `usage` for one without a name
 */
function cacheHome({ cwd }: Context, action: Command): string | undefined {
  const named: unknown = action.optsWithGlobals().cacheHome;
  if (typeof named !== 'string') return undefined;
  if (named === '')
    throw new Failure('usage', `${CACHE_HOME} names no folder`, { next: `name one: ${CACHE_HOME} FOLDER` });
  return resolve(cwd, named);
}

const LOUDNESS: ReadonlySet<string> = new Set(['-q', '--quiet', '-v', '--verbose', '--debug']);

/**
 * What git gives a merge driver are paths, even `-q.txt`; a person who asks for help gives fewer. How
 * much is said may stand before them: the three that git makes itself have names of its own.
 */
function plainArguments(argv: readonly string[]): string[] {
  const [name = '', ...rest] = argv;
  const first = rest.findIndex((word) => !LOUDNESS.has(word));
  return name === 'merge-driver' && rest.length - first >= 4 && !rest.includes('--')
    ? [name, ...rest.slice(0, first), '--', ...rest.slice(first)]
    : ownWords(argv);
}

/** What is uv's is marked as such. */
function ownWords(argv: readonly string[]): string[] {
  const { own, theirs } = ownArguments(argv);
  return theirs === undefined ? [...own] : [...own, '--', ...theirs];
}
