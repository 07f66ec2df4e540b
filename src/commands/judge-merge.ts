import type { GitContext } from '../git/git.js';
import { parseLockfile } from '../lockfile/parse.js';
import { fingerprint } from '../project/project.js';
import { promisedRange } from '../project/range.js';
import { mergeStopped } from '../report/text.js';
import { staticVerdicts } from '../verdict/static.js';
import type { VerdictStore } from '../verdict/store.js';
import { type LockfileVerdict, reasonText } from '../verdict/verdict.js';
import { explainsExtras, manifestAskers } from './asked-extras.js';
import type { Context, ExitCode } from './context.js';
import type { IndexPlan } from './index-plan.js';
import { resolvePlan } from './lock-index.js';
import { followsBranches } from './lockfile-origin.js';
import { sameMeaning, verdictOf } from './resolved-verdicts.js';

/**
 * Judges the lockfiles that a clean merge has put together, and stops the merge where they are not what its
 * `pyproject.toml` gives: `git commit` then makes them. Nothing is staged here, since git has written the merge's
 * tree before it asks (githooks(5), pre-merge-commit), and what is staged now would be in no commit.
 *
 * @returns 0 where the merge can go on, 1 where it stops
 * @throws Failure for everything that would block the commit as well
 */
export async function judgeMerge(
  context: Context,
  git: GitContext,
  store: VerdictStore,
  plan: IndexPlan,
): Promise<ExitCode> {
  const { workspace, projects, abandoned } = plan;
  const [gone] = abandoned.removed;
  if (gone !== undefined) return stop(context, gone.path, `${gone.manifest} is gone`);
  for (const project of projects) {
    const proved = await staticVerdicts(project, workspace.tree);
    if (proved !== undefined) return stopAt(context, proved);
  }
  const { resolved } = await resolvePlan(context, git, plan, {
    accepts: (project) => sameMeaning(manifestAskers(project), promisedRange(project)),
  });
  for (const { project, lockfiles } of resolved) {
    const askers = manifestAskers(project);
    // Who asks for extras that are kept, only uv tells, and slowly: check has it told, a merge believes them.
    const kept = lockfiles.map(({ target, before }) => ({ target, lockfile: parseLockfile(before ?? '') }));
    const believed = new Map(
      kept.map(({ target, lockfile }) => [
        target.name,
        [...(askers.of.get(target.name) ?? []), ...lockfile.pins],
      ]),
    );
    const verdicts = lockfiles.map((one) =>
      verdictOf(project, one, promisedRange(project), { ...askers, of: believed }),
    );
    if (verdicts.some(({ verdict }) => verdict !== 'fresh')) return stopAt(context, verdicts);
    const isKnown = kept.every(({ target, lockfile }) => explainsExtras(askers, target, lockfile));
    const texts = lockfiles.map(({ text }) => text);
    if (isKnown && !followsBranches(project, texts))
      await store.recordFresh(await fingerprint(project, workspace.tree));
  }
  return 0;
}

function stopAt(context: Context, verdicts: readonly LockfileVerdict[]): ExitCode {
  const found = verdicts.find(({ verdict }) => verdict !== 'fresh');
  const [why] = found?.reasons ?? [];
  return stop(context, found?.path ?? '', why === undefined ? '' : reasonText(why));
}

function stop(context: Context, path: string, why: string): ExitCode {
  context.err(mergeStopped(path, why));
  return 1;
}
