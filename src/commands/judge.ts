import { inFolder } from '../project/paths.js';
import { fingerprint, outputsOf, type Project } from '../project/project.js';
import type { VerdictStore } from '../verdict/store.js';
import { type LockfileVerdict, plainVerdict } from '../verdict/verdict.js';
import type { Context, Step } from './context.js';
import type { Source } from './source.js';
import type { Workspace } from './workspace.js';

/** Judges one project of a workspace; which of several it is, is the context's, where it isn't given. */
export type Judge = (
  source: Source,
  workspace: Workspace,
  project: Project,
  step?: Step,
) => Promise<readonly LockfileVerdict[]>;

/**
 * Makes a judge of projects, in the three ways of the design, the cheapest first. What all but the first needs is only
 * loaded when something isn't known to be fresh already.
 *
 * @param store - what is known to be fresh already; undefined: nothing is, and the index is asked about everything
 */
export function openJudge(context: Context, store: VerdictStore | undefined): Judge {
  let further: Promise<Judge> | undefined;
  return async (source, workspace, project, step) => {
    const now = await fingerprint(project, workspace.tree);
    if (store?.isFresh(now) === true) return allFresh(project);
    further ??= furtherJudge(context, store !== undefined);
    const found = await (await further)(source, workspace, project, step);
    // A notice is no knowledge that would keep: the next one is to hear of it as well.
    const isPlain = found.every(({ verdict, notices }) => verdict === 'fresh' && notices.length === 0);
    if (isPlain && store !== undefined && (await mayBeKnown(project, workspace)))
      await store.recordFresh(now);
    return found;
  };
}

async function mayBeKnown(project: Project, { tree }: Workspace): Promise<boolean> {
  const texts = await Promise.all(outputsOf(project).map((path) => tree.read(path)));
  const { followsBranches } = await import('./lockfile-origin.js');
  return !followsBranches(project, texts);
}

async function furtherJudge(context: Context, offlineFirst: boolean): Promise<Judge> {
  const [
    { staticVerdicts },
    { joinedVerdicts },
    { resolvedVerdicts },
    { machines },
    { withCauses },
    { isForeign },
  ] = await Promise.all([
    import('../verdict/static.js'),
    import('../verdict/join.js'),
    import('./resolved-verdicts.js'),
    import('./resolve-all.js'),
    import('./cause.js'),
    import('../lockfile/foreign.js'),
  ]);
  const means = { prepare: machines(context), offlineFirst };
  return async (source, workspace, project, step = context.step) => {
    const proved = (await staticVerdicts(project, workspace.tree)) ?? [];
    // Where there is nothing yet, a resolution would only list all that there could be.
    if (proved.length > 0 && proved.length === project.config.targets.length && proved.every(isMissing))
      return proved;
    const own = step === undefined ? context : { ...context, step };
    const resolved = await resolvedVerdicts(own, source, workspace, project, means);
    const found: LockfileVerdict[] = [];
    for (const one of joinedVerdicts(proved, resolved)) {
      const target = project.config.targets.find(({ name }) => name === one.target);
      const text = one.verdict === 'stale' ? await workspace.tree.read(one.path) : undefined;
      const foreign = text !== undefined && target !== undefined && isForeign(text, target.output);
      found.push(foreign ? { ...one, isForeign: true } : one);
    }
    return await withCauses(source, workspace, project, found);
  };
}

const isMissing = ({ reasons }: LockfileVerdict): boolean => reasons[0]?.code === 'missing';

function allFresh(project: Project): readonly LockfileVerdict[] {
  return project.config.targets.map(({ name, output }) =>
    plainVerdict({ project: project.folder, target: name, path: inFolder(project.folder, output) }, 'fresh'),
  );
}
