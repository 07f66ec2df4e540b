import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isolatedEnvironment } from './environment.js';
import { type RunResult, run, runOk } from './run.js';
import { scratchFolder } from './scratch.js';
import { copyFolder } from './template.js';

/** Where lockgen's own files are. */
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** A repository with a commit of this one's files as they are now, those of the tests apart. */
export interface Clone {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs git, which must succeed. */
  git(...args: readonly string[]): Promise<RunResult>;
  npm(...args: readonly string[]): Promise<RunResult>;
}

/** Makes it, in a scratch folder, of a user with a home of their own. */
export async function cloneOfThis(): Promise<Clone> {
  const scratch = await scratchFolder();
  const folder = join(scratch, 'clone');
  const env = isolatedEnvironment(join(scratch, 'home'), {}, { managedUv: false });
  const { stdout } = await runOk('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: REPOSITORY,
    env,
  });
  const isNeeded = (path: string): boolean => path !== '' && !/^(?:test|soak|fuzz|examples)\//.test(path);
  for (const path of stdout.split('\0').filter(isNeeded)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFolder(join(REPOSITORY, path), join(folder, path));
  }
  const git = (...args: readonly string[]) => runOk('git', args, { cwd: folder, env });
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'All');
  return { folder, env, git, npm: (...args) => run('npm', args, { cwd: folder, env }) };
}
