import { posix } from 'node:path';
import { isForeign } from '../../lockfile/foreign.js';
import { readHeader } from '../../lockfile/header.js';
import { parseLockfile } from '../../lockfile/parse.js';
import { folderOf, stringsOf, tableAt } from '../../project/manifest.js';
import { inFolder, within } from '../../project/paths.js';
import type { Requirement } from '../../python/requirement.js';
import { normalizeName } from '../../python/version.js';
import { shellWord } from '../../shell-word.js';
import { type Facts, factsOf, keyOf } from './facts.js';
import { type Layers, layersOf } from './layers.js';
import { commentsOf, limitsOf } from './lost-lines.js';
import type { Files, HeldLine, Migration } from './migration.js';
import { listed } from './names.js';
import { optionNotes, placeEdits } from './place-edits.js';
import { readRequirementsIn, shown } from './requirements-in.js';

const OUTPUTS: readonly (readonly [string, string | undefined])[] = [
  ['requirements.txt', undefined],
  ['requirements-full.txt', 'full'],
];

/** What a person keeps by hand in the place of a project's lockfiles; undefined where there is nothing of that kind. */
export function handWritten(files: Files, folder: string): Migration | undefined {
  const facts = factsOf(files, folder);
  if (facts.configured.targets !== undefined) return undefined;
  const found = OUTPUTS.flatMap(([name, extra]) => {
    const path = inFolder(folder, name);
    const text = files.get(path);
    const isMeant = extra === undefined || facts.extras.includes(extra);
    // A header that tells of another command is that one's business.
    return text !== undefined && isMeant && isForeign(text, name) && readHeader(text) === undefined
      ? [{ path, text }]
      : [];
  });
  const [first] = found;
  if (first === undefined) return undefined;
  const paths = found.map(({ path }) => path);
  const about = {
    from: 'hand-written' as const,
    folder,
    found: `${listed(paths)}: written by hand`,
    targets: undefined,
    options: {},
    edits: [],
  };
  const refuse = (refused: string): Migration => ({ ...about, adopt: [], refused, notes: [] });
  if (facts.readByBuild.has(first.path))
    return refuse(
      `${first.path} is what the build reads the dependencies from, so it can't be a lockfile as well: set targets.base.output to another name, such as requirements-lock.txt, then run lockgen init again`,
    );
  if (facts.refused !== undefined) return refuse(facts.refused);
  const names = namesIn(first.text);
  if (!facts.hasDependencies) return refuse(undeclared(facts, first.path, names));
  const layers = layersOf(files, paths, () => [], true, { isLockfile: true });
  const limits = constraintsOf(files, facts, layers, paths);
  const hasHashes = [...layers.files.values()].some(
    (file) => file.hasHashes || file.options.some(({ name }) => name === '--require-hashes'),
  );
  return {
    ...about,
    targets: limits.length === 0 ? undefined : targetsWith(limits, facts),
    options: hasHashes && facts.configured.generateHashes === undefined ? { generateHashes: true } : {},
    edits: placeEdits(files, facts, [], layers, paths),
    adopt: paths,
    refused: undefined,
    notes: [
      ...optionNotes(layers),
      ...[...layers.files].flatMap(([path, { self }]) => (self === undefined ? [] : [selfNote(path)])),
      ...missingLimits(files, layers),
      ...layers.missing.map(({ from, name }) => `${from} takes in ${name}, which isn't there`),
    ],
    held: heldBy(facts, layers),
    comments: [...layers.files.keys()].flatMap((path) => commentsOf(path, files.get(path) ?? '')),
    limits: [...layers.files.keys()].flatMap((path) =>
      limitsOf(path, files.get(path) ?? '', statedBy(facts)),
    ),
  };
}

/** The files of limits (`-c`) that are no lockfile themselves, as targets have them. */
function constraintsOf(
  files: Files,
  facts: Facts,
  layers: Layers,
  paths: readonly string[],
): readonly string[] {
  const found = [...layers.files].flatMap(([from, { constraints }]) =>
    constraints.flatMap((name) => {
      if (/^https?:/i.test(name)) return [name];
      const path = within(folderOf(from), name);
      const isLimit = path !== undefined && files.has(path) && !paths.includes(path);
      return isLimit ? [posix.relative(facts.folder, path)] : [];
    }),
  );
  return [...new Set(found)];
}

function missingLimits(files: Files, layers: Layers): readonly string[] {
  return [...layers.files].flatMap(([from, { constraints }]) =>
    constraints
      .filter((name) => !/^https?:/i.test(name) && !files.has(within(folderOf(from), name) ?? ''))
      .map((name) => `${from} was constrained by ${name}, which isn't there`),
  );
}

function targetsWith(constraints: readonly string[], { extras }: Facts): Migration['targets'] {
  const full = extras.find((extra) => normalizeName(extra) === 'full');
  return {
    base: { output: 'requirements.txt', constraints },
    ...(full === undefined ? {} : { full: { output: 'requirements-full.txt', extras: [full], constraints } }),
  };
}

const selfNote = (path: string): string =>
  `${path} installed the project itself; a lockfile has only what it needs: pip install --no-deps -e . comes after it`;

/** The requirements that limit versions by themselves, whether something asks for the package or not. */
function statedBy({ document }: Facts): readonly Requirement[] {
  const project = tableAt(document, 'project');
  const texts = [
    project.dependencies,
    ...Object.values(tableAt(project, 'optional-dependencies')),
    tableAt(document, 'tool', 'uv')['constraint-dependencies'],
  ];
  return texts.flatMap((one) =>
    readRequirementsIn(stringsOf(one).join('\n')).requirements.map(({ requirement }) => requirement),
  );
}

/** What asks for a package that no list of the manifest names. */
function heldBy(facts: Facts, layers: Layers): readonly HeldLine[] {
  const project = tableAt(facts.document, 'project');
  const stated = new Set([
    ...stringsOf(project.dependencies).map(keyOf),
    ...Object.values(tableAt(project, 'optional-dependencies')).flatMap((one) => stringsOf(one).map(keyOf)),
    normalizeName(typeof project.name === 'string' ? project.name : ''),
  ]);
  return [...layers.files].flatMap(([path, { requirements, unmovable }]) =>
    [
      ...requirements.map(({ requirement: { key, url }, text, line }) => ({
        path,
        line,
        text: shown(text),
        key,
        instead: url === undefined ? undefined : 'from there only where [project] dependencies say so',
      })),
      ...unmovable.map(({ line, text, key, why }) => ({ path, line, text, key, instead: why })),
    ]
      .filter(({ key }) => key === undefined || !stated.has(key))
      .sort((a, b) => a.line - b.line),
  );
}

function namesIn(text: string): readonly string[] {
  const { requirements } = readRequirementsIn(text, { isLockfile: true });
  const names = requirements.map(({ requirement }) => requirement.name);
  return names.length > 0 ? names : parseLockfile(text).pins.map(({ name }) => name);
}

/** Which of a hand-written file's packages a project imports, and which only came along, nobody but its people can tell. */
function undeclared(
  { path: manifest, hasProject, text }: Facts,
  path: string,
  names: readonly string[],
): string {
  const folder = manifest.slice(0, -'pyproject.toml'.length);
  const inThere = folder === '' ? '' : `cd ${shellWord(folder)} && `;
  const add = `${inThere}lockgen uv add --frozen ${names.slice(0, 2).map(shellWord).join(' ') || 'NAME'}`;
  const project = hasProject
    ? `${manifest} states no dependencies`
    : text === undefined
      ? `there is no ${manifest} (${inThere}lockgen uv init --bare makes one)`
      : `there is no [project] in ${manifest}: it needs a name, a version and requires-python`;
  return `${project}, and ${path} has ${names.length === 1 ? 'one package' : `${names.length} packages`}: ${names.join(', ')}. Which of them you import, only you know: add these (${add} …), without versions, then run lockgen init again: it keeps the versions of ${path}`;
}
