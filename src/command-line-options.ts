import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Since } from './commands/changed-since.js';
import type { CheckRequest } from './commands/check.js';
import type { Context } from './commands/context.js';
import type { Wanted } from './commands/source.js';
import type { PartialOptions } from './config/options.js';
import { Failure } from './failure.js';
import { parseShard, type Shard } from './project/shard.js';
import { FORMATS, type Format } from './report/report.js';

/** Whether uv may run the code of others. */
export const BUILD_FLAG = new Option(
  '--build <when>',
  'never: run no build back-end; what needs one can not be told',
).choices(['allow', 'never']);

/** Options of `generate` and `check` that stand above the configuration. */
export const RESOLUTION_FLAGS: readonly Option[] = [
  new Option('--python-version <version>', 'the lowest Python to resolve for'),
  new Option('--generate-hashes', 'write a hash for every file of every pin'),
  new Option('--no-generate-hashes', 'write no hashes'),
  new Option('--universal', 'resolve for every platform'),
  new Option(
    '--no-universal',
    'resolve for the one environment that --python-platform and --python-version name',
  ),
  new Option('--python-platform <platform>', "uv's name of the one platform"),
  new Option('--exclude-newer <when>', 'a timestamp, a date, or a duration such as "7 days"'),
  new Option('--torch-backend <backend>', "one of uv's PyTorch backends, or none"),
  new Option('--uv-arg <argument>', 'a further argument for uv, as --option=value (repeatable)').argParser(
    (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
  ),
  new Option('--timeout <time>', 'how long uv may take in all: seconds, or "5 min"'),
  BUILD_FLAG,
  new Option('--agree', 'constrain narrower targets by the widest'),
  new Option('--no-agree', 'resolve each target apart'),
];

/** What the flags among them state, of a command line that was parsed; undefined for nothing. */
export async function flagsOf(command: Command): Promise<PartialOptions | undefined> {
  const given = Object.entries(command.opts()).filter(([key]) => command.getOptionValueSource(key) === 'cli');
  const known = new Set(RESOLUTION_FLAGS.map((flag) => flag.attributeName()));
  const flags = Object.fromEntries(given.filter(([key]) => known.has(key)));
  if (Object.keys(flags).length === 0) return undefined;
  const { flagOptions } = await import('./config/flags.js');
  return flagOptions(flags);
}

/** The same as they are typed. */
export function flagWordsOf(command: Command): readonly string[] {
  return RESOLUTION_FLAGS.flatMap((flag) => {
    const name = flag.attributeName();
    const value: unknown = command.getOptionValue(name);
    if (command.getOptionValueSource(name) !== 'cli') return [];
    if (typeof value === 'boolean') return value === flag.negate ? [] : [flag.long ?? ''];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.flatMap((one) => (typeof one === 'string' ? [`${flag.long}=${one}`] : []));
  });
}

/** Where a command reads the files. */
export const FILES_OPTIONS: readonly Option[] = [
  new Option('--staged', 'read the index: what would be committed now').conflicts('rev'),
  new Option('--rev <revision>', 'read a commit, without checking it out'),
];

/** What `check` judges. */
export const SOURCE_OPTIONS: readonly Option[] = [
  ...FILES_OPTIONS,
  new Option('--range <A..B>', 'judge each commit of a range').conflicts(['staged', 'rev', 'changedSince']),
  new Option(
    '--changed-since [revision]',
    'only projects that differ from where REVISION was left; without one: from what the pull request is merged into',
  ),
];

/** A part of the projects, for one of several machines. */
export const SHARD_OPTION = (): Option =>
  new Option('--shard <I/N>', 'only the I-th of N parts of the projects, each for another machine').argParser(
    parseShard,
  );

/** What `check` may know already. */
export const CACHE_OPTIONS: readonly Option[] = [
  new Option('--cache-dir <folder>', 'where what is known to be fresh is kept, to keep it between CI jobs'),
  new Option('--no-cache', 'know nothing already, and ask the index about everything'),
];

/** The proof that lockfiles can be installed. */
export const INSTALLABLE_OPTIONS: readonly Option[] = [
  new Option(
    '--installable',
    'ask the index, too, whether every pin has a wheel where the lockfiles are promised',
  ),
  new Option(
    '--python <versions>',
    'with --installable: these Pythons (3.10,3.14) instead of the lowest and newest',
  ).argParser(listed),
  new Option(
    '--platform <names>',
    "with --installable: these platforms (linux,macos,windows, or uv's names)",
  ).argParser(listed),
];

/** An option that is given twice means both. */
function listed(value: string, before: string | undefined): string {
  return before === undefined ? value : `${before},${value}`;
}

/** How a report is written, and where to. */
export const REPORT_OPTIONS: readonly Option[] = [
  new Option('--format <format>', 'default: github where GitHub Actions runs it, else text').choices(FORMATS),
  new Option('--output <file>', 'write the report in --format there, and print what is printed without both'),
];

/** `REPORT_OPTIONS` as the parser gives them. */
export interface ReportOptions {
  readonly format?: Format;
  readonly output?: string;
}

/**
 * How options ask for the report.
 *
 * @throws Failure `usage` for a file without a format, and for one that is a lockfile or its input
 */
export async function reportOf<Formats extends string = Format>(
  context: Context,
  { format, output }: { readonly format?: Formats; readonly output?: string },
  formats: readonly string[] = FORMATS,
): Promise<{ readonly format: Formats | undefined; readonly output: string | undefined }> {
  if (output === '')
    throw new Failure('usage', '--output names no file', { next: 'name one: --output FILE' });
  if (output !== undefined && format === undefined) {
    throw new Failure('usage', `--output ${output} doesn't say in which format`, {
      next: `name it: --format ${formats.join('|')}`,
    });
  }
  if (output !== undefined)
    await (await import('./commands/report-file.js')).assertReportFile(context, output);
  return { format, output };
}

/** The formats of `why`, which can draw. */
export const WHY_FORMATS = [...FORMATS, 'mermaid'] as const;

/** As `REPORT_OPTIONS`, for `why`, which has nothing to annotate. */
export const WHY_REPORT_OPTIONS: readonly Option[] = [
  new Option('--format <format>', 'default: text').choices(WHY_FORMATS),
  new Option('--output <file>', 'write the answer in --format there, and print the text'),
];

/** The options of `why` as the parser gives them. */
export interface WhyOptions {
  readonly staged?: boolean;
  readonly rev?: string;
  readonly target?: string;
  readonly format?: (typeof WHY_FORMATS)[number];
  readonly output?: string;
}

/** The options of `check` as the parser gives them. */
export interface CheckOptions extends ReportOptions {
  readonly staged?: boolean;
  readonly rev?: string;
  readonly range?: string;
  readonly changedSince?: string | true;
  readonly shard?: Shard;
  readonly cacheDir?: string;
  readonly installable?: boolean;
  readonly python?: string;
  readonly platform?: string;
  readonly cache: boolean;
}

/** The files that options ask to read. */
export function wantedOf({ staged, rev }: Pick<CheckOptions, 'staged' | 'rev'>): Wanted {
  if (rev !== undefined) return { kind: 'commit', revision: rev };
  return { kind: staged === true ? 'index' : 'worktree' };
}

/** What options say that projects are compared with. */
export function sinceOf({ changedSince }: CheckOptions): Since | undefined {
  if (changedSince === undefined) return undefined;
  return changedSince === true ? 'target' : { revision: changedSince };
}

/**
 * What options say about the verdict store.
 *
 * @throws Failure `usage` for a folder without a name, and for one that is not to be used
 */
export function cacheOf({ cwd }: Context, { cache, cacheDir }: CheckOptions): CheckRequest['cache'] {
  // What is unset in a CI's job would fill the work tree with records.
  if (cacheDir === '')
    throw new Failure('usage', '--cache-dir names no folder', { next: 'name one: --cache-dir FOLDER' });
  if (!cache && cacheDir !== undefined) {
    throw new Failure('usage', '--no-cache leaves out the folder that --cache-dir names', {
      next: 'give one of them',
    });
  }
  if (!cache) return 'none';
  return cacheDir === undefined ? undefined : { folder: resolve(cwd, cacheDir) };
}
