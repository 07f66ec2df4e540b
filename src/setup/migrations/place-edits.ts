import { posix } from 'node:path';
import { fileOption } from '../../lockfile/file-options.js';
import { folderOf, tableAt } from '../../project/manifest.js';
import { type TomlSetting, withTomlKey } from '../edit-pyproject.js';
import { passwordNote, plainUrl } from './compile-options.js';
import type { Facts } from './facts.js';
import type { Layers } from './layers.js';
import type { Compile, Files, MigrationEdit } from './migration.js';
import { listed } from './names.js';
import { tidied } from './toml-requirements.js';

/** Edits that set one key of a project's `pyproject.toml`. */
export function setIn(
  facts: Facts,
): (table: readonly string[], key: string, value: TomlSetting, says: string) => MigrationEdit {
  return (table, key, value, says) => ({
    path: facts.path,
    says,
    edit: (text) => tidied(withTomlKey(text ?? '', table, key, value), key),
    byHand: `in ${facts.path}, under [${table.join('.')}]: ${key} = ${JSON.stringify(value)}`,
  });
}

const PIP = ['tool', 'uv', 'pip'];

/**
 * Where packages come from, and which of their files count: settings of `[tool.uv.pip]`, which bots obey, too.
 *
 * @param outputs - the files that are to become lockfiles, as they are now; those of `compiles` by default
 */
export function placeEdits(
  files: Files,
  facts: Facts,
  compiles: readonly Compile[],
  layers: Layers,
  outputs: readonly string[] = compiles.map(({ output }) => output),
): readonly MigrationEdit[] {
  const set = setIn(facts);
  const wanted = [...wantedOf(facts, compiles, layers)];
  const uv = tableAt(facts.document, 'tool', 'uv');
  const isThere = (key: string): boolean => tableAt(uv, 'pip')[key] !== undefined || uv[key] !== undefined;
  const edits = wanted.flatMap(([key, value]) =>
    isThere(key) || (key.endsWith('index-url') && uv.index !== undefined)
      ? []
      : [set(PIP, key, value, `gets ${key} = ${JSON.stringify(value)} under [tool.uv.pip], ${WHY(key)}`)],
  );
  const old = outputs.map((output) => files.get(output) ?? '').join('\n');
  const keys = new Set(wanted.map(([key]) => key));
  // Who installs from the lockfile finds them by its own lines, as with pip-compile.
  const emitted: readonly (readonly [string, RegExp, readonly string[]])[] = [
    ['emit-index-url', /^(?:--(?:extra-)?index-url|-i)\b/m, ['index-url', 'extra-index-url']],
    ['emit-find-links', /^(?:--find-links|-f)\b/m, ['find-links']],
    ['emit-build-options', /^--(?:no|only)-binary\b/m, ['no-binary', 'only-binary']],
  ];
  return [
    ...edits,
    ...emitted.flatMap(([key, line, of]) =>
      of.some((one) => keys.has(one)) && line.test(old) && !isThere(key)
        ? [
            set(
              PIP,
              key,
              true,
              `gets ${key} = true under [tool.uv.pip], since ${listed(outputs)} had such lines`,
            ),
          ]
        : [],
    ),
  ];
}

const WHY = (key: string): string =>
  ['no-binary', 'only-binary', 'prerelease'].includes(key) ? FILES : 'where packages come from';

const FILES = 'which files of packages count';

/** What the commands said, then the files of requirements. */
function wantedOf(
  facts: Facts,
  compiles: readonly Compile[],
  layers: Layers,
): ReadonlyMap<string, TomlSetting> {
  const wanted = new Map<string, TomlSetting>();
  const say = (key: string, values: readonly string[]): void => {
    if (values.length > 0) wanted.set(key, [...new Set(values)]);
  };
  const given = new Map<string, string[]>();
  for (const [path, { options }] of layers.files) {
    for (const { name, value } of options) {
      const key = fileOption(name)?.key;
      // What a build reads says these to the build.
      if (key === undefined || (facts.readByBuild.has(path) && WHY(key) === FILES)) continue;
      const seen =
        key === 'find-links' ? fromFolder(facts.folder, folderOf(path), value) : (plainUrl(value) ?? value);
      given.set(key, [
        ...(given.get(key) ?? []),
        ...(key.endsWith('binary') ? seen.split(/\s*,\s*/) : [seen]),
      ]);
    }
  }
  const of = (key: string): readonly string[] => given.get(key) ?? [];
  const [own] = of('index-url');
  const indexUrl =
    compiles.map(({ stated }) => stated.places.indexUrl).find((url) => url !== undefined) ?? own;
  if (indexUrl !== undefined) wanted.set('index-url', indexUrl);
  say('extra-index-url', [
    ...compiles.flatMap(({ stated }) => stated.places.extraIndexUrls),
    ...of('extra-index-url'),
  ]);
  say('find-links', [
    ...compiles.flatMap(({ stated, cwd }) =>
      stated.places.findLinks.map((link) => fromFolder(facts.folder, cwd, link)),
    ),
    ...of('find-links'),
  ]);
  if (given.has('no-index')) wanted.set('no-index', true);
  say('no-binary', of('no-binary'));
  say('only-binary', of('only-binary'));
  if (given.has('prerelease')) wanted.set('prerelease', 'allow');
  return wanted;
}

/** What the options of files of requirements mean that have no place in `[tool.uv.pip]`. */
export function optionNotes(layers: Layers): readonly string[] {
  return [...layers.files].flatMap(([path, { options }]) =>
    options.flatMap(({ name, value, line }) => {
      if (plainUrl(value) !== value) return [`${path}:${line}: ${passwordNote(value)}`];
      const known = fileOption(name);
      return known === undefined || known.key !== undefined || name === '--require-hashes'
        ? []
        : [`${path}:${line}: ${name} isn't taken over: ${known.means}`];
    }),
  );
}

function fromFolder(folder: string, cwd: string, place: string): string {
  if (/^[a-z][a-z0-9+.-]*:|^\//i.test(place)) return plainUrl(place) ?? place;
  return posix.relative(folder, posix.join(cwd, place)) || '.';
}
