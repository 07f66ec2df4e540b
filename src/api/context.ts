import { homedir } from 'node:os';
import type { Context } from '../commands/context.js';

/** This process as a command's context: silent, and never interrupted from within. */
export function processContext(): Context {
  return {
    cwd: process.cwd(),
    env: process.env,
    home: homedir(),
    platform: process.platform,
    signal: new AbortController().signal,
    alive: () => true,
    out: () => {},
    err: () => {},
    watched: false,
    terminal: false,
    quiet: true,
    verbose: false,
  };
}
