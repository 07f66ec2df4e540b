import type { PartialOptions } from '../config/options.js';
import type { Format } from '../report/report.js';
import { exitCodeOf } from '../verdict/exit-code.js';
import { openStore } from '../verdict/store.js';
import type { LockfileVerdict } from '../verdict/verdict.js';
import type { Context, ExitCode } from './context.js';
import { openJudge } from './judge.js';
import { printReport } from './print.js';
import { selectProjects } from './select.js';
import { openSource, type Wanted } from './source.js';
import { openWorkspace, verdictStore } from './workspace.js';

/** What `lockgen check` was asked for. */
export interface CheckRequest {
  /** Project folders; none means all managed projects. */
  readonly projects: readonly string[];
  readonly flags: PartialOptions | undefined;
  /** Where the files are read. */
  readonly wanted: Wanted;
  /** Undefined: the environment's. */
  readonly format: Format | undefined;
  /** The folder of the verdict store; undefined is the user's, `none` has neither store nor offline attempts. */
  readonly cache: { readonly folder: string } | 'none' | undefined;
}

/**
 * Tells of each lockfile whether it is fresh; writes nothing.
 *
 * @returns 0 all fresh, 1 something is stale, 2 something could not be told
 * @throws Failure where nothing can be checked at all
 */
export async function runCheck(context: Context, request: CheckRequest): Promise<ExitCode> {
  const source = await openSource(context, request.wanted);
  const workspace = await openWorkspace(source.snapshot, request.flags);
  const selection = { arguments: request.projects, start: source.start, flags: request.flags };
  const projects = await selectProjects(workspace, selection, false);

  const judge = openJudge(context, { store: storeOf(context, request) });
  const verdicts: LockfileVerdict[] = [];
  for (const project of projects) verdicts.push(...(await judge(source, workspace, project)));

  const { checkReport } = await import('../report/check.js');
  await printReport(context, checkReport(verdicts, context.quiet), request.format);
  return exitCodeOf(verdicts);
}

function storeOf(context: Context, { cache }: CheckRequest) {
  if (cache === 'none') return undefined;
  return cache === undefined ? verdictStore(context) : openStore(cache.folder);
}
