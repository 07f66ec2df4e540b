import { dirname, join } from 'node:path';
import { compareVersions } from '../../src/python/version.js';
import { realPython } from '../helpers/environment.js';
import { runOk } from '../helpers/run.js';
import { sharedFolder } from '../helpers/shared.js';

/**
 * Asks pip what it would install from a lockfile on this machine. It takes a lockfile's markers for those of the Python
 * that it runs on, so that is the Python asked for, or the nearest one that the lockfile is for.
 *
 * @param sourceOnly packages that may be built
 * @throws Error with pip's words where it would not install it.
 */
export async function pipInstalls(
  lockfile: string,
  options: {
    readonly env: NodeJS.ProcessEnv;
    readonly pythons: readonly [lowest: string, highest: string];
    readonly scratch: string;
    readonly sourceOnly?: readonly string[];
  },
): Promise<void> {
  const { env, pythons, scratch, sourceOnly = [] } = options;
  const asked = ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'];
  const own = (await runOk(realPython(), asked, { env })).stdout.trim();
  const [lowest, highest] = pythons;
  const nearest =
    compareVersions(own, lowest) < 0 ? lowest : compareVersions(own, highest) > 0 ? highest : own;
  await runOk(
    realPython(),
    [
      ...['-m', 'pip', 'install', '--dry-run', '--ignore-installed', '--no-deps', '--quiet'],
      ...['--only-binary', ':all:', ...sourceOnly.flatMap((name) => ['--no-binary', name])],
      ...['--python-version', nearest, '--target', join(scratch, 'target'), '-r', lockfile],
    ],
    // It fetches whole wheels even to say what it would install.
    { cwd: dirname(lockfile), env: { ...env, PIP_CACHE_DIR: join(sharedFolder(), 'pip-cache') } },
  );
}
