import { fileURLToPath } from 'node:url';
import { realPython } from '../helpers/environment.js';
import { runOk } from '../helpers/run.js';

/** A source distribution, pinned so that a project is the same one on every day. */
export interface Sdist {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

const SCRIPT = fileURLToPath(new URL('sdist.py', import.meta.url));

/**
 * The `pyproject.toml` of a project as it is on the package index that pip uses here.
 *
 * @throws Error where the index can't be had, or has another file than the pinned one.
 */
export async function pyprojectOf({ name, version, sha256 }: Sdist): Promise<string> {
  const { stdout } = await runOk(realPython(), [SCRIPT, name, version, sha256, 'pyproject.toml']);
  const files: unknown = JSON.parse(stdout);
  if (typeof files === 'object' && files !== null && 'pyproject.toml' in files) {
    const text = files['pyproject.toml'];
    if (typeof text === 'string') return text;
  }
  throw new Error(`the source distribution of ${name} ${version} has no pyproject.toml`);
}
