import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { isolatedEnvironment } from './environment.js';
import { programsOnPath } from './programs.js';
import { describePython, type PythonCommand } from './python.js';
import { runProgram } from './run.js';
import type { Surroundings } from './surroundings.js';

/**
 * The Python whose pip pipx installs everything with, where pipx is on PATH and has made it already. `pipx install`
 * itself checks no hashes; this pip does. It is only run: nothing is installed into it.
 */
export async function pipxPython(surroundings: Surroundings): Promise<PythonCommand | undefined> {
  for (const pipx of await programsOnPath('pipx', surroundings)) {
    const result = await runProgram(pipx, ['environment', '--value', 'PIPX_SHARED_LIBS'], {
      cwd: dirname(pipx),
      env: isolatedEnvironment(surroundings.env),
      ...(surroundings.signal === undefined ? {} : { signal: surroundings.signal }),
    });
    const shared = result.stdout.trim();
    if (result.exitCode !== 0 || !isAbsolute(shared)) continue;
    const name = surroundings.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
    const command = join(shared, name);
    if ((await stat(command).catch(() => undefined))?.isFile() !== true) continue;
    const python = await describePython(command, [], surroundings);
    if (python !== undefined) return { ...python, command, args: [] };
  }
  return undefined;
}
