import type { TargetConfig } from '../config/options.js';
import type { Snapshot } from '../git/snapshot.js';
import { type DirectRequirement, lockfileGraph } from '../lockfile/graph.js';
import { type Paths, pathsTo } from '../lockfile/graph-paths.js';
import type { Lockfile, Pin } from '../lockfile/parse.js';
import { type Metadata, NO_METADATA } from '../lockfile/stated.js';
import { isDynamic } from '../project/inputs.js';
import { localNames } from '../project/local-names.js';
import type { tableAt } from '../project/manifest.js';
import type { Project } from '../project/project.js';
import { promisedRange } from '../project/range.js';
import { requirementLine, tableName } from '../project/requirement-lines.js';
import { placedRequirements } from '../project/requirements.js';
import { environmentMeeting } from '../python/meeting.js';
import { normalizeName } from '../python/version.js';
import type { WhyLockfile } from '../report/why.js';
import type { Machine } from '../resolve/session.js';

/** A lockfile that is there. */
export interface LockfileAtHand {
  readonly project: Project;
  readonly target: TargetConfig;
  readonly path: string;
  readonly lockfile: Lockfile;
}

/** What requirements of packages are read with. */
export interface Means {
  readonly snapshot: Snapshot;
  readonly prepare: (project: Project) => Promise<Machine>;
}

/** More paths than anybody reads, machines included. */
const PATHS = 1000;

/**
 * Every path to a package in lockfiles of one project. uv is only asked what packages require where that is on a path.
 *
 * @returns those lockfiles alone that have the package, and what should be known of the answer
 * @throws Failure `interrupted`
 */
export async function explain(
  project: Project,
  lockfiles: readonly LockfileAtHand[],
  name: string,
  { snapshot, prepare }: Means,
): Promise<{ readonly lockfiles: readonly WhyLockfile[]; readonly notes: readonly string[] }> {
  const explainer = explainerOf(project, name);
  const having = lockfiles.filter((lockfile) => explainer(lockfile, NO_METADATA) !== undefined);
  if (having.length === 0) return { lockfiles: [], notes: [] };
  const told = (metadata: Metadata): readonly WhyLockfile[] =>
    having.flatMap((lockfile) => explainer(lockfile, metadata) ?? []);
  const lacking = (answers: readonly WhyLockfile[], metadata: Metadata): readonly LockfileAtHand[] =>
    having.filter((lockfile, index) => !isWhole(lockfile, answers[index]?.paths, metadata));
  let answers = told(NO_METADATA);
  if (lacking(answers, NO_METADATA).length === 0) return { lockfiles: answers, notes: [] };
  let known = NO_METADATA;
  const enough = (metadata: Metadata): boolean => {
    known = metadata;
    answers = told(metadata);
    return lacking(answers, metadata).length === 0;
  };

  const { stateRequirements } = await import('../resolve/stated-requirements.js');
  const problem = await stateRequirements({
    project,
    snapshot,
    prepare,
    lockfiles: having.toSorted((a, b) => b.lockfile.pins.length - a.lockfile.pins.length),
    enough,
  });
  const notes = lacking(answers, known).map((lockfile) => {
    const reason =
      problem?.split('\n')[0] ?? 'uv tells none for these pins; lockgen check tells whether they are fresh';
    const what = isAnnotated(lockfile)
      ? `some requirements on the paths in ${lockfile.path} are not known`
      : `${lockfile.path} has no "# via" comments, and there may be more paths than these`;
    return `${what}: ${reason}`;
  });
  return { lockfiles: answers, notes };
}

/** Whether a lockfile has a package, a local one by its name or its path. */
export function hasPackage({ project, lockfile: { pins } }: LockfileAtHand, name: string): boolean {
  const keys = keysOf(name, localNames(pins, project.manifest));
  return pins.some((pin) => keys.has(pin.key));
}

/** What pins of a package may be called. */
function keysOf(name: string, names: ReadonlyMap<string, string>): ReadonlySet<string | undefined> {
  const key = normalizeName(name);
  return new Set([name, key, names.get(key)]);
}

function isAnnotated({ lockfile }: LockfileAtHand): boolean {
  return lockfile.pins.some(({ via }) => via.length > 0);
}

/** Whether each edge on the paths has its requirement, and no path can be missing. */
function isWhole(at: LockfileAtHand, paths: Paths | undefined, { packages }: Metadata): boolean {
  if (paths === undefined) return true;
  if (!isAnnotated(at)) {
    const isRead = ({ key, version }: Pin): boolean => packages.get(key)?.has(version ?? '') === true;
    return at.lockfile.pins.every((pin) => pin.version === undefined || isRead(pin));
  }
  const { nodes, edges } = paths.graph;
  const packageIds = new Set(nodes.filter(({ kind }) => kind === 'package').map(({ id }) => id));
  return edges.every(({ from, labels }) => labels.length > 0 || !packageIds.has(from));
}

/** What explains a package in a lockfile; undefined where it isn't in it. */
function explainerOf(
  project: Project,
  name: string,
): (lockfile: LockfileAtHand, metadata: Metadata) => WhyLockfile | undefined {
  const { manifest } = project;
  const meet = environmentMeeting(() => promisedRange(project));
  const overrides = project.inputs.manifests.flatMap(({ toolUv }) => overriddenNames(toolUv));
  const common = {
    ownName: manifest.name === undefined ? undefined : normalizeName(manifest.name),
    manifest: { path: manifest.path, isDynamic: isDynamic(manifest) },
    overridden: new Set(overrides),
  };
  return ({ target, path, lockfile: { pins } }, metadata) => {
    const names = localNames(pins, manifest);
    const keys = keysOf(name, names);
    if (!pins.some((pin) => keys.has(pin.key))) return undefined;
    const universal = target.universal ? meet : () => true;
    const direct = directRequirements(project, target);
    const graph = lockfileGraph({ ...common, pins, direct, localNames: names, metadata, meet: universal });
    const wanted = graph.nodes.flatMap((node) =>
      node.kind === 'package' && keys.has(node.key) ? [node.id] : [],
    );
    return {
      project: project.folder,
      target: target.name,
      path,
      wanted,
      paths: pathsTo(graph, new Set(wanted), PATHS, universal),
    };
  };
}

function directRequirements({ manifest }: Project, target: TargetConfig): readonly DirectRequirement[] {
  return placedRequirements(manifest, target).map((placed) => ({
    requirement: placed.requirement,
    place: `${manifest.path} ${tableName(placed)}`,
    line: requirementLine(manifest.text, placed),
  }));
}

function overriddenNames(toolUv: ReturnType<typeof tableAt>): readonly string[] {
  const overrides = toolUv['override-dependencies'];
  if (!Array.isArray(overrides)) return [];
  return overrides.flatMap((one) => {
    const name = typeof one === 'string' ? /^\s*([A-Za-z0-9][\w.-]*)/.exec(one)?.[1] : undefined;
    return name === undefined ? [] : [normalizeName(name)];
  });
}
