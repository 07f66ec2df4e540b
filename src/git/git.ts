import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../failure.js';
import { trace } from '../trace.js';
import { remedyFor } from './errors.js';
import { gitProgram } from './program.js';
import { readingRun } from './reading-run.js';
import { embeddedRepository } from './work-trees.js';

/** Where and in what surroundings git runs. Nothing in `src/git` reads `process`: this is all it knows. */
export interface GitContext {
  /** The top of the work tree (in a hook: the folder git started it in). `findRepository` takes any folder. */
  readonly cwd: string;
  /** The whole environment. In a hook with its `GIT_INDEX_FILE`, `GIT_DIR` and `GIT_WORK_TREE`, which git obeys. */
  readonly env: NodeJS.ProcessEnv;
  /** Aborted when the user interrupts: what is under way is undone. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
  /** False once the git that called the hook is gone; asked before each write of the index. Default: always true. */
  readonly alive?: () => boolean;
}

/** What one run of git gave. */
export interface GitResult {
  readonly stdout: Buffer;
  readonly stderr: string;
  /** The exit status; -1 where there is none (git not found, or killed by a signal). */
  readonly exitCode: number;
}

/** How one run of git differs from the usual one. */
export interface GitOptions {
  /** What git reads on stdin. Default: nothing (an empty stdin). */
  readonly input?: Buffer | string;
  /** Variables to set on top of the context's. */
  readonly env?: Readonly<Record<string, string>>;
  /** The exit statuses that are answers. Default: 0 alone. */
  readonly allowExit?: readonly number[];
  /** The run changes the repository, so it may take locks. Default `false`. */
  readonly writes?: boolean;
  /** How long it may say nothing, in milliseconds, before it is ended; only where it writes nothing. Default: for ever. */
  readonly patience?: number;
  /** Paths mean themselves (`GIT_LITERAL_PATHSPECS`). Off for `check-ignore`, which dies of it. Default `true`. */
  readonly literal?: boolean;
}

/** git refuses these beside `GIT_LITERAL_PATHSPECS`, and `check-ignore` refuses that one, too. */
const PATHSPEC_VARIABLES = [
  'GIT_LITERAL_PATHSPECS',
  'GIT_GLOB_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
] as const;

/**
 * Runs git once: the one door to it.
 *
 * @throws `Failure('git')` with git's own words for an exit status that isn't allowed, and where git is missing;
 *   `Failure('interrupted')` where the context's signal was aborted before.
 */
export async function runGit(
  context: GitContext,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  throwIfInterrupted(context.signal);
  // A work tree that was removed meanwhile.
  if (!existsSync(context.cwd))
    throw new Failure('files', `${context.cwd} is gone`, { next: 'cd to a folder that is there' });
  const env = gitEnvironment(context, options);
  const program = gitProgram(context.cwd, env);
  if (program === undefined) {
    throw new Failure('git', 'git was not found', { next: 'install git, or put it on PATH' });
  }
  refuseEmbedded(context.cwd, env);
  const given = { cwd: context.cwd, env, input: options.input, patience: options.patience };
  const end = trace(() => `git ${args.join(' ')}`);
  let ended: GitResult;
  try {
    ended = options.writes
      ? await (await import('./writing-run.js')).writingRun(program, args, given)
      : await readingRun(program, args, given);
  } catch (error) {
    throw new Failure('git', `git ${args[0] ?? ''} could not be run`, {
      next: IS_IT_GIT,
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  } finally {
    end();
  }
  if (!(options.allowExit ?? [0]).includes(ended.exitCode)) {
    throw failedRun(context, args, ended.exitCode, ended.stderr, options.writes ?? false);
  }
  return ended;
}

/** git would take the repository's own configuration from a folder that came with a commit. */
function refuseEmbedded(cwd: string, env: NodeJS.ProcessEnv): void {
  const embedded = embeddedRepository(resolve(cwd), env);
  if (embedded === undefined) return;
  throw new Failure('git', `${embedded} looks like a git repository inside of another one's work tree`, {
    next: 'start it in another folder; if you trust that repository, name it: GIT_DIR',
  });
}

/** For words of git's that no git should say. */
export const IS_IT_GIT = 'is it git? git --version';
const SEE_WORDS = "see git's words, then try again; git status and git fsck tell more";
const KILLED =
  'try again; if it happens again, look at the limits on memory and on the size of files (ulimit -a)';

function failedRun(
  context: GitContext,
  args: readonly string[],
  exitCode: number,
  stderr: string,
  writes: boolean,
): Failure {
  if (context.signal?.aborted) return interrupted();
  const command = args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-c') ?? '';
  const how = exitCode < 0 ? 'was killed' : `failed (exit ${exitCode})`;
  const next = exitCode < 0 ? KILLED : ((writes ? remedyFor(stderr) : undefined) ?? SEE_WORDS);
  return new Failure('git', `git ${command} ${how}`, {
    next,
    detail: stderr.trimEnd(),
  });
}

function gitEnvironment(context: GitContext, options: GitOptions): NodeJS.ProcessEnv {
  // LC_ALL, so that the few messages that are read (a lock that exists) are in English.
  const env: NodeJS.ProcessEnv = { ...context.env, LC_ALL: 'C', ...options.env };
  for (const name of PATHSPEC_VARIABLES) delete env[name];
  if (options.literal ?? true) env.GIT_LITERAL_PATHSPECS = '1';
  if (!options.writes) env.GIT_OPTIONAL_LOCKS = '0';
  return env;
}

/** @throws `Failure('interrupted')` once the signal is aborted. */
export function throwIfInterrupted(signal: Pick<AbortSignal, 'aborted'> | undefined): void {
  if (signal?.aborted) throw interrupted();
}

function interrupted(): Failure {
  return new Failure('interrupted', 'interrupted');
}

/** The NUL-separated (and NUL-terminated) records of git's `-z` output. */
export function zeroSeparated(output: Buffer | string): string[] {
  const records = output.toString('utf8').split('\0');
  if (records.at(-1) === '') records.pop();
  return records;
}
