/** Hears of each step when it has ended. */
type Sink = (line: string) => void;

let sink: Sink | undefined;

const NOTHING = (): void => {};

/** Begins a timeline: from now on each step is told to the sink, with when it began, since the program's start, and how long it took. */
export function startTrace(to: Sink): void {
  sink = to;
}

/**
 * A step of the timeline. Where nobody asked for one, it costs a comparison.
 *
 * @param what - asked only where it is told
 * @returns ends it
 */
export function trace(what: () => string): () => void {
  if (sink === undefined) return NOTHING;
  const started = performance.now();
  return () => sink?.(`${milliseconds(started)} + ${milliseconds(performance.now() - started)}  ${what()}`);
}

/** The same for what is waited for. */
export async function traced<T>(what: () => string, work: () => Promise<T>): Promise<T> {
  const end = trace(what);
  try {
    return await work();
  } finally {
    end();
  }
}

const milliseconds = (time: number): string => `${Math.round(time)} ms`.padStart(8);

/**
 * Whether `git -c lockgen.debug=true …` asks for the timeline: a hook has no command line of its own. git hands what
 * stands behind `-c` to the programs that it starts (git's `config.c`: `GIT_CONFIG_PARAMETERS`, `GIT_CONFIG_COUNT`); what
 * its files say isn't asked.
 */
export function gitAsksForTrace(env: NodeJS.ProcessEnv): boolean {
  // Each between blanks: another one's value may read the same.
  const pairs = /(?<=^|\s)'lockgen\.debug(?:(?:'='?|=)([^']*))?'(?=\s|$)/gi;
  const given = [...(env.GIT_CONFIG_PARAMETERS ?? '').matchAll(pairs)].map(([, value]) => value ?? 'true');
  const count = Math.min(Number(env.GIT_CONFIG_COUNT ?? 0) || 0, 1000);
  const counted = Array.from({ length: count }, (_, index) => index)
    .filter((index) => env[`GIT_CONFIG_KEY_${index}`]?.toLowerCase() === 'lockgen.debug')
    .map((index) => env[`GIT_CONFIG_VALUE_${index}`] ?? '');
  return /^(?:true|yes|on|1)$/i.test([...counted, ...given].at(-1) ?? '');
}
