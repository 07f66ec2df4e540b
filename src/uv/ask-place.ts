import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'smol-toml';
import { emptyPackages } from './absent.js';
import { uvEnvironment } from './environment.js';
import type { Surroundings, Uv } from './find.js';
import type { IndexPlace } from './index-places.js';
import { readUvFailure, uvStatements } from './messages.js';
import { runUv } from './run.js';
import type { Table } from './user-config.js';

/** How an index answered. */
export type PlaceAnswer =
  | { readonly kind: 'answers' }
  | {
      readonly kind: 'refuses' | 'unreachable' | 'unclear';
      readonly status: number | undefined;
      readonly words: string;
    };

/** What says which index is asked; of other settings, those that say how it is reached stay. */
const WHERE = new Set([
  'index',
  'index-url',
  'extra-index-url',
  'no-index',
  'find-links',
  'pip',
  'workspace',
  'index-strategy',
  'offline',
]);
const WHERE_VARIABLES = [
  'UV_DEFAULT_INDEX',
  'UV_INDEX',
  'UV_INDEX_URL',
  'UV_EXTRA_INDEX_URL',
  'UV_FIND_LINKS',
];

/** How long one of them may take, in milliseconds. */
const PATIENCE_MS = 8000;

/**
 * Has uv ask one index about one package, as it would for a lockfile: with its credentials, certificates and proxies.
 * That the index doesn't have the package is an answer.
 *
 * @param folder - absolute, empty, for the files of this question
 * @param settings - the project's and the user's, as far as they say how an index is reached
 * @param name - a package's name alone: of a version, a page without any says no more than that it lacks that one
 */
export async function askPlace(
  uv: Uv,
  place: IndexPlace,
  how: {
    readonly folder: string;
    readonly settings: Table;
    readonly name: string;
    readonly surroundings: Surroundings;
    readonly python: string | undefined;
  },
): Promise<PlaceAnswer> {
  const { folder, name, surroundings, python } = how;
  const kept = Object.fromEntries(Object.entries(how.settings).filter(([key]) => !WHERE.has(key)));
  const index =
    place.url === undefined
      ? {}
      : { index: [{ ...place.table, url: place.url, default: true, explicit: false }] };
  const configFolder = join(folder, 'config');
  const temporaryFolder = join(folder, 'tmp');
  for (const each of [join(configFolder, 'uv'), join(configFolder, 'system', 'uv'), temporaryFolder])
    await mkdir(each, { recursive: true });
  // It can hold a password.
  await writeFile(join(configFolder, 'uv', 'uv.toml'), stringify({ ...kept, ...index }), { mode: 0o600 });
  await writeFile(join(configFolder, 'system', 'uv', 'uv.toml'), '');
  const env = Object.fromEntries(
    Object.entries(surroundings.env).filter(([name]) => !WHERE_VARIABLES.includes(name)),
  );
  const setting = uvEnvironment({
    env,
    platform: surroundings.platform,
    configFolder,
    temporaryFolder,
    ...(python === undefined ? {} : { pythonPath: python }),
    offline: false,
    noBuild: true,
  });
  const words = [
    'pip',
    'compile',
    '-',
    '--no-deps',
    '--no-header',
    `--refresh-package=${name}`,
    ...setting.args,
  ];
  const result = await runUv(uv, words, {
    cwd: temporaryFolder,
    env: setting.env,
    input: `${name}\n`,
    patience: PATIENCE_MS,
    mark: `TMPDIR=${temporaryFolder}`,
    ...(surroundings.signal === undefined ? {} : { signal: surroundings.signal }),
  });
  if (result.exitCode === 0) return { kind: 'answers' };
  const failure = readUvFailure(result);
  const [first = '', ...more] = uvStatements(failure.message);
  const last = (more.filter((one) => !one.startsWith('hint: ')).at(-1) ?? first).trim();
  const told = {
    status: failure.status,
    words: failure.timedOut === true ? `no answer in ${PATIENCE_MS / 1000} s` : last,
  };
  // No index has a page for a package without a release.
  if (emptyPackages(failure.message).size > 0)
    return {
      kind: 'refuses',
      status: undefined,
      words: 'its page has no package on it, as that of a login has none',
    };
  if (failure.kind === 'unsatisfiable' || failure.kind === 'python-range') return { kind: 'answers' };
  if (failure.kind !== 'unavailable') return { kind: 'unclear', ...told };
  if (failure.unreachable === true || failure.timedOut === true) return { kind: 'unreachable', ...told };
  return failure.status === 404 ? { kind: 'answers' } : { kind: 'refuses', ...told };
}
