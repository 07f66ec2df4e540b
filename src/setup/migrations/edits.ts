import { withTomlKey } from '../edit-pyproject.js';
import type { Facts } from './facts.js';
import type { Layers } from './layers.js';
import type { Compile, Files, MigrationEdit } from './migration.js';
import type { Moves } from './moves.js';
import { placeEdits, setIn } from './place-edits.js';
import { withRequirements } from './toml-requirements.js';

/** The changes of a project's `pyproject.toml`, one after the other, and the files that go. */
export function editsOf(
  files: Files,
  facts: Facts,
  compiles: readonly Compile[],
  layers: Layers,
  moves: Moves,
  { name, floor }: { readonly name: string; readonly floor: string | undefined },
): readonly MigrationEdit[] {
  const set = setIn(facts);
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
        facts.packagedPython?.requires ?? `>=${floor}`,
        facts.packagedPython === undefined
          ? `gets requires-python = ">=${floor}", the Python that the lockfiles were made for`
          : `gets requires-python = "${facts.packagedPython.requires}", as ${facts.packagedPython.from}`,
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
  edits.push(...placeEdits(files, facts, compiles, layers));
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
