import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failure.js';
import { withoutCredentials } from '../lockfile/credentials.js';
import { uvEnvironment } from './environment.js';
import type { Uv, Wanted } from './find.js';
import { readUvFailure } from './messages.js';
import { lastLines } from './pip-failures.js';
import { runUv } from './run.js';
import type { Surroundings } from './surroundings.js';
import { writeConfigFolder } from './user-config.js';

/**
 * Asks the package index, by way of a uv that is there, for a release of uv and the hashes of its files, those of all
 * platforms.
 *
 * @param version the release; undefined for the newest one
 * @param python a real interpreter; without one uv looks for one itself
 * @throws Failure `usage` where the index has no such release, `network`, `uv-failed`, `interrupted`
 */
export async function askRelease(
  uv: Uv,
  version: string | undefined,
  surroundings: Surroundings & { readonly python?: string | undefined },
): Promise<Wanted> {
  const folder = await mkdtemp(join(tmpdir(), 'lockgen-release-'));
  try {
    // Ends uv's search for settings in the folders above.
    await writeFile(join(folder, 'uv.toml'), '');
    const configFolder = join(folder, 'config');
    await writeConfigFolder(configFolder, surroundings);
    const { env } = uvEnvironment({
      env: surroundings.env,
      platform: surroundings.platform,
      configFolder,
      ...(surroundings.python === undefined ? {} : { pythonPath: surroundings.python }),
      offline: false,
      noBuild: false,
    });
    const args = ['pip', 'compile', '-', '--generate-hashes', '--universal', '--no-header', '--no-annotate'];
    args.push('--refresh-package=uv');
    const asked = version === undefined ? 'uv' : `uv==${version}`;
    const input = `${asked}\n`;
    const run = { program: uv.path, args, cwd: folder, env, input, root: folder };
    await surroundings.onRun?.({ ...run, purpose: `hashes of ${asked}` });
    const result = await runUv(uv, args, {
      cwd: folder,
      env,
      input,
      ...(surroundings.signal === undefined ? {} : { signal: surroundings.signal }),
    });
    if (surroundings.signal?.aborted === true)
      throw new Failure('interrupted', 'interrupted; nothing was written');
    const found = /^uv==(\S+)/m.exec(result.stdout)?.[1];
    const hashes = [...result.stdout.matchAll(/--hash=(sha256:[0-9a-f]{64})\b/g)].map(
      ([, hash = '']) => hash,
    );
    if (result.exitCode === 0 && found !== undefined && hashes.length > 0) return { version: found, hashes };
    const { kind, message } = readUvFailure(result);
    const detail = lastLines(withoutCredentials(message === '' ? result.stderr.trim() : message));
    if (kind === 'unsatisfiable') {
      throw new Failure('usage', `the index has no ${asked}`, { next: 'name a release that it has', detail });
    }
    if (kind === 'unavailable') {
      throw new Failure('network', 'the index could not be asked for releases of uv', {
        next: 'try again with a network',
        detail,
      });
    }
    throw new Failure('uv-failed', `uv ${uv.version} could not tell the hashes of ${asked}`, {
      next: `see uv's words, then try again; or name a release: lockgen uv upgrade VERSION`,
      detail,
    });
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
