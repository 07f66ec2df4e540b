import type { TargetConfig } from '../config/options.js';
import { shellWord } from '../shell-word.js';

/**
 * The arguments of `uv pip compile` that a replay needs, and nothing else, since uv records them all in the
 * lockfile's header (uv documentation, "Locking requirements"). All in the `--option=value` form, the only one
 * that Renovate's pip-compile manager reads.
 *
 * @param target - the lockfile to compile
 * @param floor - the lowest Python
 * @param undated - packages that a cut-off can't judge
 * @param agreement - lockfiles of the same project that constrain this one, as seen from the project's folder
 * @param source - what has the requirements, as seen from there
 */
export function compileArguments(
  target: TargetConfig,
  floor: string,
  agreement: readonly string[],
  undated: readonly string[] = [],
  source = 'pyproject.toml',
): readonly string[] {
  return [
    'pip',
    'compile',
    ...(target.universal ? ['--universal'] : []),
    `--python-version=${floor}`,
    ...(target.pythonPlatform === undefined ? [] : [`--python-platform=${target.pythonPlatform}`]),
    ...target.extras.map((extra) => `--extra=${extra}`),
    ...target.groups.map((group) => `--group=${group}`),
    ...[...target.constraints, ...agreement].map((file) => `--constraints=${file}`),
    ...(target.generateHashes ? ['--generate-hashes'] : []),
    ...(target.excludeNewer === undefined ? [] : [`--exclude-newer=${target.excludeNewer}`]),
    ...undated.map((name) => `--exclude-newer-package=${name}=false`),
    ...target.uvArgs,
    `--output-file=${target.output}`,
    source,
  ];
}

/** The header's command: a line for a POSIX shell, with further options before the output. */
export function headerCommand(args: readonly string[], further: readonly string[]): string {
  const output = args.findIndex((arg) => arg.startsWith('--output-file='));
  const words = ['uv', ...args.slice(0, output), ...further, ...args.slice(output)];
  return words.map(shellWord).join(' ');
}
