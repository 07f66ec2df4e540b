import { readdir } from 'node:fs/promises';
import { Failure } from '../failure.js';
import { overlaySnapshot } from '../git/overlay-snapshot.js';
import { onDisk } from '../git/paths.js';
import { folderOf } from '../project/manifest.js';
import { isUnder } from '../project/paths.js';
import { outputsOf, type Project } from '../project/project.js';
import type { Tree } from '../project/tree.js';
import type { Facts, ManagerName } from '../setup/facts.js';
import type { Folded } from '../setup/fold.js';
import type { Manager } from '../setup/manager.js';
import { howToProject } from '../setup/migrations/no-project.js';
import { asPatterns, assertNamed } from '../setup/named-projects.js';
import { packageManagerOf } from '../setup/package-manager.js';
import { planFor, projectSteps, type Wishes } from '../setup/plan.js';
import type { Plan } from '../setup/step.js';
import { isWellFormed } from '../setup/undo.js';
import { unreadNotes } from '../setup/unread.js';
import { listsLockgen } from '../setup/wiring/package-json.js';
import { pathWord } from '../shell-word.js';
import { uvLockNotice, uvLockOf } from './adoption.js';
import { foldedHere } from './init-apply.js';
import { type Wanted, wantedLockfiles } from './init-lockfiles.js';
import { projectsIn } from './init-projects.js';
import type { Surveyed } from './init-survey.js';
import { openWorkspace } from './workspace.js';

/** All that `init` would do. */
export interface Planned {
  readonly manager: Manager;
  readonly plan: Plan;
  readonly folded: Folded;
  readonly lockfiles: Wanted;
}

/**
 * What was asked for, with the patterns of projects that were meant.
 *
 * @param start the folder that it was typed in, as seen from the root
 * @param command `lockgen init` with other patterns, as it is typed
 * @throws Failure `usage` for one that names no project
 */
export async function meantBy<Request extends Wishes>(
  { facts, migrations, grounds }: Surveyed,
  request: Request,
  start: string,
  command: (projects: readonly string[]) => string,
): Promise<Request> {
  if (request.projects.length === 0) return request;
  const { patterns, unquoted } = await asPatterns(request.projects, async (folder) => {
    const entries = await readdir(onDisk(grounds['work-tree'], folder), { withFileTypes: true }).catch(
      () => [],
    );
    const names = (isFolder: boolean): readonly string[] =>
      entries.flatMap((entry) => (entry.isDirectory() === isFolder ? [entry.name] : []));
    return { folders: names(true), others: names(false) };
  });
  const coming = migrations.flatMap((one) => (one.refused === undefined ? [one.folder] : []));
  const projects = [...new Set([...facts.projects.map(({ folder }) => folder), ...coming])];
  assertNamed(patterns, { projects, paths: facts.paths, start }, command);
  return { ...request, projects: patterns, unquoted };
}

/**
 * What would be done: what decides over the projects first, then all else by the projects that there are then. They are
 * read as they would be, so that what can't be is refused before anything is written.
 *
 * @param start the folder that it was typed in, as seen from the root
 */
export async function planned(surveyed: Surveyed, request: Wishes, start: string): Promise<Planned> {
  const { facts, migrations, snapshot } = surveyed;
  const first = projectSteps(facts, request, migrations);
  const before = await foldedHere(surveyed, first);
  const now = await openWorkspace(overlaySnapshot(snapshot, textsOf(before)), undefined);
  const then = await projectsIn(now);
  const { manager, plan } = planFor({ ...facts, projects: then.facts }, request, migrations);
  await assertInstalled(facts, manager.name, now.tree, start);
  if (then.facts.every((one) => !one.managed) && before.byHand.length === 0)
    throw await nothingManaged(surveyed);
  const folded = await foldedHere(surveyed, [...first, ...plan.steps]);
  const workspace = await openWorkspace(overlaySnapshot(snapshot, textsOf(folded)), undefined);
  const { projects } = await projectsIn(workspace);
  const lockfiles = await wantedLockfiles(surveyed, projects, folded);
  const notes = [...uvLockNotes(surveyed, lockfiles), ...plan.notes, ...unread(surveyed, projects, folded)];
  return {
    manager,
    plan: { ...plan, notes },
    folded: { ...folded, byHand: [...folded.byHand, ...lockfiles.byHand] },
    lockfiles,
  };
}

/** Of requirements that nothing reads any more. */
function unread(
  { facts, migrations }: Surveyed,
  projects: readonly Project[],
  { files }: Folded,
): readonly string[] {
  const gone = files.flatMap(({ path, after }) => (after === undefined ? [path] : []));
  // Where a migration was refused, something else still reads them.
  const kept = new Set(migrations.flatMap((one) => (one.refused === undefined ? [] : [one.folder])));
  const read = projects
    .filter(({ folder }) => !kept.has(folder))
    .map((project) => ({ outputs: outputsOf(project), files: project.inputs.files }));
  return unreadNotes(facts.paths, new Set(gone), read);
}

/** Of `uv.lock` files that somebody may take for what the lockfiles are made from. */
function uvLockNotes({ facts }: Surveyed, { folders, adopting }: Wanted): readonly string[] {
  const isFirst = (folder: string): boolean =>
    facts.projects.every(
      (one) => one.folder !== folder || !one.outputs.some((path) => facts.paths.has(path)),
    );
  const found = [...folders.filter(isFirst), ...adopting].flatMap(
    (folder) => uvLockOf(folder, facts.paths) ?? [],
  );
  return [...new Set(found)].map(uvLockNotice);
}

/** What files of the work tree would have in them. */
export function textsOf({ files }: Folded): ReadonlyMap<string, string> {
  return new Map(
    files.flatMap(({ ground, path, after }) =>
      ground === 'git' || after === undefined ? [] : [[path, after] as const],
    ),
  );
}

/** @throws Failure `usage` where no hook could call lockgen, as it isn't in `node_modules` beside `.git` */
async function assertInstalled(
  { installed, paths }: Facts,
  manager: ManagerName,
  tree: Tree,
  start: string,
): Promise<void> {
  if (installed || manager === 'pre-commit' || manager === 'prek') return;
  const top = start === '' ? [] : [`cd ${start.replace(/[^/]+/g, '..')}`];
  for (const path of [...paths].filter((one) => /^(?!.*node_modules\/).+\/package\.json$/.test(one))) {
    if (!listsIn(await tree.read(path))) continue;
    const folder = folderOf(path);
    const { remove, add } = packageManagerOf(
      new Set([...paths].filter((one) => isUnder(folder, one)).map((one) => one.slice(folder.length + 1))),
    );
    const root = paths.has('package.json') ? [] : [`echo '{ "private": true }' >package.json`];
    throw new Failure(
      'usage',
      `lockgen is in ${path}, where no hook finds it: git runs hooks at the top, so it belongs into package.json there, beside .git`,
      {
        next: [...top, `(cd ${pathWord(folder)} && ${remove})`, ...root, add, 'npx lockgen init'].join(
          ' && ',
        ),
      },
    );
  }
  const { add: command } = packageManagerOf(paths);
  throw new Failure('usage', 'lockgen is not installed in this repository, so no hook could call it', {
    next: [...top, command, 'npx lockgen init'].join(' && '),
  });
}

function listsIn(text: string | undefined): boolean {
  return text !== undefined && isWellFormed('package.json', text) && listsLockgen(text);
}

async function nothingManaged({ facts, migrations, snapshot }: Surveyed): Promise<Failure> {
  const refused = migrations.flatMap((one) =>
    one.refused === undefined ? [] : [`${one.found}; ${one.refused}`],
  );
  if (refused.length > 0)
    return new Failure('project', "the lockfiles that are here can't become lockgen's yet", {
      next: refused.join('\n'),
    });
  if (facts.projects.length > 0)
    return new Failure('usage', 'no project here is managed by lockgen', {
      next: 'lockgen status tells why; to name them: lockgen init --projects "services/*"',
    });
  const next = howToProject('pyproject.toml', await snapshot.read('pyproject.toml'));
  return new Failure('usage', 'there is no pyproject.toml with [project] here, so there is nothing to lock', {
    next,
  });
}
