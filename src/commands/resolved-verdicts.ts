import { Failure, type FailureReason, isSurvivable } from '../failure.js';
import { commitSnapshot } from '../git/commit-snapshot.js';
import { textOf } from '../git/materialise.js';
import { compareByMeaning, isProof } from '../lockfile/compare.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import { yankWarnings } from '../lockfile/yanked.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { promisedRange } from '../project/range.js';
import type { PromisedRange } from '../python/environments.js';
import type { HashHistory } from '../resolve/hash-origin.js';
import type { ResolvedLockfile } from '../resolve/project.js';
import type { Machine } from '../resolve/session.js';
import {
  failureVerdict,
  type LockfileVerdict,
  plainVerdict,
  type Reason,
  reasonFor,
} from '../verdict/verdict.js';
import { type Askers, askersOf } from './asked-extras.js';
import type { Held } from './commit-verdicts.js';
import type { Context } from './context.js';
import { hashHistory, NO_HISTORY } from './hash-history.js';
import { withHashOrigins } from './hash-origins.js';
import { pinsCommits } from './lockfile-origin.js';
import { resolveOne } from './resolve-all.js';
import type { Source } from './source.js';
import type { Workspace } from './workspace.js';

/** What a resolution is made with. */
export interface Means {
  readonly prepare: (project: Project) => Promise<Machine>;
  /** Whether an offline attempt may settle it. */
  readonly offlineFirst: boolean;
}

/**
 * Resolves a project with its own pins, and compares by meaning. What a project that pins git commits needs beyond that
 * is in `commit-verdicts.ts`.
 */
export async function resolvedVerdicts(
  context: Context,
  source: Source,
  { tree, snapshot }: Workspace,
  project: Project,
  { prepare, offlineFirst }: Means,
): Promise<readonly LockfileVerdict[]> {
  const range = promisedRange(project);
  const previous = new Map<string, string>();
  for (const target of project.config.targets) {
    const path = inFolder(project.folder, target.output);
    const text = await tree.read(path);
    if (text !== undefined) previous.set(path, text);
  }
  const askers = await askersOf(project, snapshot, prepare, previous);
  const judged = async (held: Held): Promise<readonly LockfileVerdict[]> => {
    const resolution = {
      project,
      snapshot,
      previous,
      manifestsBefore: held.manifests,
      overrides: held.overrides,
      upgrade: { all: false, packages: [] },
      offlineFirst,
      accepts: sameMeaning(askers, range),
      refutes: provesDrift(project, askers, range),
      committed: committedIn(source),
    };
    try {
      const { lockfiles } = await resolveOne(context, resolution, prepare);
      if (askers.problem !== undefined) {
        throw new Failure(
          'uv-failed',
          `who asks for the extras of pins could not be told: ${askers.problem}`,
          { next: 'try again; lockgen check --verbose shows what uv is asked' },
        );
      }
      const verdicts: LockfileVerdict[] = [];
      for (const lockfile of lockfiles)
        verdicts.push(
          await withHashOrigins(verdictOf(project, lockfile, range, askers), lockfile, hashesIn(source)),
        );
      return verdicts;
    } catch (error) {
      if (!isSurvivable(error)) throw error;
      return failedVerdicts(project, error);
    }
  };
  if (!pinsCommits(previous.values())) return await judged(NOTHING_HELD);
  const { commitVerdicts } = await import('./commit-verdicts.js');
  return await commitVerdicts(context, source, { project, previous, judged });
}

/** What HEAD has, where something else is judged; what is in a commit tells nothing of what changed in it. */
function committedIn({ history }: Source): (path: string) => Promise<string | undefined> {
  return async (path) => {
    if (history === undefined || typeof history.from !== 'string') return undefined;
    const found = (await commitSnapshot(history.git, 'HEAD').readMany([path])).get(path);
    return found === undefined ? undefined : textOf(found);
  };
}

function hashesIn({ history, repository }: Source): HashHistory {
  if (history === undefined) return NO_HISTORY;
  const { git, from } = history;
  return hashHistory(git, typeof from === 'string' ? repository?.head : from.commit);
}

/** Accepts an offline result that means what the lockfile at hand means. */
export function sameMeaning(
  askers: Askers,
  range: PromisedRange,
): (result: Pick<ResolvedLockfile, 'lockfile'>, old: Lockfile) => boolean {
  const asked = [...askers.of.values()].flat();
  return (result, old) => compareByMeaning(old, result.lockfile, range, asked).length === 0;
}

/**
 * Whether an offline result with the pins of the lockfile at hand held proves it stale, so that no network is needed.
 * Silent where more than the index's metadata of a version decides: what stands behind a URL, or what a build tells.
 */
function provesDrift(
  project: Project,
  askers: Askers,
  range: PromisedRange,
): (result: Pick<ResolvedLockfile, 'lockfile'>, old: Lockfile) => boolean {
  const asked = [...askers.of.values()].flat();
  return (result, old) =>
    project.inputs.built.length === 0 &&
    ![...old.pins, ...result.lockfile.pins].some(({ url }) => url !== undefined) &&
    isProof(compareByMeaning(old, result.lockfile, range, asked));
}

const NOTHING_HELD: Held = { manifests: [], overrides: '' };

/** What a resolution says about the lockfile that was there before it; changes also of one that means the same. */
export function verdictOf(
  project: Project,
  resolved: ResolvedLockfile,
  range: PromisedRange,
  askers: Askers,
): LockfileVerdict {
  const { path, target, before, lockfile, changes } = resolved;
  const about = { project: project.folder, target: target.name, path };
  if (before === undefined) {
    return { ...plainVerdict(about, 'stale', [reasonFor('missing', 'it is missing')]), changes };
  }
  const current = parseLockfile(before);
  const notices = yankWarnings(current, resolved.warnings);
  const asked = askers.of.get(target.name) ?? [];
  const differences = compareByMeaning(current, lockfile, range, asked);
  if (differences.length === 0) return { ...plainVerdict(about, 'fresh'), changes, notices };
  const reasons = differences.map(
    ({ kind, name, message, line }): Reason => ({ code: kind, name, message, line }),
  );
  return { ...plainVerdict(about, 'stale', reasons), changes, notices };
}

/** With these, there can be no lockfile that is fresh. */
const PROOF: ReadonlySet<FailureReason> = new Set(['unsatisfiable', 'disagreement', 'policy']);

/** What a failed resolution says about each lockfile; what to do, and uv's words, stand with the first alone. */
function failedVerdicts(project: Project, failure: Failure): readonly LockfileVerdict[] {
  const verdict = PROOF.has(failure.reason) ? 'stale' : 'unknown';
  return project.config.targets.map(({ name, output }, index) => {
    const about = { project: project.folder, target: name, path: inFolder(project.folder, output) };
    const failed = failureVerdict(about, verdict, failure);
    const reasons = [reasonFor(failure.reason, seenFrom(about.path, project, failure.message))];
    const told = { ...failed, reasons };
    return index === 0 ? told : { ...told, next: undefined, detail: [] };
  });
}

/** A failure's message as it stands beside one lockfile: it may begin with the one that could not be made. */
function seenFrom(path: string, project: Project, message: string): string {
  for (const { output } of project.config.targets) {
    const own = inFolder(project.folder, output);
    const prefix = [own, output].find(
      (one) => message.startsWith(`${one}: `) || message.startsWith(`${one} `),
    );
    if (prefix === undefined) continue;
    if (own !== path) return `because ${message}`;
    const rest = message.slice(prefix.length);
    return rest.startsWith(': ') ? rest.slice(2) : `it${rest}`;
  }
  return message;
}
