import type { Context } from '../commands/context.js';
import { homeFolder, withHome } from '../home.js';

/** This process as a command's context: silent, and never interrupted from within. */
export function processContext(): Context {
  const home = homeFolder();
  return {
    cwd: process.cwd(),
    env: withHome(process.env, home),
    home,
    platform: process.platform,
    signal: new AbortController().signal,
    alive: () => true,
    out: () => {},
    data: () => {},
    asTyped: (text) => text,
    err: () => {},
    watched: false,
    errTerminal: false,
    terminal: false,
    quiet: true,
    verbose: false,
  };
}
