import { posix } from 'node:path';
import { folderOf, tableAt } from '../../project/manifest.js';
import { type TomlSetting, withTomlKey } from '../edit-pyproject.js';
import { plainUrl } from './compile-options.js';
import type { Facts } from './facts.js';
import type { Layers } from './layers.js';
import type { Compile, Files, MigrationEdit } from './migration.js';
import type { Moves } from './moves.js';
import { listed } from './names.js';
import { tidied, withRequirements } from './toml-requirements.js';

/** The changes of a project's `pyproject.toml`, one after the other, and the files that go. */
export function editsOf(
  files: Files,
  facts: Facts,
  compiles: readonly Compile[],
  layers: Layers,
  moves: Moves,
  { name, floor }: { readonly name: string; readonly floor: string | undefined },
): readonly MigrationEdit[] {
  const set = (table: readonly string[], key: string, value: TomlSetting, says: string): MigrationEdit => ({
    path: facts.path,
    says,
    edit: (text) => tidied(withTomlKey(text ?? '', table, key, value), key),
    byHand: `in ${facts.path}, under [${table.join('.')}]: ${key} = ${JSON.stringify(value)}`,
  });
  const needsProject = !facts.hasProject;
  const edits: MigrationEdit[] = [];
  if (needsProject) {
    edits.push(
      set(['project'], 'name', name, `gets a [project] with the name ${name}`),
      set(['project'], 'version', '0', 'gets a version, which lockfiles have nothing of'),
    );
  }
  if (facts.requiresPython === undefined && floor !== undefined)
    edits.push(
      set(
        ['project'],
        'requires-python',
        `>=${floor}`,
        `gets requires-python = ">=${floor}", the Python that the lockfiles were made for`,
      ),
    );
  const hasDependencies = moves.additions.some(({ path }) => path[0] === 'project');
  if (needsProject && !hasDependencies)
    edits.push(set(['project'], 'dependencies', [], 'gets an empty list of dependencies'));
  for (const { path, from, items } of moves.additions) {
    const place = path[0] === 'project' ? '[project] dependencies' : `[dependency-groups] ${path[1]}`;
    const texts = items.map(({ text }) => text);
    edits.push({
      path: facts.path,
      says:
        texts.length === 0 ? `gets ${place}, empty` : `gets from ${from} into ${place}: ${texts.join(', ')}`,
      edit: (text) =>
        texts.length === 0
          ? withTomlKey(text ?? '', path.slice(0, -1), path.at(-1) ?? '', [])
          : withRequirements(text ?? '', path, items),
      byHand: `in ${facts.path}, in ${place}: ${texts.map((one) => JSON.stringify(one)).join(', ')}`,
    });
  }
  edits.push(...placeEdits(files, facts, compiles, layers, set));
  for (const [path, home] of moves.homes) {
    if (home.kind === 'build') continue;
    edits.push({
      path,
      says: `goes: ${home.kind === 'extra' ? `all of it is in the extra ${home.name}` : `its lines are in ${facts.path}`}`,
      edit: () => null,
      byHand: `git rm ${path}`,
    });
  }
  return edits;
}

/** Where packages come from: settings of `[tool.uv.pip]`, which bots obey, too. */
function placeEdits(
  files: Files,
  facts: Facts,
  compiles: readonly Compile[],
  layers: Layers,
  set: (table: readonly string[], key: string, value: TomlSetting, says: string) => MigrationEdit,
): readonly MigrationEdit[] {
  const own = [...layers.files].flatMap(([path, { places }]) =>
    places.map(({ key, value }) => ({
      key,
      value:
        key === 'find-links' ? fromFolder(facts.folder, folderOf(path), value) : (plainUrl(value) ?? value),
    })),
  );
  const of = (key: string): readonly string[] =>
    own.filter((one) => one.key === key).map(({ value }) => value);
  const indexUrl =
    compiles.map(({ stated }) => stated.places.indexUrl).find((url) => url !== undefined) ??
    of('index-url')[0];
  const wanted: readonly (readonly [string, TomlSetting | undefined])[] = [
    ['index-url', indexUrl],
    [
      'extra-index-url',
      some([...compiles.flatMap(({ stated }) => stated.places.extraIndexUrls), ...of('extra-index-url')]),
    ],
    [
      'find-links',
      some([
        ...compiles.flatMap(({ stated, cwd }) =>
          stated.places.findLinks.map((link) => fromFolder(facts.folder, cwd, link)),
        ),
        ...of('find-links'),
      ]),
    ],
  ];
  const uv = tableAt(facts.document, 'tool', 'uv');
  const isThere = (key: string): boolean => tableAt(uv, 'pip')[key] !== undefined || uv[key] !== undefined;
  const edits = wanted.flatMap(([key, value]) =>
    value === undefined || isThere(key) || (key !== 'find-links' && uv.index !== undefined)
      ? []
      : [
          set(
            ['tool', 'uv', 'pip'],
            key,
            value,
            `gets ${key} = ${JSON.stringify(value)} under [tool.uv.pip], where packages come from`,
          ),
        ],
  );
  if (wanted.every(([, value]) => value === undefined)) return edits;
  const old = compiles.map(({ output }) => files.get(output) ?? '').join('\n');
  // Who installs from the lockfile finds them by its own lines, as with pip-compile.
  const emitted: readonly (readonly [string, RegExp, boolean])[] = [
    [
      'emit-index-url',
      /^--(?:extra-)?index-url\b/m,
      wanted[0]?.[1] !== undefined || wanted[1]?.[1] !== undefined,
    ],
    ['emit-find-links', /^(?:--find-links|-f)\b/m, wanted[2]?.[1] !== undefined],
  ];
  return [
    ...edits,
    ...emitted.flatMap(([key, line, isMeant]) =>
      isMeant && line.test(old) && !isThere(key)
        ? [
            set(
              ['tool', 'uv', 'pip'],
              key,
              true,
              `gets ${key} = true under [tool.uv.pip], since ${listed(compiles.map(({ output }) => output))} had such lines`,
            ),
          ]
        : [],
    ),
  ];
}

function some(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : [...new Set(values)];
}

function fromFolder(folder: string, cwd: string, place: string): string {
  if (/^[a-z][a-z0-9+.-]*:|^\//i.test(place)) return plainUrl(place) ?? place;
  return posix.relative(folder, posix.join(cwd, place)) || '.';
}
