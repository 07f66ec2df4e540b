import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isolatedEnvironment, realPython } from './environment.js';
import { runOk } from './run.js';
import { exclusively, sharedFolder } from './shared.js';
import { sharedUv } from './uv.js';

/**
 * Installs Python programs of the package index, once for all test files and runs.
 *
 * @param name of what they are for.
 * @param programs with their versions: `prek==0.5.11`.
 * @returns the folder to put on PATH.
 */
export async function pythonPrograms(name: string, programs: readonly string[]): Promise<string> {
  const [uv, python] = [await sharedUv(), realPython()];
  const folder = join(sharedFolder(), [name, ...programs, `py-${basename(python)}`].join('-'));
  const done = join(folder, 'done');
  // The Python that it was made of may be gone.
  const isThere = () => existsSync(done) && existsSync(join(folder, 'venv', 'bin', 'python'));
  if (!isThere()) {
    await exclusively(name, async () => {
      if (isThere()) return;
      // What a run left that was killed.
      await rm(folder, { recursive: true, force: true });
      const env = isolatedEnvironment(join(folder, 'home'), {}, { managedUv: false });
      await runOk(uv, ['venv', '--quiet', '--python', python, join(folder, 'venv')], { env });
      await runOk(uv, ['pip', 'install', '--quiet', '--python', join(folder, 'venv'), ...programs], { env });
      await writeFile(done, '');
    });
  }
  return join(folder, 'venv', 'bin');
}
