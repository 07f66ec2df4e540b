import { foldersNamed } from '../project/project-patterns.js';
import type { Workspace } from './workspace.js';

/**
 * What is to be said of the patterns of `projects` that match no project, a line for each: a folder that was moved, or
 * a name that was mistyped, is else missed by nobody.
 */
export async function deadPatterns({
  root,
  candidates,
}: Pick<Workspace, 'root' | 'candidates'>): Promise<readonly string[]> {
  if (root?.projects === undefined) return [];
  // What `exclude` leaves out is there.
  const folders = candidates.flatMap(({ leftAlone, folder }) =>
    leftAlone === 'no-project-table' ? [] : [folder],
  );
  const dead = root.projects.filter((pattern) => foldersNamed(pattern, folders).length === 0);
  if (dead.length === 0) return [];
  const { meantBy, someOf } = await import('../setup/named-projects.js');
  const matched = new Set(root.projects.flatMap((pattern) => foldersNamed(pattern, folders)));
  const missed = candidates.flatMap(({ leftAlone, folder }) =>
    matched.has(folder) || leftAlone === 'no-project-table' || leftAlone === 'excluded' ? [] : [folder],
  );
  return dead.map((pattern) => {
    const [meant] = meantBy(pattern, { projects: folders, start: '' }) ?? [];
    const near =
      meant !== undefined
        ? `; did you mean ${JSON.stringify(meant)}?`
        : missed.length > 0
          ? `; no pattern matches ${someOf(missed)}`
          : '';
    return `projects: ${JSON.stringify(pattern)} in ${root.file} matches no project${near}`;
  });
}

/** As `deadPatterns`, for standard error. */
export async function deadPatternNotice(workspace: Pick<Workspace, 'root' | 'candidates'>): Promise<string> {
  return (await deadPatterns(workspace)).map((line) => `lockgen: ${line}\n`).join('');
}
