import { Failure } from '../failure.js';
import { overlaySnapshot } from '../git/overlay-snapshot.js';
import { localNames } from '../project/local-names.js';
import { stringsOf, tableAt } from '../project/manifest.js';
import { type Going, goingText } from '../setup/going-text.js';
import { keyOf } from '../setup/migrations/facts.js';
import { tomlOf } from '../setup/migrations/header-compiles.js';
import type { HeldLine } from '../setup/migrations/migration.js';
import type { Migration } from '../setup/migrations/migrations.js';
import type { Context } from './context.js';
import type { Wanted } from './init-lockfiles.js';
import { managedProjects } from './init-projects.js';
import type { Surveyed } from './init-survey.js';
import { keepingPins } from './keeping-pins.js';
import { resolveAll } from './resolve-all.js';
import { diskSource } from './source.js';
import { openWorkspace, reloaded, type Workspace } from './workspace.js';

/**
 * What hand-written files have that their lockfiles won't: found by resolving, so that what a dependency needs isn't
 * among it. Nothing is written.
 */
export async function whatGoes(
  context: Context,
  { grounds, snapshot, migrations }: Surveyed,
  texts: ReadonlyMap<string, string>,
  { adopting }: Wanted,
): Promise<string> {
  const mine = migrations.filter(
    ({ folder, refused, held = [], comments = [], limits = [] }) =>
      refused === undefined && adopting.includes(folder) && held.length + comments.length + limits.length > 0,
  );
  if (mine.length === 0) return '';
  const workspace = await openWorkspace(overlaySnapshot(snapshot, texts), undefined);
  const there = { ...context, cwd: grounds['work-tree'] };
  const found: string[] = [];
  for (const migration of mine) found.push(goingText(await goingOf(there, workspace, migration)));
  return found.join('');
}

async function goingOf(
  context: Context,
  workspace: Workspace,
  { folder, adopt, held = [], comments = [], limits = [] }: Migration,
): Promise<Going> {
  const manifest = folder === '' ? 'pyproject.toml' : `${folder}/pyproject.toml`;
  const document = tomlOf(await workspace.tree.read(manifest));
  const direct = new Set(stringsOf(tableAt(document, 'project').dependencies).map(keyOf));
  const about = { paths: adopt, manifest, comments, limits, direct };
  if (held.length + limits.length === 0) return { ...about, packages: held, unknown: undefined };
  try {
    const keys = await keysThen(context, workspace, folder);
    const isThere = ({ key }: HeldLine): boolean => key !== undefined && keys.has(key);
    return {
      ...about,
      packages: held.filter((one) => one.instead !== undefined || !isThere(one)),
      limits: limits.filter(isThere),
      unknown: undefined,
    };
  } catch (error) {
    if (!(error instanceof Failure) || context.signal.aborted) throw error;
    const gone = new Set(held.map(({ key }) => key));
    return {
      ...about,
      packages: held,
      limits: limits.filter(({ key }) => !gone.has(key)),
      unknown: error.message,
    };
  }
}

/** The packages that a project's lockfiles will have. */
async function keysThen(
  context: Context,
  workspace: Workspace,
  folder: string,
): Promise<ReadonlySet<string>> {
  const source = await diskSource(context);
  const { tree, snapshot } = workspace;
  const projects = (await managedProjects(workspace)).filter((one) => one.folder === folder);
  const { resolved } = await resolveAll(context, {
    tree,
    snapshot,
    projects,
    dependents: [],
    prepare: async (project) => await keepingPins(context, source, tree, project, { adopt: true }),
    reload: async (project, now) => await reloaded(workspace, project, now, undefined),
  });
  return new Set(
    resolved.flatMap(({ lockfiles, project }) => {
      const pins = lockfiles.flatMap(({ lockfile }) => lockfile.pins);
      return [...pins.map(({ key }) => key), ...localNames(pins, project.manifest).keys()];
    }),
  );
}
