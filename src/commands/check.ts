import type { PartialOptions } from '../config/options.js';
import type { AskedPairs } from '../installable/pairs.js';
import type { Project } from '../project/project.js';
import type { Shard } from '../project/shard.js';
import type { Asked } from '../report/mend.js';
import type { Format } from '../report/report.js';
import { exitCodeOf, overall } from '../verdict/exit-code.js';
import { openStore, type VerdictStore } from '../verdict/store.js';
import type { LockfileVerdict } from '../verdict/verdict.js';
import type { Since } from './changed-since.js';
import type { Context, ExitCode } from './context.js';
import { deadPatternNotice } from './dead-patterns.js';
import { openJudge } from './judge.js';
import { printReport } from './print.js';
import { readableProjects } from './select.js';
import { inTurns } from './side-by-side.js';
import { assertNotBare, openSource, type Source, type Wanted } from './source.js';
import { openWorkspace, verdictStore, type Workspace } from './workspace.js';

/** What `lockgen check` was asked for. */
export interface CheckRequest {
  /** Project folders; none means all managed projects. */
  readonly projects: readonly string[];
  readonly flags: PartialOptions | undefined;
  /** The flags as they were typed. */
  readonly flagWords: readonly string[];
  /** Where the files are read. */
  readonly wanted: Wanted;
  /** The commits to judge instead, as `A..B`. */
  readonly range: string | undefined;
  /** Only projects that differ from there. */
  readonly since: Since | undefined;
  /** Only this part of them. */
  readonly shard: Shard | undefined;
  /** Undefined: the environment's. */
  readonly format: Format | undefined;
  /** A file that gets the report. */
  readonly output: string | undefined;
  /** The folder of the verdict store; undefined is the user's, `none` has neither store nor offline attempts. */
  readonly cache: { readonly folder: string } | 'none' | undefined;
  /** Where to prove that the lockfiles can be installed; undefined: that isn't asked. */
  readonly installable: AskedPairs | undefined;
}

/**
 * Tells of each lockfile whether it is fresh; writes nothing.
 *
 * @returns 0 all fresh, 1 something is stale, 2 something could not be told
 * @throws Failure where nothing can be checked at all
 */
export async function runCheck(context: Context, request: CheckRequest): Promise<ExitCode> {
  if (request.range !== undefined) {
    const { runRangeCheck } = await import('./check-range.js');
    return await runRangeCheck(context, request, request.range, storeOf(context, request));
  }
  const source = await openSource(context, request.wanted);
  const workspace = await openWorkspace(source.snapshot, request.flags);
  if (workspace.candidates.length === 0) await assertNotBare(context, 'lockgen check --rev HEAD');
  if (!context.quiet) context.err(await deadPatternNotice(workspace));
  const selection = { arguments: request.projects, start: source.start, flags: request.flags };
  const { projects, unreadable: unread } = await readableProjects(workspace, selection, false);
  // Each part would tell of them, and one is enough.
  const unreadable = (request.shard?.index ?? 1) === 1 ? [...unread] : [];
  const asked = await askedProjects(context, source, workspace, projects, request);

  const judge = openJudge(context, storeOf(context, request));
  const isOne = asked.length + unreadable.length === 1;
  const judged = await inTurns(asked, async (project, step) => {
    try {
      return await judge(source, workspace, project, step);
    } catch (error) {
      // What is wrong with one project is no reason to say nothing of the others.
      if (isOne) throw error;
      return (await import('./unreadable.js')).unreadableFor(project, error);
    }
  });
  const verdicts: LockfileVerdict[] = [];
  for (const one of judged) {
    if ('folder' in one) unreadable.push(one);
    else verdicts.push(...one);
  }
  if (unreadable.length > 0) {
    const { unreadableVerdict } = await import('./unreadable.js');
    verdicts.push(...unreadable.map(unreadableVerdict));
  }

  const how = askedIn(source, request.flagWords, request.wanted);
  if (request.installable === undefined) {
    const { checkReport } = await import('../report/check.js');
    await printReport(context, checkReport(verdicts, how, context.quiet), request.format, request.output);
    return exitCodeOf(overall(verdicts));
  }
  const { proveInstallable } = await import('./installable.js');
  const proof = await proveInstallable(context, workspace, asked, request.installable);
  const { provenReport } = await import('../report/installable.js');
  const { report, outcome } = provenReport(verdicts, proof, how, context.quiet);
  await printReport(context, report, request.format, request.output);
  return exitCodeOf(outcome);
}

/** How a check of a source was asked for. */
export function askedIn(
  { start, repository, history }: Source,
  flags: readonly string[],
  wanted: Wanted,
): Asked {
  if (wanted.kind !== 'commit') return { start, flags, read: wanted.kind };
  if (repository?.isBare === true) return { start, flags, read: 'nowhere' };
  const from = history?.from;
  const isHead = typeof from === 'object' && from.commit === repository?.head;
  return { start, flags, read: isHead ? 'worktree' : { revision: wanted.revision } };
}

/** The projects that are to be judged: where it was asked for, only those that changed, and a shard's. */
async function askedProjects(
  context: Context,
  source: Source,
  workspace: Workspace,
  projects: readonly Project[],
  { since, shard }: CheckRequest,
): Promise<readonly Project[]> {
  let asked = projects;
  if (since !== undefined) {
    const { changedProjects } = await import('./changed-since.js');
    const { projects: changed, notice } = await changedProjects(context, source, workspace, projects, since);
    if (!context.quiet) context.err(`lockgen: ${notice}\n`);
    asked = changed;
  }
  if (shard === undefined) return asked;
  const { inShard } = await import('./in-shard.js');
  return await inShard(context, workspace, asked, shard);
}

function storeOf(context: Context, { cache }: CheckRequest): VerdictStore | undefined {
  if (cache === 'none') return undefined;
  return cache === undefined ? verdictStore(context) : openStore(cache.folder);
}
