import type { CheckRequest } from './commands/check.js';
import type { Context } from './commands/context.js';
import { EXIT_CODES } from './exit-codes.js';
import { Failure } from './failure.js';
import { homeFolder, withHome } from './home.js';
import { withoutCredentials } from './lockfile/credentials.js';
import { ownArguments } from './own-arguments.js';
import { typed } from './report/typed.js';
import { inert, printable, showsLog, visible } from './report/visible.js';
import { startedAs } from './started.js';
import { gitAsksForTrace, startTrace, trace } from './trace.js';
import { version } from './version.js';

/** `lockgen check` and nothing else. */
const PLAIN_CHECK: CheckRequest = {
  projects: [],
  flags: undefined,
  flagWords: [],
  wanted: { kind: 'worktree' },
  range: undefined,
  since: undefined,
  shard: undefined,
  format: undefined,
  output: undefined,
  cache: undefined,
  installable: undefined,
};

/** Runs a command line and returns how it ended. The only place that turns a failure into an exit code. */
async function main(argv: readonly string[], surroundings: () => Context): Promise<number> {
  const [command] = argv;
  try {
    if (process.env.LOCKGEN === '0' && command === 'hook') {
      say('lockgen: skipped, since LOCKGEN=0\n');
      return 0;
    }
    if (own.includes('--debug') || gitAsksForTrace(process.env))
      startTrace((line) => say(`lockgen: debug: ${visible(line)}\n`));
    const context = surroundings();
    // What runs with every commit and every push has nothing to parse, and doesn't wait for a parser to load.
    if (command === 'hook' && argv.length === 1)
      return await (await import('./commands/hook.js')).runHook(context);
    if (command === 'check' && argv.length === 1)
      return await (await import('./commands/check.js')).runCheck(context, PLAIN_CHECK);
    const { runCommandLine } = await import('./command-line.js');
    return await runCommandLine(argv, context, version);
  } catch (thrown) {
    const [{ failureText }, { paintFor }, { EXHAUSTED, fileFailure }] = await Promise.all([
      import('./report/text.js'),
      import('./report/paint.js'),
      import('./git/errors.js'),
    ]);
    const error = fileFailure(thrown, 'the system refused to read or write a file', {
      codes: EXHAUSTED,
      changed: true,
    });
    const blocked = command === 'hook';
    if (error instanceof Failure) {
      const paint = paintFor(process.env, process.stderr.isTTY === true);
      say(failureText(error, blocked && error.reason !== 'interrupted', paint));
      return EXIT_CODES[error.reason];
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say(`lockgen: a defect in lockgen ${version}, please report it with these lines:\n${text}\n`);
    return 2;
  }
}

const interrupted = new AbortController();
// Not `once`: execa ends the process at once where it finds no other listener, and a `once` is none while it runs.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());
// A reader that closed its end (`lockgen check | head`) is no failure; a report that is lost (`> /dev/full`) is one.
let reportLost = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  if (!reportLost) say(`lockgen: the report could not be written: ${error.message}\n`);
  reportLost = true;
  process.exitCode = EXIT_CODES.files;
});
// Where nobody listens any more, the work and its exit code are the same.
process.stderr.on('error', () => {});

const [, called = ''] = process.argv;
const invocation = startedAs(called, process.env, process.platform, () => process.cwd(), version);
const asTyped = (text: string): string => typed(text, invocation);

// Whatever was read or quoted on the way: no password of a URL is printed, and nothing that steers a terminal.
function say(text: string): void {
  const said = printable(withoutCredentials(asTyped(text)));
  process.stderr.write(showsLog(process.env) ? inert(said) : said);
}

/** What this process was started in. */
function surroundings(): Context {
  const { env, ppid } = process;
  const home = knownHome();
  return {
    cwd: currentFolder(),
    env: withHome(env, home),
    home,
    platform: process.platform,
    signal: interrupted.signal,
    alive: () => process.ppid === ppid,
    out: (text) => process.stdout.write(printable(withoutCredentials(asTyped(text)))),
    data: (text) => process.stdout.write(printable(withoutCredentials(text))),
    asTyped,
    err: say,
    watched: process.stderr.isTTY === true && !env.CI && env.TERM !== 'dumb',
    errTerminal: process.stderr.isTTY === true,
    columns: () => process.stderr.columns,
    terminal: process.stdout.isTTY === true,
    quiet: own.includes('--quiet') || own.includes('-q'),
    verbose: own.includes('--verbose') || own.includes('-v'),
  };
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new Failure('files', 'the current folder is gone', {
      next: 'cd to a folder that is there',
      cause: error,
    });
  }
}

function knownHome(): string {
  try {
    return homeFolder();
  } catch (error) {
    throw new Failure('files', "the system knows no home folder of this user's", {
      next: 'set HOME',
      cause: error,
    });
  }
}

const args = process.argv.slice(2);
// What follows `lockgen uv` is uv's.
const { own } = ownArguments(args);
void main(args, surroundings).then((code) => {
  trace(() => `ended with ${code}`)();
  process.exitCode = reportLost ? EXIT_CODES.files : code;
});
