import { dirname } from 'node:path';
import { durationText } from '../config/durations.js';
import { Failure } from '../failure.js';
import { overlaySnapshot } from '../git/overlay-snapshot.js';
import type { Snapshot } from '../git/snapshot.js';
import { overlayTree } from '../project/overlay-tree.js';
import type { Project } from '../project/project.js';
import { assertTogether, inOrderOfNeed, type Placed } from '../project/together.js';
import type { Tree } from '../project/tree.js';
import { type Budget, openBudget } from '../resolve/budget.js';
import { assertRequirements } from '../resolve/policy.js';
import { type Resolution, type ResolvedProject, resolveProject } from '../resolve/project.js';
import type { Machine, Reach, UvRun } from '../resolve/session.js';
import { traced } from '../trace.js';
import type { ToldRun } from '../uv/surroundings.js';
import type { Context, Step } from './context.js';
import { foundHere } from './found-here.js';
import { withProgress } from './progress.js';
import { inTurns } from './side-by-side.js';

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
 * Resolves projects side by side, each with the uv that it asks for, and each after those whose lockfiles it reads; what
 * comes out is the same as one after the other. A uv is only looked for when there is something to resolve.
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
  const made = new Map<Project, Promise<Made>>();
  const make = async ({ project, needs }: Placed, step: Step): Promise<Made> => {
    const before = await Promise.all(needs.flatMap((one) => made.get(one) ?? []));
    const written = new Map(before.flatMap((one) => [...one.written]));
    const reads = project.inputs.files.some((path) => written.has(path));
    const how = prepared.get(project) ?? (reads ? await run.prepare(project) : undefined);
    if (how === undefined) return { written, resolved: undefined };
    const source = reads
      ? {
          project: await run.reload(project, overlayTree(tree, written)),
          snapshot: overlaySnapshot(snapshot, new Map(written)),
        }
      : { project, snapshot };
    const resolved = await resolveOne({ ...context, step }, { ...how, ...source }, findMachine);
    for (const { path, text } of resolved.lockfiles) {
      if ((await tree.read(path)) !== text) written.set(path, text);
    }
    return { written, resolved };
  };
  const all = await inTurns(order, (placed, step) => {
    const making = make(placed, step);
    made.set(placed.project, making);
    return making;
  });
  const written = new Map(all.flatMap((one) => [...one.written]));
  return { resolved: all.flatMap(({ resolved }) => resolved ?? []), tree: overlayTree(tree, written) };
}

/** What came of one project of a run. */
interface Made {
  /** Lockfiles that are other than before: its own, and those that it could read. */
  readonly written: ReadonlyMap<string, string>;
  /** Undefined where there was no need to. */
  readonly resolved: ResolvedProject | undefined;
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
  const machine = await traced(
    () => 'find uv and a Python',
    () => prepare(resolution.project),
  );
  const { inTurn } = context.step ?? {};
  const own = inTurn === undefined ? machine : { ...machine, inTurn };
  return await withProgress(context, resolution.project, own, (watched) =>
    traced(
      () => `resolve ${resolution.project.manifest.path}`,
      () => resolveProject({ ...resolution, machine: watched }),
    ),
  );
}

/**
 * Finds the uv that a project asks for (each version once), and a Python for it.
 *
 * @returns a function, since only projects that have to be resolved need a uv
 */
export function machines(context: Context): (project: Project) => Promise<Machine> {
  const found = new Map<string, Promise<Machine>>();
  const reach: Reach = { lost: undefined };
  let budget: Budget | undefined;
  return ({ config: { uvVersion, uvHashes, run } }) => {
    // All projects of a run have the same: it is the root file's, or the flag's.
    budget ??= openBudget(run.timeout);
    const known = found.get(uvVersion);
    if (known !== undefined) return known;
    const prepared = prepareWithin(context, { budget, reach }, uvVersion, uvHashes);
    found.set(uvVersion, prepared);
    return prepared;
  };
}

/** The search for a uv, which may install one, counts as well. */
async function prepareWithin(
  context: Context,
  { budget, reach }: { readonly budget: Budget; readonly reach: Reach },
  version: string,
  hashes: readonly string[],
): Promise<Machine> {
  const { leftOut } = await import('../uv/left-out.js');
  const late = AbortSignal.timeout(budget.left());
  const signal = AbortSignal.any([context.signal, late]);
  try {
    const machine = await prepareMachine(context, version, hashes, signal);
    const ignored = await leftOut(machine.surroundings);
    if (ignored !== undefined && !context.quiet) context.err(`lockgen: ${ignored}\n`);
    return { ...machine, budget, reach };
  } catch (error) {
    if (!late.aborted || context.signal.aborted) throw error;
    throw new Failure(
      'network',
      `uv ${version} was not found and installed within ${durationText(budget.whole)}`,
      {
        next: 'try again, or give it longer: timeout in .lockgenrc',
        cause: error,
      },
    );
  }
}

/**
 * Finds, or installs, a uv, and a Python for it, and sees to it that uv has a cache.
 *
 * @param signal - ends that; default: the context's
 * @throws Failure as `findUv`
 */
export async function prepareMachine(
  context: Context,
  version: string,
  hashes: readonly string[],
  installing: AbortSignal = context.signal,
): Promise<Machine> {
  const { uv, python, surroundings, say, tell } = await foundHere(context, version, hashes, installing);
  const { withUsableCache } = await import('../uv/temporary-cache.js');
  const { env, warning } = await withUsableCache(surroundings);
  const warnings = [uv.warning, warning].filter((one) => one !== undefined);
  if (warnings.length > 0) say(warnings.join('; '));
  return {
    uv,
    surroundings: { ...surroundings, env },
    python: python?.path,
    signal: context.signal,
    ...(context.meanwhile === undefined ? {} : { meanwhile: context.meanwhile }),
    ...(tell === undefined ? {} : { onRun: (run: UvRun) => tell(ofSandbox(run)) }),
  };
}

function ofSandbox(run: UvRun): ToldRun {
  return { ...run, root: dirname(run.tree), purpose: `${run.target}${run.offline ? ', offline' : ''}` };
}
