import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clone, git, scratch, timed } from './surroundings.js';

/** `examples/mlpstorage` with other packages: some in base, more in full. */
export interface Sample {
  readonly name: string;
  readonly base: readonly string[];
  readonly full: readonly string[];
}
export const SMALL: Sample = { name: 'small', base: [], full: ['h5py', 'pandas', 'scikit-learn'] };
export const LARGE: Sample = {
  name: 'large',
  base: ['jupyterlab', 'pandas'],
  full: ['h5py', 'scikit-learn', 'matplotlib'],
};

/** The two lockfiles of a sample. */
export const LOCKFILES = ['requirements.txt', 'requirements-full.txt'] as const;

/** The `pyproject.toml` of a sample. */
export function manifest(sample: Sample): string {
  const list = (names: readonly string[]): string => names.map((one) => `"${one}", `).join('');
  return readFileSync(join(clone, 'examples', 'mlpstorage', 'pyproject.toml'), 'utf8')
    .replace('full = ["dlio-benchmark"]', `full = [${list(sample.full)}]`)
    .replace('"rich>=13.0",', `"rich>=13.0", ${list(sample.base)}`);
}

/**
 * Makes a repository with files in its first commit, which no hook sees.
 *
 * @param name its folder's
 */
export function repositoryWith(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--no-verify', '-m', 'Start');
  return folder;
}

/** Has git call lockgen's hook itself. */
export function hook(folder: string): void {
  symlinkSync(join(clone, 'hooks', 'pre-commit'), join(folder, '.git', 'hooks', 'pre-commit'));
}

/** A repository with a sample, locked by the hook. */
export function lockedRepository(sample: Sample, name: string): string {
  const folder = repositoryWith(`${sample.name}-${name}`, { 'notes.txt': 'notes\n' });
  hook(folder);
  writeFileSync(join(folder, 'pyproject.toml'), manifest(sample));
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'Lock');
  return folder;
}

/** What adds a dependency: a text of the sample, and what stands there then. */
export const EDIT = ['"rich>=13.0",', '"rich>=13.0", "tqdm",'] as const;

let turn = 0;

/** Milliseconds of a commit of a source file. */
export function commitSource(folder: string): number {
  turn += 1;
  writeFileSync(join(folder, 'source.py'), `print(${turn})\n`);
  git(folder, 'add', 'source.py');
  return timed('git', ['commit', '--quiet', '-m', 'Source'], folder);
}

/**
 * Milliseconds of a commit with an edit of `pyproject.toml`, undone afterwards. Where a hook refuses it for files that
 * it has changed, these are added, and the second commit counts as well: that is what its author does.
 */
export function commitEdit(folder: string, from: string, to: string): number {
  const path = join(folder, 'pyproject.toml');
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`the sample has no ${from}`);
  writeFileSync(path, text.replace(from, to));
  git(folder, 'add', 'pyproject.toml');
  const head = git(folder, 'rev-parse', 'HEAD');
  let took = timed('git', ['commit', '--quiet', '-m', 'Edit'], folder, { allowed: [1] });
  if (git(folder, 'rev-parse', 'HEAD') === head) {
    took += timed('git', ['add', '--', ...LOCKFILES], folder);
    took += timed('git', ['commit', '--quiet', '-m', 'Edit'], folder);
  }
  git(folder, 'reset', '--quiet', '--hard', head.trim());
  return took;
}
