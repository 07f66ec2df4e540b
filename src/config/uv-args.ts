import { hasCredential } from '../lockfile/credentials.js';
import { hasOddUrl, PLAIN_URL } from './odd-url.js';

/** Options of `uv pip compile` that `uvArgs` may not have, by the reason. */
const OWNED: ReadonlyMap<string, readonly string[]> = new Map([
  ['lockgen says where the lockfile goes: targets.NAME.output', ['output-file', 'format']],
  [
    'lockgen decides what moves: lockgen generate --upgrade',
    ['upgrade', 'upgrade-package', 'upgrade-group', 'no-upgrade'],
  ],
  ['use the option universal', ['universal', 'no-universal']],
  ['use the option pythonVersion', ['python-version']],
  ['use the option pythonPlatform', ['python-platform']],
  ['use the option extras of a target', ['extra', 'all-extras', 'no-extra']],
  ['use the option groups of a target', ['group', 'only-group', 'no-group', 'all-groups']],
  ['use the option constraints of a target', ['constraints', 'constraint']],
  ['use the option generateHashes', ['generate-hashes', 'no-generate-hashes']],
  ['use the option torchBackend', ['torch-backend']],
  ['use the option excludeNewer', ['exclude-newer']],
  [
    "lockgen and other tools read the lockfile's header and comments",
    ['header', 'no-header', 'custom-compile-command', 'annotate', 'no-annotate', 'annotation-style'],
  ],
  ['lockgen writes the --find-links lines that pins need', ['emit-find-links', 'no-emit-find-links']],
  [
    "uv would write an index's password into the lockfile",
    ['emit-index-url', 'no-emit-index-url', 'emit-index-annotation'],
  ],
  [
    'lockgen says how uv runs',
    [
      ...[
        'offline',
        'no-offline',
        'quiet',
        'verbose',
        'color',
        'no-color',
        'no-progress',
        'native-tls',
        'system-certs',
      ],
      ...['cache-dir', 'no-cache', 'no-cache-dir', 'refresh', 'no-refresh', 'refresh-package', 'link-mode'],
      ...['directory', 'project', 'config-file', 'no-config', 'isolated', 'help', 'version', 'preview'],
      ...['python', 'system', 'no-system', 'managed-python', 'no-managed-python', 'python-preference'],
      ...['no-python-downloads', 'allow-python-downloads', 'python-downloads'],
      ...['show-settings', 'env-file', 'no-env-file', 'target', 'prefix'],
    ],
  ],
]);

const REASONS: ReadonlyMap<string, string> = new Map(
  [...OWNED].flatMap(([reason, names]) => names.map((name): [string, string] => [name, reason])),
);

/**
 * Why an argument can't be one of `uvArgs`, or undefined where it can. One argument is one word in the
 * `--option=value` form, the only one that Renovate reads from a header; what lockgen says itself is refused, and
 * whatever would put a path of this machine or a password into the lockfile's header.
 */
export function uvArgProblem(argument: string): string | undefined {
  if (argument === '' || /\s/.test(argument)) return 'an argument without spaces';
  if (!/^--[a-z]/.test(argument)) {
    return /^-[A-Za-z]/.test(argument)
      ? 'the long form of an option (--option or --option=value)'
      : 'an option; write its value in the same word (--option=value)';
  }
  const equals = argument.indexOf('=');
  const name = argument.slice(2, equals < 0 ? undefined : equals);
  const reason = REASONS.get(name);
  if (reason !== undefined) return `an option that lockgen doesn't set itself (${reason})`;
  const value = equals < 0 ? '' : argument.slice(equals + 1);
  if (hasCredential(value) || /:\/\/[^/\s]*@/.test(value))
    return "an option without a password (put it into uv's credentials or the environment)";
  if (hasOddUrl(value)) return `an option whose value is ${PLAIN_URL}`;
  if (/^(?:[/~\\]|[A-Za-z]:[\\/]|file:)/i.test(value)) return "a path as seen from the project's folder";
  return undefined;
}
