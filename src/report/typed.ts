import { isWithin, NATIVE, type PathFlavour } from '../path-flavour.js';

/**
 * What a person types. `hook` is left out: git runs it, and "the lockgen hook" is prose.
 */
const COMMANDS =
  'check|completion|config|diff|doctor|generate|init|merge-driver|resolve|status|uninstall|uv|validate|why';

// Behind a blank, a bracket or a quote, so that no path and no `title=` is one; not where it goes on as a path, as a
// heading (`lockgen check: …`) or as another word.
const COMMAND = new RegExp(
  `(?<=^|[\\s('"\`>]|\\u001b\\[\\d+m)(?<!\\bnpx )lockgen (?=(?:${COMMANDS}|COMMAND|--help|--version|\\[options\\])(?![\\w:/-]|\\.\\w))`,
  'gm',
);

/** Stands within the words of others: behind it comes no command of ours. */
const QUOTED = '\u0000';

/** What goes before the name of a command. */
export type Invocation = 'lockgen' | 'npx lockgen' | `npx lockgen@${string}`;

/** A text with its commands as this user can type them; messages have them as `lockgen check`. */
export function typed(text: string, invocation: () => Invocation): string {
  // Most of what is printed has no command in it, and how lockgen was started isn't asked then.
  const ours = text.replace(COMMAND, () => `${invocation()} `);
  return ours.replaceAll(`lockgen${QUOTED}`, 'lockgen');
}

/** The words of another program, or of a person, in which `typed` changes nothing. */
export function quoted(text: string): string {
  return text.replaceAll('lockgen ', `lockgen${QUOTED} `);
}

/** How lockgen was started. */
export interface Start {
  readonly version: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The program's file as it was called, and where that really is. */
  readonly called: string;
  readonly real: string;
  /** Whether PATH has a `lockgen` elsewhere than in the `node_modules/.bin` of a project. */
  readonly isOnPath: () => boolean;
}

/**
 * What this user types before the name of a command.
 *
 * - In an environment of pre-commit's or prek's own, which no terminal has on PATH: npx with that very version. Both
 *   set `PRE_COMMIT` and name the environment's packages by `NODE_PATH` (pre-commit's languages/node.py, prek's node.rs).
 * - In the `node_modules` of a project here or above: npx, though another lockgen may be on PATH.
 * - By npx itself (`npm_command` is what npm sets): npx.
 * - On PATH by itself, as a global installation is: its name. Elsewhere in a `node_modules`: npx.
 */
export function invocationOf(start: Start, flavour: PathFlavour = NATIVE): Invocation {
  const { env, called, real, cwd, version } = start;
  const packages = env.NODE_PATH ?? '';
  if (env.PRE_COMMIT && packages !== '' && isWithin(packages, real, flavour)) return `npx lockgen@${version}`;
  const owners = [called, real].flatMap((file) => ownerOf(file, flavour) ?? []);
  if (owners.some((owner) => isWithin(owner, cwd, flavour))) return 'npx lockgen';
  if (env.npm_command === 'exec') return 'npx lockgen';
  return owners.length > 0 && !start.isOnPath() ? 'npx lockgen' : 'lockgen';
}

/** The folder whose `node_modules` a file is in, the outermost of them. */
function ownerOf(file: string, { sep }: PathFlavour): string | undefined {
  const at = file.indexOf(`${sep}node_modules${sep}`);
  return at < 0 ? undefined : file.slice(0, at) || sep;
}
