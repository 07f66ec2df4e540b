import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PINNED_UV } from '../../src/uv/version.js';
import { isolatedEnvironment, realPython } from './environment.js';
import { runOk } from './run.js';
import { exclusively, sharedFolder } from './shared.js';
import { sharedUv } from './uv.js';

const PROGRAMS = ['pip-tools==7.6.2', 'pip-compile-multi==3.3.2', `uv==${PINNED_UV}`];

/**
 * The hooks of uv-pre-commit that are compared, defined as in its repository in July 2026, at 0.11.32; GitHub can't be reached
 * from a test. pre-commit clones this one, and installs uv by pip, as with the real one.
 */
const UV_HOOKS = `- id: pip-compile
  name: pip-compile
  entry: uv pip compile
  language: python
  files: ^requirements\\.(in|txt)$
  args: []
  pass_filenames: false
- id: uv-lock
  name: uv-lock
  entry: uv lock
  language: python
  files: ^(uv\\.lock|pyproject\\.toml|uv\\.toml)$
  args: []
  pass_filenames: false
- id: uv-export
  name: uv-export
  entry: uv export
  language: python
  files: ^uv\\.lock$
  args: ["--frozen", "--output-file=requirements.txt", "--quiet"]
  pass_filenames: false
`;

/** Where the neighbours' programs are. */
export interface NeighbourPrograms {
  /** With `pip-compile`, `pip-compile-multi` and `uv`. */
  readonly bin: string;
  readonly uvPreCommit: string;
}

/** Installs them: once for all test files and runs. */
export async function neighbourPrograms(): Promise<NeighbourPrograms> {
  const [uv, python] = [await sharedUv(), realPython()];
  const folder = join(sharedFolder(), ['neighbours', ...PROGRAMS, `py-${basename(python)}`].join('-'));
  const done = join(folder, 'done');
  const isThere = (): boolean => existsSync(done) && existsSync(join(folder, 'venv', 'bin', 'python'));
  const uvPreCommit = join(folder, 'uv-pre-commit');
  if (!isThere()) {
    await exclusively('neighbours', async () => {
      if (isThere()) return;
      await rm(folder, { recursive: true, force: true });
      const env = isolatedEnvironment(join(folder, 'home'), {}, { managedUv: false });
      await runOk(uv, ['venv', '--quiet', '--python', python, join(folder, 'venv')], { env });
      await runOk(uv, ['pip', 'install', '--quiet', '--python', join(folder, 'venv'), ...PROGRAMS], { env });
      await mkdir(uvPreCommit);
      await writeFile(join(uvPreCommit, '.pre-commit-hooks.yaml'), UV_HOOKS);
      const uvProject = `[project]\nname = "uv-pre-commit"\nversion = "0.0.0"\ndependencies = ["uv==${PINNED_UV}"]\n\n[tool.setuptools]\npy-modules = []\n`;
      await writeFile(join(uvPreCommit, 'pyproject.toml'), uvProject);
      const git = (...args: string[]) => runOk('git', args, { cwd: uvPreCommit, env });
      await git('init', '--quiet');
      await git('add', '.');
      await git('commit', '--quiet', '-m', 'Hooks');
      await git('tag', PINNED_UV);
      await writeFile(done, '');
    });
  }
  return { bin: join(folder, 'venv', 'bin'), uvPreCommit };
}
