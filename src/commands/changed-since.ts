import { commitSnapshot } from '../git/commit-snapshot.js';
import { mergeBase, namedParents } from '../git/commits.js';
import type { GitContext } from '../git/git.js';
import { commitIfAny, commitOf, isShallow } from '../git/history.js';
import { fingerprint, type Project } from '../project/project.js';
import { shellWord } from '../shell-word.js';
import { earlierProjects, isStateOf } from './concerned.js';
import type { Context } from './context.js';
import type { Source } from './source.js';
import type { Workspace } from './workspace.js';

/** What projects are compared with: a revision that somebody named, or what a pull request is merged into. */
export type Since = { readonly revision: string } | 'target';

/** The projects that differ from a commit, or all, and why these. */
export interface ChangedProjects {
  readonly projects: readonly Project[];
  /** In a sentence, for stderr. */
  readonly notice: string;
}

/**
 * Those of the projects whose inputs or lockfiles are not what an earlier commit has; all of them where that commit
 * isn't in the clone, since to check too much is slow, and to check too little is wrong.
 *
 * @throws Failure `usage` for a revision that no complete clone would have; `git`
 */
export async function changedProjects(
  context: Context,
  { history }: Source,
  { tree }: Workspace,
  projects: readonly Project[],
  since: Since,
): Promise<ChangedProjects> {
  if (history === undefined) return { projects, notice: 'there is no history here: everything is checked' };
  const head = typeof history.from === 'string' ? 'HEAD' : history.from.commit;
  const base = await baseOf(context, history.git, head, since);
  if ('missing' in base) return { projects, notice: `${base.missing}: everything is checked` };
  const then = await earlierProjects(commitSnapshot(history.git, base.commit));
  const changed: Project[] = [];
  for (const project of projects) {
    if (!(await isStateOf([then], project, await fingerprint(project, tree)))) changed.push(project);
  }
  const name = base.commit.slice(0, 12);
  const what = base.what === `, ${name}` || base.what === `, ${base.commit}` ? '' : base.what;
  const notice = `${changed.length} of ${projects.length} projects differ from ${name}${what}`;
  return { projects: changed, notice };
}

type Base = { readonly commit: string; readonly what: string } | { readonly missing: string };

async function baseOf(context: Context, git: GitContext, head: string, since: Since): Promise<Base> {
  if (since !== 'target') return await forked(git, head, since.revision);
  const parents = await namedParents(git, await commitOf(git, head));
  const [first] = parents;
  if (first !== undefined && parents.length > 1) {
    const commit = await commitIfAny(git, first);
    return commit === undefined
      ? {
          missing: `${head} merges into ${first.slice(0, 12)}, which this shallow clone lacks (git fetch --depth=2, in CI a fetch depth of 2)`,
        }
      : { commit, what: `, the first parent of ${head}` };
  }
  const target = targetOf(context.env);
  if (target === undefined) return { missing: `${head} is no merge, and no pull request is known` };
  return await forked(git, head, target);
}

/** Where a branch was forked from a revision: what came to that one since is no change of the branch. */
async function forked(git: GitContext, head: string, revision: string): Promise<Base> {
  const named = await commitIfAny(git, revision);
  if (named === undefined && (await isShallow(git))) {
    return { missing: `this shallow clone lacks ${revision} (${fetching(revision)})` };
  }
  const tip = named ?? (await commitOf(git, revision));
  const fork = await mergeBase(git, tip, head);
  return fork === undefined || fork === tip
    ? { commit: tip, what: `, ${revision}` }
    : { commit: fork, what: `, where ${head} left ${revision}` };
}

/**
 * What the CI says a pull request is to be merged into (GitHub Actions, "Default environment variables"; GitLab,
 * "Predefined CI/CD variables"; Azure Pipelines, "Predefined variables").
 */
function targetOf(env: NodeJS.ProcessEnv): string | undefined {
  const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
  const branch =
    set(env.GITHUB_BASE_REF) ?? set(env.SYSTEM_PULLREQUEST_TARGETBRANCH)?.replace(/^refs\/heads\//, '');
  return set(env.CI_MERGE_REQUEST_DIFF_BASE_SHA) ?? (branch === undefined ? undefined : `origin/${branch}`);
}

/** What brings a revision into a shallow clone, which may know no branch but one. A remote knows names, and no way back from one. */
function fetching(revision: string): string {
  if (/[~^@]/.test(revision)) return 'git fetch --unshallow';
  const branch = /^(?:refs\/remotes\/)?origin\/(.+)$/.exec(revision)?.[1];
  if (branch !== undefined)
    return `git fetch --depth=1 origin ${shellWord(`${branch}:refs/remotes/origin/${branch}`)}`;
  const fetch = `git fetch --depth=1 origin ${shellWord(revision)}`;
  return /^[0-9a-f]{40}$/.test(revision) ? fetch : `${fetch}, then --changed-since FETCH_HEAD`;
}
