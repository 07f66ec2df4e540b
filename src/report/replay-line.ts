import { shellWord } from '../shell-word.js';

/** How a program was run. */
export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What it read on stdin. */
  readonly input?: string;
  /** Names of the variables that it heeds. Default: uv's. */
  readonly heeds?: RegExp;
}

/** Where it is run again. */
export interface ReplayPlace {
  /** The environment of the shell: what it has already isn't said, so that no password of it is. */
  readonly userEnv: NodeJS.ProcessEnv;
  /** The folder that is gone by then, and the copy of it. */
  readonly root: string;
  readonly copy: string;
  /** Whether uv reads the user's own configuration. */
  readonly isOwn: boolean;
}

const UV_OWN = /^UV(?:_|$)/;

/** Of no effect on what comes out: how it looks, where temporary files are, how a program is found that is named whole. */
const NO_MATTER =
  /^(?:TMPDIR|TEMP|TMP|RUST_LOG|NO_COLOR|LC_ALL|PATH|Path|HOME|UV_NO_PROGRESS|UV_NO_WRAP|PWD|_)$/;

/** One line for a POSIX shell that does what a run did, with the variables that it had otherwise than the shell has them. */
export function replayLine(run: ProgramRun, place: ReplayPlace): string {
  const { program, args, cwd, env, input, heeds = UV_OWN } = run;
  const { userEnv, root, copy, isOwn } = place;
  const there = (text: string): string => text.replaceAll(root, copy);
  const matters = (name: string): boolean => !NO_MATTER.test(name) && !(isOwn && /^XDG_CONFIG_/.test(name));
  const set = Object.keys(env)
    .filter((name) => matters(name) && env[name] !== userEnv[name])
    .sort()
    .map((name) => `${name}=${shellWord(there(env[name] ?? ''))}`);
  const unset = Object.keys(userEnv).filter((name) => heeds.test(name) && env[name] === undefined);
  // `env` takes variables away; a plain shell sets them.
  const words = unset.length === 0 ? set : ['env', ...unset.flatMap((name) => ['-u', name]), ...set];
  return [
    `cd ${shellWord(there(cwd))} &&`,
    ...words,
    shellWord(program),
    ...args.map((arg) => shellWord(there(arg))),
    ...(input === undefined ? [] : [`<${shellWord(`${copy}/input`)}`]),
  ].join(' ');
}
