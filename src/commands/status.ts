import { Failure } from '../failure.js';
import { type Candidate, type ManagedBy, tomlFault } from '../project/managed.js';
import type { Tree } from '../project/tree.js';
import { alignedTable } from '../report/table.js';
import { visible } from '../report/visible.js';
import { uvLockNotice, uvLockOf } from './adoption.js';
import type { Context, ExitCode } from './context.js';
import { deadPatternNotice } from './dead-patterns.js';
import { diskSource } from './source.js';
import { openWorkspace } from './workspace.js';

/**
 * Says of each `pyproject.toml` whether it is managed, and why.
 *
 * @throws Failure `configuration`, `project`; `usage` where there is none
 */
export async function runStatus(context: Context): Promise<ExitCode> {
  const source = await diskSource(context);
  const workspace = await openWorkspace(source.snapshot, undefined);
  const { candidates, tree } = workspace;
  if (candidates.length === 0) {
    throw new Failure('usage', 'there is no pyproject.toml here', { next: 'run it in a Python project' });
  }
  if (!context.quiet) context.err(await deadPatternNotice(workspace));
  const rows = candidates.map(async (one) => [
    one.managedBy === undefined ? 'not managed' : 'managed',
    name(one.folder),
    visible((await faultIn(one, tree)) ?? reason(one)),
  ]);
  for (const line of alignedTable(await Promise.all(rows))) context.out(`${line}\n`);
  const managed = candidates.filter(({ managedBy }) => managedBy !== undefined);
  const locks = new Set(managed.flatMap(({ folder }) => uvLockOf(folder, tree.paths) ?? []));
  for (const path of locks) context.out(`note: ${visible(uvLockNotice(path))}\n`);
  return 0;
}

/** What has no `[project]` may only be broken, which the search for projects, in each commit, has no time to see. */
async function faultIn({ path, leftAlone }: Candidate, tree: Tree): Promise<string | undefined> {
  if (leftAlone !== 'no-project-table') return undefined;
  return tomlFault((await tree.read(path)) ?? '', path);
}

const name = (folder: string): string => (folder === '' ? '.' : visible(folder));

const MANAGED: Readonly<Record<ManagedBy, string>> = {
  named: 'named in',
  projects: 'matched by',
  'tool.lockgen': 'has',
  lockfile: 'since',
  root: 'is',
  argument: 'named on the command line',
  moved: 'moved here by what is staged:',
};

function reason({ managedBy, evidence }: Candidate): string {
  return managedBy === undefined ? evidence : `${MANAGED[managedBy]} ${evidence}`;
}
