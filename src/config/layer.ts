import { Failure } from '../failure.js';
import { pathText } from './spelling.js';

/** A path in a configuration, such as `['targets', 'full', 'extras', 1]`. */
export type OptionPath = readonly (string | number)[];

/** One thing that is wrong in a configuration. */
export interface ConfigError {
  /** `.lockgenrc.yaml: targets.full.extras[1]`, `pyproject.toml: tool.lockgen.agree`, `--python-version`. */
  readonly place: string;
  readonly message: string;
}

/**
 * Where an option stands, for messages.
 *
 * @param source - the root file's path; or `pyproject.toml: tool.lockgen`, whose keys follow after a dot
 */
export function placeIn(source: string, path: OptionPath): string {
  const keys = pathText(path);
  if (keys === '') return source;
  if (!/(?:: |^)tool\.lockgen$/.test(source)) return `${source}: ${keys}`;
  return keys.startsWith('[') ? `${source}${keys}` : `${source}.${keys}`;
}

/**
 * Throws all errors of a configuration as one failure, in the order in which they were found.
 *
 * @throws Failure `configuration`; nothing where there are no errors
 */
export function failWith(errors: readonly ConfigError[]): void {
  if (errors.length === 0) return;
  const lines = errors.map(({ place, message }) => `${place}: ${message}`);
  const [first = ''] = lines;
  const message =
    lines.length === 1
      ? first
      : `${lines.length} errors in the configuration:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  throw new Failure('configuration', message, {
    next: errors.every(({ place }) => place.startsWith('--'))
      ? 'lockgen --help lists the commands, and lockgen COMMAND --help the options'
      : 'correct it and try again; docs/configuration.md and .lockgenrc.example have every option',
  });
}
