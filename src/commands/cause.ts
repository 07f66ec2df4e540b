import { commitFacts } from '../git/commits.js';
import { differsFromHead, lastChangeOf } from '../git/history.js';
import type { Manifest } from '../project/manifest.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { relevantPart } from '../project/relevance.js';
import type { Tree } from '../project/tree.js';
import { type PolicyPart, whatChanged, whatPolicyChanged } from '../project/what-changed.js';
import type { LockfileVerdict, ReasonCode } from '../verdict/verdict.js';
import { type Earlier, openEarlier } from './concerned.js';
import type { History, Source } from './source.js';
import type { Workspace } from './workspace.js';

/** What the policy has to do with a reason. */
const POLICY: Partial<Readonly<Record<ReasonCode, readonly PolicyPart[]>>> = {
  denied: ['deny'],
  'foreign-host': ['hosts'],
  'missing-hashes': ['requireHashes'],
  policy: ['deny', 'hosts', 'requireHashes'],
};

/** What comes about with no change of the repository. */
const ELSEWHERE: ReadonlySet<ReasonCode> = new Set(['unsatisfiable', 'git-reference', 'changed-hash']);

/** How many changes a cause names before it counts. */
const NAMED = 3;

/**
 * Adds to stale verdicts what made them so, as far as history tells: what has changed since the commit that made the
 * lockfile, or, where nothing has, that commit itself: a merge, or an edit that no resolver made.
 */
export async function withCauses(
  { history }: Source,
  { tree }: Workspace,
  project: Project,
  verdicts: readonly LockfileVerdict[],
): Promise<readonly LockfileVerdict[]> {
  if (history === undefined || verdicts.every(({ verdict }) => verdict !== 'stale')) return verdicts;
  const stateOf = openEarlier(history.git);
  const found: LockfileVerdict[] = [];
  for (const told of verdicts) {
    const isTold = told.verdict === 'stale' && told.reasons[0]?.code !== 'missing';
    found.push(isTold ? { ...told, cause: await causeOf(history, stateOf, { project, tree }, told) } : told);
  }
  return found;
}

async function causeOf(
  history: History,
  stateOf: (commit: string) => Promise<Earlier>,
  now: Now,
  verdict: LockfileVerdict,
): Promise<string | undefined> {
  const { git, from } = history;
  const { path } = verdict;
  const isEdited = typeof from === 'string' && (await differsFromHead(git, path, from));
  const commit = isEdited ? 'HEAD' : await lastChangeOf(git, path, from);
  if (commit === undefined) return undefined;
  const clauses = await changesSince(await stateOf(commit), now, verdict);
  if (isEdited) {
    // Which of two edits is at fault, nobody can tell.
    return clauses.length === 0 ? `${path} was changed, and that is not committed` : undefined;
  }
  if (clauses.length === 0 && typeof from === 'string') {
    // Those that constrain it, or that it has to agree with.
    for (const { output } of now.project.config.targets) {
      const other = inFolder(now.project.folder, output);
      if (other !== path && (await differsFromHead(git, other, from)))
        return `${other} was changed, and that is not committed`;
    }
  }
  const { subject, parents } = await commitFacts(git, commit);
  const name = `${commit.slice(0, 12)} (${subject})`;
  if (clauses.length > 0) {
    const named = clauses.slice(0, NAMED).join('; ');
    const more = clauses.length > NAMED ? `; and ${clauses.length - NAMED} more changes` : '';
    return `${named}${more}, after ${name} made it`;
  }
  // It could be made when it was: something else has changed since, on the index or in another repository.
  if (verdict.reasons.every(({ code }) => ELSEWHERE.has(code))) return undefined;
  const [parent, second] = parents;
  if (second !== undefined) return `the merge ${name} put it together from both sides`;
  // What the policy refuses, a resolver without this policy may well have made.
  const isRefused = verdict.reasons.every(({ code }) => POLICY[code] !== undefined);
  const without = isRefused ? '' : ' without a resolution';
  if (parent === undefined) return `${name} added it${without}`;
  const inputs = await changesSince(await stateOf(parent), now, verdict);
  return inputs.length === 0
    ? `${name} changed it and none of its inputs, by hand or by a bot`
    : `${name} committed it${without}: ${inputs.slice(0, NAMED).join('; ')}`;
}

/** Manifests of other projects that a lockfile depends on: of local packages, of the workspace. */
function changedManifests({ inputs: then }: Project, { manifest, inputs: now }: Project): readonly string[] {
  const partsOf = (all: readonly Manifest[]) => new Map(all.map((one) => [one.path, relevantPart(one)]));
  const [before, after] = [partsOf(then.manifests), partsOf(now.manifests)];
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].flatMap((path) =>
    path === manifest.path || before.get(path) === after.get(path) ? [] : [`${path} was changed`],
  );
}

interface Now {
  readonly project: Project;
  readonly tree: Tree;
}

async function changesSince(
  then: Earlier,
  { project, tree }: Now,
  { target, reasons }: LockfileVerdict,
): Promise<readonly string[]> {
  const before = then.projects.get(project.folder);
  const wanted = project.config.targets.find(({ name }) => name === target);
  if (before === undefined || wanted === undefined) return [];
  const parts = new Set(reasons.flatMap(({ code }) => POLICY[code] ?? []));
  const clauses = [...whatPolicyChanged(before, project, parts)];
  // That a package is denied, and there, is the doing of no input.
  if (reasons.every(({ code }) => code === 'denied')) return clauses;
  clauses.push(...whatChanged(before, project, wanted));
  clauses.push(...changedManifests(before, project));
  for (const file of new Set([...before.inputs.files, ...project.inputs.files])) {
    if ((await then.tree.read(file)) !== (await tree.read(file))) clauses.push(`${file} was changed`);
  }
  return clauses;
}
