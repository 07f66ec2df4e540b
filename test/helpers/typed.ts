import { existsSync } from 'node:fs';
import { appendFile, symlink } from 'node:fs/promises';
import type { Hooked } from './hooked.js';
import type { RunResult } from './run.js';

/**
 * Types a command that lockgen printed, as whoever has lockgen in the project's `node_modules`: with the real npx, in a
 * folder of the repository. git is told to ignore that `node_modules`.
 */
export async function typedThere(
  { repository, installed }: Pick<Hooked, 'repository' | 'installed'>,
  command: string,
  from = '.',
): Promise<RunResult> {
  const modules = repository.path('node_modules');
  if (!existsSync(modules)) {
    await symlink(`${installed.project}/node_modules`, modules);
    const folder = (await repository.git('rev-parse', '--git-common-dir')).trim();
    await appendFile(repository.path(`${folder}/info/exclude`), '\n/node_modules\n');
  }
  return await repository.run('sh', ['-c', command], { cwd: repository.path(from), env: repository.env });
}
