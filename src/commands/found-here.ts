import { recordedPrograms } from '../git/recorded-programs.js';
import { workTrees } from '../git/work-trees.js';
import { pathFlavour } from '../path-flavour.js';
import { trustedEnvironment } from '../search-path.js';
import type { Surroundings, Uv } from '../uv/find.js';
import type { Python } from '../uv/python.js';
import type { ToldRun } from '../uv/surroundings.js';
import { type Context, gitContext } from './context.js';
import { type ProgressLine, progressLine } from './progress.js';

/** The uv that was found, and where. */
export interface FoundHere {
  readonly uv: Uv;
  readonly python: Python | undefined;
  readonly surroundings: Surroundings;
  readonly say: (text: string) => void;
  /** Says each run as a command that does the same again; undefined where nobody wants to know. */
  readonly tell: ((run: ToldRun) => Promise<void>) | undefined;
}

/**
 * Finds, or installs, a uv for somebody else to run it.
 *
 * @throws Failure as `findUv`
 */
export async function prepareUv(context: Context, version: string, hashes: readonly string[]): Promise<Uv> {
  const { uv, say } = await foundHere(context, version, hashes, context.signal);
  if (uv.warning !== undefined) say(uv.warning);
  return uv;
}

/**
 * Finds, or installs, a uv, and a Python.
 *
 * @param installing - ends that
 * @throws Failure as `findUv`
 */
export async function foundHere(
  context: Context,
  version: string,
  hashes: readonly string[],
  installing: AbortSignal,
): Promise<FoundHere> {
  const [{ findUv }, { findPython }] = await Promise.all([
    import('../uv/find.js'),
    import('../uv/python.js'),
  ]);
  const { platform, home, cache, signal } = context;
  const untrusted = workTrees(context.cwd, context.env);
  const env = trustedEnvironment(context.env, platform, untrusted);
  const say = (text: string): void => context.err(`lockgen: ${text}\n`);
  const tell = context.verbose ? (await import('./telling-runs.js')).tellingRuns(context) : undefined;
  const surroundings = {
    env,
    platform,
    home,
    cache,
    signal,
    recorded: () => {
      record ??= recordedPrograms(gitContext(context));
      return record;
    },
    untrusted,
    onProgress: (text: string) => {
      if (context.quiet) return;
      say(text);
      open = () => progressLine(context, `lockgen: ${text}`);
      line ??= open();
    },
    ...(tell === undefined
      ? {}
      : {
          onRun: async (run: ToldRun) => {
            const isOpen = line !== undefined;
            line?.end();
            await tell(run);
            if (isOpen) line = open?.();
          },
        }),
  };
  let line: ProgressLine | undefined;
  let open: (() => ProgressLine) | undefined;
  let record: ReturnType<typeof recordedPrograms> | undefined;
  const [uv, python] = await Promise.all([
    findUv({ version, hashes }, { ...surroundings, signal: installing }),
    findPython({ ...surroundings, signal: installing }),
  ]).finally(() => {
    line?.end();
    line = undefined;
  });
  return { uv, python, surroundings: { ...surroundings, env: reaching(python, env, platform) }, say, tell };
}

/** uv before 0.11.8 looks for Pythons on PATH alone. */
function reaching(
  python: Python | undefined,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): NodeJS.ProcessEnv {
  if (python?.offPath !== true) return env;
  const { delimiter, dirname } = pathFlavour(platform);
  return { ...env, PATH: `${env.PATH ?? ''}${delimiter}${dirname(python.path)}` };
}
