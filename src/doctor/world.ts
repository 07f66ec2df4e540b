import type { Context } from '../commands/context.js';
import { gitContext } from '../commands/context.js';
import { diskSource, type Source } from '../commands/source.js';
import { openWorkspace, type Workspace } from '../commands/workspace.js';
import { rootUv } from '../config/root-uv.js';
import { Failure, isSurvivable } from '../failure.js';
import { type GitSetting, gitSettings } from '../git/all-settings.js';
import type { GitContext } from '../git/git.js';
import { recordedPrograms } from '../git/recorded-programs.js';
import { workTrees } from '../git/work-trees.js';
import { loadProject, type Project } from '../project/project.js';
import { promisedRange } from '../project/range.js';
import { assertTogether } from '../project/together.js';
import { trustedEnvironment } from '../search-path.js';
import { installedUv, type Surroundings, type Uv, type Wanted } from '../uv/find.js';
import { managedFolder } from '../uv/managed.js';
import { collectHooks } from './hooks/collect.js';
import type { HooksFacts } from './hooks/facts.js';

/** The managed projects, and why some of them can't be read, or can't be locked whatever uv says. */
export interface Projects {
  readonly loaded: readonly Project[];
  readonly failures: readonly unknown[];
}

/** A uv that is asked for, and what there is of it without installing anything. */
export interface UvHere {
  readonly wanted: Wanted;
  readonly uv: Uv | undefined;
  /** Where lockgen's own is, or would be. */
  readonly folder: string;
}

/** What the checks look at; each fact is found out once, by whoever asks first. */
export interface World {
  readonly context: Context;
  /** lockgen's own. */
  readonly version: string;
  /** Leave the network out. */
  readonly offline: boolean;
  readonly surroundings: Surroundings;
  /** @throws Failure `git` where git refuses the repository, or isn't there */
  readonly source: () => Promise<Source>;
  /** git at the top of the work tree; undefined outside of one. Throws as `source`. */
  readonly git: () => Promise<GitContext | undefined>;
  /** Throws as `source`, and for a root configuration that can't be read. */
  readonly workspace: () => Promise<Workspace>;
  readonly projects: () => Promise<Projects>;
  readonly settings: () => Promise<readonly GitSetting[]>;
  /** All that decides whether git calls lockgen. @throws Failure `git`, and where there is no work tree */
  readonly hooks: () => Promise<HooksFacts>;
  /** One for each version that projects ask for. */
  readonly uvs: () => Promise<readonly UvHere[]>;
}

/** What a command was started in, to be looked at. */
export function openWorld(context: Context, version: string, offline: boolean): World {
  const { platform, home, cache, signal } = context;
  const untrusted = workTrees(context.cwd, context.env);
  const env = trustedEnvironment(context.env, platform, untrusted);
  const recorded = once(() => recordedPrograms(gitContext(context)));
  const surroundings: Surroundings = { env, platform, home, cache, signal, recorded, untrusted };
  const source = once(() => diskSource(context));
  const git = once(async () => {
    const { repository, root } = await source();
    return repository === undefined ? undefined : gitContext(context, root);
  });
  const workspace = once(async () => await openWorkspace((await source()).snapshot, undefined));
  const projects = once(async () => await readProjects(await workspace()));
  const settings = once(async () => {
    const where = await git();
    return where === undefined ? [] : await gitSettings(where);
  });
  const uvs = once(async () => {
    const asked = await wantedUvs(workspace, projects);
    return await Promise.all(
      asked.map(async (wanted) => ({
        wanted,
        uv: await installedUv(wanted, surroundings),
        folder: managedFolder(wanted.version, surroundings),
      })),
    );
  });
  const world: World = {
    context,
    version,
    offline,
    surroundings,
    source,
    git,
    workspace,
    projects,
    settings,
    uvs,
    hooks: once(async () => {
      const where = await git();
      if (where === undefined)
        throw new Failure('git', 'there is no work tree here', { next: 'run it in a clone' });
      return await collectHooks(world, where);
    }),
  };
  return world;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function readProjects({ candidates, tree, root }: Workspace): Promise<Projects> {
  const loaded: Project[] = [];
  const failures: unknown[] = [];
  for (const candidate of candidates) {
    const { managedBy } = candidate;
    if (managedBy === undefined) continue;
    try {
      const project = await loadProject({ ...candidate, managedBy }, tree, root, undefined);
      loaded.push(project);
      // Whatever else blocks its lockfiles before uv is asked.
      promisedRange(project);
    } catch (error) {
      if (!isSurvivable(error)) throw error;
      failures.push(error);
    }
  }
  try {
    assertTogether(loaded);
  } catch (error) {
    if (!isSurvivable(error)) throw error;
    failures.push(error);
  }
  return { loaded, failures };
}

/** What projects ask for; where none can be read, what the root configuration does, or else the pinned one. */
async function wantedUvs(
  workspace: World['workspace'],
  projects: World['projects'],
): Promise<readonly Wanted[]> {
  const { loaded } = await projects().catch(() => ({ loaded: [] }));
  const asked = new Map<string, Wanted>();
  for (const { config } of loaded)
    asked.set(config.uvVersion, { version: config.uvVersion, hashes: config.uvHashes });
  if (asked.size > 0) return [...asked.values()];
  const root = await workspace().then(
    (one) => one.root,
    () => undefined,
  );
  return [rootUv(root)];
}
