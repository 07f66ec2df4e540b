import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hook, LARGE, LOCKFILES, manifest, repositoryWith, type Sample } from './repositories.js';
import { clone, timed, uv } from './surroundings.js';

/** One bare compile over the existing lockfile, as a Makefile would have it. */
export function compileArguments(target: 'base' | 'full'): readonly string[] {
  const extra = target === 'base' ? [] : ['--extra=full'];
  return [
    ...['pip', 'compile', '--quiet', '--universal', '--python-version=3.10', ...extra],
    `--output-file=${target === 'base' ? LOCKFILES[0] : LOCKFILES[1]}`,
    'pyproject.toml',
  ];
}
const command = (target: 'base' | 'full'): string => [uv.path, ...compileArguments(target)].join(' ');

/** The hook `pip-compile` of uv-pre-commit, for both lockfiles; without its environment, in which uv would be the same. */
const PRE_COMMIT = `repos:
  - repo: local
    hooks:
${(['base', 'full'] as const)
  .map(
    (target) => `      - id: ${target}
        name: pip-compile
        language: system
        entry: ${command(target)}
        files: ^(pyproject\\.toml|requirements.*\\.txt)$
        pass_filenames: false
`,
  )
  .join('')}`;
const LEFTHOOK = `pre-commit:
  commands:
${(['base', 'full'] as const)
  .map(
    (target) => `    ${target}:
      glob: pyproject.toml
      run: ${command(target)} && git add ${LOCKFILES.join(' ')}
`,
  )
  .join('')}`;
const LINT_STAGED = JSON.stringify({
  private: true,
  'lint-staged': {
    'pyproject.toml': [
      ...(['base', 'full'] as const).map((target) => `sh -c '${command(target)}' --`),
      `sh -c 'git add ${LOCKFILES.join(' ')}' --`,
    ],
  },
});

/** How a repository's hooks are wired: its files, and what is typed then. */
interface Manager {
  readonly files: Readonly<Record<string, string>>;
  readonly wire: (folder: string) => void;
}

/** Node packages of this repository's, as `npm ci` would have them. */
function withPackages(folder: string): void {
  symlinkSync(join(clone, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, '.git', 'info', 'exclude'), 'node_modules\n');
}

/** husky calls what `.husky/pre-commit` says. */
function husky(says: string): Manager {
  return {
    files: { '.husky/pre-commit': says, 'package.json': LINT_STAGED },
    wire: (folder) => {
      withPackages(folder);
      timed(process.execPath, [join(clone, 'node_modules', 'husky', 'bin.js')], folder);
    },
  };
}

const installed =
  (program: string): Manager['wire'] =>
  (folder) =>
    void timed(program, ['install'], folder);

/** Hook managers, by the name that a table has: with uv's compiles, as a team without lockgen has them, or with lockgen. */
const MANAGERS: Readonly<Record<string, Manager>> = {
  'no hook': { files: {}, wire: () => {} },
  lockgen: { files: {}, wire: hook },
  'lockgen under husky': husky(`${join(clone, 'hooks', 'pre-commit')}\n`),
  prek: { files: { '.pre-commit-config.yaml': PRE_COMMIT }, wire: installed('prek') },
  lefthook: { files: { 'lefthook.yml': LEFTHOOK }, wire: installed('lefthook') },
  'pre-commit': { files: { '.pre-commit-config.yaml': PRE_COMMIT }, wire: installed('pre-commit') },
  'husky + lint-staged': husky('node_modules/.bin/lint-staged --quiet\n'),
};
export const MANAGER_NAMES = Object.keys(MANAGERS);

/**
 * Makes a repository with a sample, the same lockfiles, and the hooks of a manager.
 *
 * @param lockfiles - their texts, in the order of `LOCKFILES`
 */
export function managedRepository(
  name: string,
  sample: Sample,
  lockfiles: readonly string[],
  suffix = '',
): string {
  const manager = MANAGERS[name];
  if (manager === undefined) throw new Error(`there is no manager ${name}`);
  const folder = repositoryWith(
    `${sample === LARGE ? 'large' : 'small'}-${name.replace(/\W+/g, '-')}${suffix}`,
    {
      'pyproject.toml': manifest(sample),
      ...Object.fromEntries(LOCKFILES.map((path, at) => [path, lockfiles[at] ?? ''])),
      ...manager.files,
    },
  );
  mkdirSync(join(folder, '.git', 'hooks'), { recursive: true });
  mkdirSync(join(folder, '.git', 'info'), { recursive: true });
  manager.wire(folder);
  return folder;
}
