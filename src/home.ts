import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The user's home folder. A `HOME` that is empty or relative, as in some containers, is none: what is kept there would
 * land wherever a command is started.
 *
 * @throws Error where the system knows none
 */
export function homeFolder(): string {
  const named = homedir();
  const home = isAbsolute(named) ? named : userInfo().homedir;
  if (!isAbsolute(home)) throw new Error(`the home folder ${JSON.stringify(home)} is not absolute`);
  return home;
}

/** The environment in which a `HOME` that is none is the user's. */
export function withHome(env: NodeJS.ProcessEnv, home: string): NodeJS.ProcessEnv {
  return env.HOME === undefined || isAbsolute(env.HOME) ? env : { ...env, HOME: home };
}
