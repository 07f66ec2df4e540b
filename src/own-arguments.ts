/** The option that stands before a command as well as after it. */
export const CACHE_HOME = '--cache-home';

/**
 * A command line in two: what is lockgen's to read, and, after `lockgen uv`, what is uv's.
 *
 * @returns `theirs` is undefined where all is lockgen's own
 */
export function ownArguments(argv: readonly string[]): {
  readonly own: readonly string[];
  readonly theirs: readonly string[] | undefined;
} {
  const at = commandAt(argv);
  if (argv[at] !== 'uv' || argv[at + 1] === 'upgrade') return { own: argv, theirs: undefined };
  return { own: argv.slice(0, at + 1), theirs: argv.slice(at + 1) };
}

/** Where the name of the command stands. */
export function commandAt([first = '']: readonly string[]): number {
  return first === CACHE_HOME ? 2 : first.startsWith(`${CACHE_HOME}=`) ? 1 : 0;
}
