import type { PartialOptions } from '../config/options.js';
import { Failure, isSurvivable } from '../failure.js';
import { commitsOf } from '../git/commits.js';
import type { GitContext } from '../git/git.js';
import { rangeReport } from '../report/range.js';
import { visible } from '../report/visible.js';
import { exitCodeOf, overall } from '../verdict/exit-code.js';
import type { CommitVerdicts, RangeVerdicts } from '../verdict/range.js';
import type { VerdictStore } from '../verdict/store.js';
import type { LockfileVerdict } from '../verdict/verdict.js';
import { askedIn, type CheckRequest } from './check.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { type Judge, openJudge } from './judge.js';
import { printReport } from './print.js';
import { progressLine } from './progress.js';
import { mayMatter, openStates, type RangeSelection, type State } from './range-states.js';
import { readableProjects } from './select.js';
import { openSource, type Source } from './source.js';
import { unreadableFor, unreadableVerdict } from './unreadable.js';
import { openWorkspace } from './workspace.js';

/**
 * Tells of each commit of a range whether the lockfiles that it changes, or should have, are fresh.
 *
 * @param range - as git takes it: `A..B`
 * @returns as `check`: 0 all fresh, 1 something is stale, 2 something could not be told
 * @throws Failure `usage`, `git`
 */
export async function runRangeCheck(
  context: Context,
  { projects, flags, flagWords, format, output }: CheckRequest,
  range: string,
  store: VerdictStore | undefined,
): Promise<ExitCode> {
  const end = /\.\.\.?(.*)$/s.exec(range)?.[1];
  if (end === undefined) {
    throw new Failure('usage', `${range} is no range of commits`, { next: 'lockgen check --range A..B' });
  }
  const wanted = { kind: 'commit', revision: end === '' ? 'HEAD' : end } as const;
  const source = await openSource(context, wanted);
  const folders = new Set(await namedFolders(source, projects, flags));
  const step = { at: 0, of: 0, what: 'commit ' };
  const judge = openJudge({ ...context, step }, store);
  const line = progressLine(context, `lockgen: judging ${visible(range)}`);
  const onCommit = (commit: string, at: number, of: number): void => {
    Object.assign(step, { at, of });
    line.now(`lockgen: judging commit ${at} of ${of} (${commit.slice(0, 12)})`);
  };
  const git = gitContext(context, source.root);
  const result = await checkRange(git, source, range, { flags, folders }, { judge, onCommit }).finally(
    line.end,
  );
  const asked = askedIn(source, flagWords, wanted);
  await printReport(context, rangeReport(result, range, asked, context.quiet), format, output);
  return exitCodeOf(overall(result.judged.flatMap(({ verdicts }) => verdicts)));
}

/** The folders that were named, as the end of the range has them. */
async function namedFolders(
  { snapshot, start }: Source,
  names: readonly string[],
  flags: PartialOptions | undefined,
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const workspace = await openWorkspace(snapshot, flags);
  const { projects, unreadable } = await readableProjects(
    workspace,
    { arguments: names, start, flags },
    false,
  );
  return [...projects, ...unreadable].map(({ folder }) => folder);
}

interface Judging {
  readonly judge: Judge;
  /** Hears of each commit before it is judged, and which of how many it is. */
  readonly onCommit: (commit: string, at: number, of: number) => void;
}

/**
 * Judges each commit of a range by its own tree: those of its projects whose inputs or lockfiles are not what its first
 * parent has. Of a commit that changes nothing of interest, nothing but what `git log` says of it is read.
 */
async function checkRange(
  git: GitContext,
  source: Source,
  range: string,
  selection: RangeSelection,
  { judge, onCommit }: Judging,
): Promise<RangeVerdicts> {
  const commits = await commitsOf(git, range);
  const states = openStates(git, source, selection);
  const judged: CommitVerdicts[] = [];
  const wasStale = new Map<string, boolean>();
  const held: {
    readonly folder: string;
    readonly now: string;
    readonly verdicts: readonly LockfileVerdict[];
  }[] = [];
  let firstStale: string | undefined;
  for (const [index, commit] of commits.entries()) {
    const { parents, changed } = commit;
    onCommit(commit.commit, index + 1, commits.length);
    const before = parents[0] === undefined ? undefined : await states.of(parents[0]);
    if (before !== undefined && !mayMatter(before, changed)) {
      states.inherit(commit.commit, before);
      continue;
    }
    const state = await states.of(commit.commit);
    const verdicts = state.unreadable.filter((one) => !isKnown(one, before));
    for (const [folder, { project, fingerprint: now }] of state.projects) {
      if (before?.projects.get(folder)?.fingerprint === now) continue;
      try {
        const found = await judge(state.source, state.workspace, project);
        held.push({ folder, now, verdicts: found });
        verdicts.push(...found);
      } catch (error) {
        verdicts.push(unreadableVerdict(unreadableFor(project, error)));
      }
    }
    if (verdicts.length === 0) continue;
    for (const one of verdicts) {
      if (one.verdict === 'stale' && firstStale === undefined) {
        const already = wasStale.get(one.path) ?? (await isStaleIn(before, one, judge));
        if (!already) firstStale = commit.commit;
      }
    }
    for (const { path, verdict } of verdicts) wasStale.set(path, verdict === 'stale');
    const { subject } = commit;
    judged.push({ commit: commit.commit, isRoot: parents.length === 0, subject, verdicts });
  }
  const end = commits.at(-1)?.commit;
  const last = end === undefined ? undefined : await states.of(end);
  const left = new Map<string, LockfileVerdict>();
  for (const { folder, now, verdicts } of held) {
    if (last?.projects.get(folder)?.fingerprint === now) for (const one of verdicts) left.set(one.path, one);
  }
  return { judged, total: commits.length, firstStale, left: [...left.values()] };
}

/** Whether a lockfile is stale in the state before the range already. */
async function isStaleIn(
  state: State | undefined,
  { project, path }: LockfileVerdict,
  judge: Judge,
): Promise<boolean> {
  const then = state?.projects.get(project);
  if (state === undefined || then === undefined) return false;
  try {
    const verdicts = await judge(state.source, state.workspace, then.project);
    return verdicts.some((one) => one.path === path && one.verdict === 'stale');
  } catch (error) {
    // What could not be judged before was not known to be stale.
    if (!isSurvivable(error)) throw error;
    return false;
  }
}

/** A project that was as unreadable before isn't this commit's. */
function isKnown({ path, reasons }: LockfileVerdict, before: State | undefined): boolean {
  return (before?.unreadable ?? []).some(
    (one) => one.path === path && one.reasons[0]?.message === reasons[0]?.message,
  );
}
