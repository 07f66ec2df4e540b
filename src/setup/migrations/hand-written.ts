import { isForeign } from '../../lockfile/foreign.js';
import { readHeader } from '../../lockfile/header.js';
import { parseLockfile } from '../../lockfile/parse.js';
import { unexplained } from '../../lockfile/unexplained.js';
import { stringsOf, tableAt } from '../../project/manifest.js';
import { inFolder } from '../../project/paths.js';
import { shellWord } from '../../shell-word.js';
import { factsOf, keyOf } from './facts.js';
import type { Files, Migration } from './migration.js';
import { listed } from './names.js';
import { readRequirementsIn } from './requirements-in.js';

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
  const about = {
    from: 'hand-written' as const,
    folder,
    found: `${listed(found.map(({ path }) => path))}: written by hand`,
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
  if (!facts.hasDependencies) return refuse(undeclared(facts.path, facts.hasProject, first.path, names));
  const project = tableAt(facts.document, 'project');
  if (stringsOf(project.dynamic).includes('dependencies'))
    return { ...about, adopt: found.map(({ path }) => path), refused: undefined, notes: [] };
  const stated = new Set([
    ...stringsOf(project.dependencies).map(keyOf),
    ...Object.values(tableAt(project, 'optional-dependencies')).flatMap((one) => stringsOf(one).map(keyOf)),
  ]);
  const notes = found.flatMap(({ path, text }) => {
    const left = unexplained(text, stated);
    return left.length === 0
      ? []
      : [
          `${path} has what ${facts.path} doesn't state: ${left.join(', ')}. What its dependencies need stays, the rest goes: add what you import to [project] dependencies`,
        ];
  });
  return { ...about, adopt: found.map(({ path }) => path), refused: undefined, notes };
}

function namesIn(text: string): readonly string[] {
  const { requirements } = readRequirementsIn(text);
  const names = requirements.map(({ requirement }) => requirement.name);
  return names.length > 0 ? names : parseLockfile(text).pins.map(({ name }) => name);
}

/** Which of a hand-written file's packages a project imports, and which only came along, nobody but its people can tell. */
function undeclared(manifest: string, hasProject: boolean, path: string, names: readonly string[]): string {
  const folder = manifest.slice(0, -'pyproject.toml'.length);
  const inThere = folder === '' ? '' : `cd ${shellWord(folder)} && `;
  const add = `${inThere}lockgen uv add --frozen ${names.slice(0, 2).map(shellWord).join(' ') || 'NAME'}`;
  const project = hasProject
    ? `${manifest} states no dependencies`
    : `there is no [project] in ${manifest}: it needs a name, a version and requires-python`;
  return `${project}, and ${path} has ${names.length === 1 ? 'one package' : `${names.length} packages`}: ${names.join(', ')}. Which of them you import, only you know: add these (${add} …), without versions, then run lockgen init again: it keeps the versions of ${path}`;
}
