import { createHash } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../src/cache.js';
import { Failure } from '../../src/failure.js';
import type { Surroundings, Wanted } from '../../src/uv/find.js';
import { isolatedEnvironment } from './environment.js';
import { scratchFolder } from './scratch.js';
import { zip } from './wheel.js';

/** A version that no uv has. */
export const FAKE = '99.9.9';

/** What lockgen is told of a machine, and what it said there. */
export interface Machine extends Surroundings {
  readonly progress: string[];
  readonly cache: string;
}

/** A new user's machine, with a real Python and no uv. */
export async function machine(extra: NodeJS.ProcessEnv = {}): Promise<Machine> {
  const home = await scratchFolder();
  const env = isolatedEnvironment(home, extra, { managedUv: false });
  const progress: string[] = [];
  const cache = cacheFolder(env, process.platform, home);
  return {
    env,
    platform: process.platform,
    home,
    progress,
    cache,
    onProgress: (line) => progress.push(line),
  };
}

/** One whose PATH is these folders alone. */
export async function machineWith(...path: string[]): Promise<Machine> {
  return machine({ PATH: path.join(':') });
}

/** A folder with one program, a shell script. */
export async function script(name: string, body: string): Promise<string> {
  const folder = await scratchFolder();
  await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
  await chmod(join(folder, name), 0o755);
  return folder;
}

/** A package `uv` of the local disk, so that a test needn't download the real one. */
export async function fakeUv(
  program = `echo 'uv ${FAKE}'`,
): Promise<{ wanted: Wanted; pip: NodeJS.ProcessEnv }> {
  const folder = await scratchFolder();
  const info = `uv-${FAKE}.dist-info`;
  const wheel = zip(
    [
      [`uv-${FAKE}.data/scripts/uv`, `#!/bin/sh\n${program}\n`],
      [`${info}/METADATA`, `Metadata-Version: 2.1\nName: uv\nVersion: ${FAKE}\n`],
      [`${info}/WHEEL`, 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
      [
        `${info}/RECORD`,
        `uv-${FAKE}.data/scripts/uv,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
      ],
    ].map(([fileName = '', text = '']) => ({ fileName, content: Buffer.from(text) })),
  );
  // The helper's members have mode 644; pip makes executable what is so in the wheel.
  const executable = Buffer.from(wheel.toString('hex').replaceAll('0000a481', '0000ed81'), 'hex');
  await writeFile(join(folder, `uv-${FAKE}-py3-none-any.whl`), executable);
  const hash = createHash('sha256').update(executable).digest('hex');
  return {
    wanted: { version: FAKE, hashes: [`sha256:${hash}`] },
    pip: { PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder },
  };
}

/** The failure that something ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw error;
  return error;
}
