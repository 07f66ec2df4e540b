import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lockgenCache } from '../cache.js';
import { isolatedEnvironment } from './environment.js';
import { programsOnPath } from './programs.js';
import { remembered } from './remember.js';
import { runProgram } from './run.js';
import type { Surroundings } from './surroundings.js';

/** A real interpreter: neither a version manager's shim nor a virtual environment's. */
export interface Python {
  readonly path: string;
  /** `X.Y.Z` */
  readonly version: string;
  /** PATH has no way to it. */
  readonly offPath?: true;
}

/** How an interpreter is called: what stands on PATH, which can have a pip that the real interpreter has not. */
export interface PythonCommand extends Python {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The first Python ≥ 3.8 of `python3`, `python` (on Windows `py -3` before them) on PATH, as the real interpreter
 * behind shims and virtual environments: a shim costs uv a third of a second for each call. Where PATH has none, the one
 * on record, or where version managers keep theirs. Remembered in the cache folder, so that Python isn't started for it
 * again.
 */
export async function findPython(surroundings: Surroundings): Promise<Python | undefined> {
  for await (const { command: _, args: __, ...python } of pythonCommands(surroundings)) return python;
  return undefined;
}

/** All of them, in the order in which they would be taken. */
export async function* pythonCommands(surroundings: Surroundings): AsyncGenerator<PythonCommand> {
  for (const [name, args] of pythonNames(surroundings.platform)) {
    for (const command of await programsOnPath(name, surroundings)) {
      const python = await describePython(command, args, surroundings);
      if (python !== undefined) yield { ...python, command, args };
    }
  }
  for await (const command of elsewhere(surroundings)) {
    const python = await describePython(command, [], surroundings);
    if (python !== undefined) yield { ...python, command, args: [], offPath: true };
  }
}

/** What a program with a window needs, whose PATH no shell has set up; not looked for where PATH has what serves. */
async function* elsewhere(surroundings: Surroundings): AsyncGenerator<string> {
  const record = (await surroundings.recorded?.())?.python;
  if (record !== undefined) yield record;
  const { usualPythons } = await import('./python-folders.js');
  yield* usualPythons(surroundings);
}

/** What Python is called on a platform, with the arguments that choose Python 3, in the order of asking. */
export function pythonNames(
  platform: NodeJS.Platform,
): readonly (readonly [name: string, args: readonly string[]])[] {
  const names = [['python3', []] as const, ['python', []] as const];
  // The launcher, which python.org's installer puts on PATH where it puts no python3.
  return platform === 'win32' ? [['py', ['-3']], ...names] : names;
}

/** What an interpreter says of itself; undefined where it doesn't run, or can't serve. */
export async function describePython(
  command: string,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Python | undefined> {
  const facts = await remembered<{ path: string; version: string }>(
    lockgenCache(surroundings),
    command,
    async ({ path, version }) => {
      // Behind a shim, the interpreter can be gone while the shim is unchanged.
      if (path === undefined || version === undefined || !(await isFile(path))) return undefined;
      return { path, version };
    },
    () => ask(command, args, surroundings),
  );
  return facts !== undefined && serves(facts.version) ? facts : undefined;
}

// The base of a virtual environment, so that what is remembered outlives it.
const QUESTION = `import sys
print(getattr(sys, '_base_executable', None) or sys.executable)
print('%d.%d.%d' % sys.version_info[:3])`;

async function ask(
  command: string,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<{ path: string; version: string } | undefined> {
  const result = await runProgram(command, [...args, '-I', '-c', QUESTION], {
    // Not the current folder, which is somebody's clone: pyenv reads `.python-version` there.
    cwd: dirname(command),
    env: isolatedEnvironment(surroundings.env),
    ...(surroundings.signal === undefined ? {} : { signal: surroundings.signal }),
  });
  const [path, version] = result.stdout.split(/\r?\n/);
  if (result.exitCode !== 0 || !path || !version || !/^\d+\.\d+\.\d+$/.test(version)) return undefined;
  return (await isFile(path)) ? { path, version } : undefined;
}

/** uv 0.13 and the pips that know its wheels run on 3.8 and later. */
function serves(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 8);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
