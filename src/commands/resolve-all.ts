import { overlaySnapshot } from '../git/overlay-snapshot.js';
import type { Snapshot } from '../git/snapshot.js';
import { overlayTree } from '../project/overlay-tree.js';
import type { Project } from '../project/project.js';
import { assertTogether, inOrderOfNeed } from '../project/together.js';
import type { Tree } from '../project/tree.js';
import { assertRequirements } from '../resolve/policy.js';
import { type Resolution, type ResolvedProject, resolveProject } from '../resolve/project.js';
import type { Machine } from '../resolve/session.js';
import type { Context } from './context.js';
import { withProgress } from './progress.js';

/** A resolution for which no uv has been found yet. */
export type Unprepared = Omit<Resolution, 'machine'>;

/** What is resolved together, since one project may read another's lockfile. */
export interface Run {
  readonly tree: Tree;
  readonly snapshot: Snapshot;
  readonly projects: readonly Project[];
  /** Resolved as well where a lockfile that they read changes in this run. */
  readonly dependents: readonly Project[];
  /** How each is resolved. */
  readonly prepare: (project: Project) => Promise<Omit<Unprepared, 'project' | 'snapshot'>>;
  /** Reads a project again, from a tree that has the new lockfiles of others. */
  readonly reload: (project: Project, tree: Tree) => Promise<Project>;
}

/** What came out of a run. */
export interface RunResult {
  readonly resolved: readonly ResolvedProject[];
  /** The run's tree with the new lockfiles. */
  readonly tree: Tree;
}

/**
 * Resolves projects one after the other, since uv itself is parallel, each with the uv that it asks for, and each after
 * those whose lockfiles it reads. A uv is only looked for when there is something to resolve.
 *
 * @throws Failure of the first project that can't be resolved; `configuration` where two have one output
 */
export async function resolveAll(context: Context, run: Run): Promise<RunResult> {
  const { projects, dependents, tree, snapshot } = run;
  assertTogether(projects, dependents);
  const order = inOrderOfNeed(projects, dependents);
  // What keeps one of them from being made is better known before the first takes its time.
  const prepared = new Map<Project, Awaited<ReturnType<Run['prepare']>>>();
  for (const project of projects) prepared.set(project, await run.prepare(project));

  const findMachine = machines(context);
  const written = new Map<string, string>();
  const resolved: ResolvedProject[] = [];
  for (const project of order) {
    const reads = project.inputs.files.some((path) => written.has(path));
    const how = prepared.get(project) ?? (reads ? await run.prepare(project) : undefined);
    if (how === undefined) continue;
    const source = reads
      ? {
          project: await run.reload(project, overlayTree(tree, written)),
          snapshot: overlaySnapshot(snapshot, new Map(written)),
        }
      : { project, snapshot };
    const made = await resolveOne(context, { ...how, ...source }, findMachine);
    for (const { path, text } of made.lockfiles) {
      if ((await tree.read(path)) !== text) written.set(path, text);
    }
    resolved.push(made);
  }
  return { resolved, tree: overlayTree(tree, written) };
}

/**
 * Resolves one project, showing progress where a person watches.
 *
 * @throws Failure
 */
export async function resolveOne(
  context: Context,
  resolution: Unprepared,
  prepare: (project: Project) => Promise<Machine>,
): Promise<ResolvedProject> {
  await assertRequirements(resolution.project, resolution.snapshot);
  const machine = await prepare(resolution.project);
  return await withProgress(context, resolution.project, machine, (watched) =>
    resolveProject({ ...resolution, machine: watched }),
  );
}

/**
 * Finds the uv that a project asks for (each version once), and a Python for it.
 *
 * @returns a function, since only projects that have to be resolved need a uv
 */
export function machines(context: Context): (project: Project) => Promise<Machine> {
  const found = new Map<string, Promise<Machine>>();
  return ({ config: { uvVersion, uvHashes } }) => {
    const known = found.get(uvVersion);
    if (known !== undefined) return known;
    const prepared = prepareMachine(context, uvVersion, uvHashes);
    found.set(uvVersion, prepared);
    return prepared;
  };
}

/**
 * Finds, or installs, a uv, and a Python for it.
 *
 * @throws Failure as `findUv`
 */
export async function prepareMachine(
  context: Context,
  version: string,
  hashes: readonly string[],
): Promise<Machine> {
  const [{ findUv }, { findPython }, { leftOut }] = await Promise.all([
    import('../uv/find.js'),
    import('../uv/python.js'),
    import('../uv/left-out.js'),
  ]);
  const { env, platform, home, cache, signal } = context;
  const say = (text: string): void => context.err(`lockgen: ${text}\n`);
  const surroundings = {
    env,
    platform,
    home,
    cache,
    signal,
    onProgress: (text: string) => {
      if (!context.quiet) say(text);
    },
  };
  const [uv, python, ignored] = await Promise.all([
    findUv({ version, hashes }, surroundings),
    findPython(surroundings),
    leftOut(surroundings),
  ]);
  if (ignored !== undefined && !context.quiet) say(ignored);
  if (uv.warning !== undefined) say(uv.warning);
  return {
    uv,
    surroundings,
    python: python?.path,
    signal,
    onRun: ({ args, offline, target }) => {
      if (context.verbose) say(`${target}${offline ? ', offline' : ''}: uv ${args.join(' ')}`);
    },
  };
}
