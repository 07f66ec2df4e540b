import type { PartialOptions } from '../config/options.js';
import { inFolder } from '../project/paths.js';
import { fingerprint, type Project } from '../project/project.js';
import { checkReport } from '../report/text.js';
import type { LockfileVerdict } from '../verdict/verdict.js';
import type { Context, ExitCode } from './context.js';
import { selectProjects } from './select.js';
import { diskSource, type Source } from './source.js';
import { openWorkspace, verdictStore, type Workspace } from './workspace.js';

/** What `lockgen check` was asked for. */
export interface CheckRequest {
  /** Project folders; none means all managed projects. */
  readonly projects: readonly string[];
  readonly flags: PartialOptions | undefined;
}

/**
 * Tells of each lockfile whether it is fresh; writes nothing.
 *
 * @returns 0 all fresh, 1 something is stale, 2 something could not be told
 * @throws Failure where nothing can be checked at all
 */
export async function runCheck(context: Context, request: CheckRequest): Promise<ExitCode> {
  const source = await diskSource(context);
  const workspace = await openWorkspace(source.snapshot, request.flags);
  const selection = { arguments: request.projects, start: source.start, flags: request.flags };
  const projects = await selectProjects(workspace, selection, false);

  const store = verdictStore(context);
  const verdicts: LockfileVerdict[] = [];
  let judge: ((project: Project) => Promise<readonly LockfileVerdict[]>) | undefined;
  for (const project of projects) {
    const now = await fingerprint(project, workspace.tree);
    if (store.isFresh(now)) {
      verdicts.push(...allFresh(project));
      continue;
    }
    judge ??= await judgeOf(context, source, workspace);
    const found = await judge(project);
    if (found.every((verdict) => verdict.verdict === 'fresh')) await store.recordFresh(now);
    verdicts.push(...found);
  }
  context.out(checkReport(verdicts, context.quiet));
  if (verdicts.some(({ verdict }) => verdict === 'stale')) return 1;
  return verdicts.some(({ verdict }) => verdict === 'unknown') ? 2 : 0;
}

/** Loaded only when something isn't known to be fresh already. */
async function judgeOf(
  context: Context,
  source: Source,
  workspace: Workspace,
): Promise<(project: Project) => Promise<readonly LockfileVerdict[]>> {
  const [{ staticVerdicts }, { resolvedVerdicts }, { machines }] = await Promise.all([
    import('../verdict/static.js'),
    import('./resolved-verdicts.js'),
    import('./resolve-all.js'),
  ]);
  const prepare = machines(context);
  return async (project) =>
    (await staticVerdicts(project, workspace.tree)) ??
    (await resolvedVerdicts(context, source, workspace, project, prepare));
}

function allFresh(project: Project): readonly LockfileVerdict[] {
  return project.config.targets.map((target) => ({
    project: project.folder,
    path: inFolder(project.folder, target.output),
    verdict: 'fresh',
    reason: undefined,
    lines: [],
    changes: [],
  }));
}
