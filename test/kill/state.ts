import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../helpers/run.js';

/** What a repository has in the three places that a commit moves bytes between. */
export interface State {
  /** Lines of `git ls-tree` of HEAD. */
  readonly head: readonly string[];
  /** How many commits lead to HEAD. */
  readonly commits: number;
  /** Lines of `git ls-files --stage`. */
  readonly index: readonly string[];
  /** Contents of the work tree by path; what lockgen writes aside is left out. */
  readonly files: ReadonlyMap<string, string>;
  /** Lines of `git status`. */
  readonly status: readonly string[];
  /** What lockgen wrote beside its targets and didn't remove. */
  readonly aside: readonly string[];
  /** Locks in git's folder, those of references included. */
  readonly locks: readonly string[];
  /** What git says of a repository that isn't whole; empty where it is. */
  readonly damage: string;
}

/** Looks at a repository, and changes nothing in it, not even git's memory of the files' times. */
export async function stateOf(root: string): Promise<State> {
  // Nothing of the surroundings: a hook's variables or a user's configuration would change the answers.
  const env = {
    PATH: process.env.PATH,
    HOME: root,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    LC_ALL: 'C',
  };
  const errors: string[] = [];
  const lines = async (...args: readonly string[]): Promise<string[]> => {
    const { exitCode, stdout, stderr } = await run('git', args, { cwd: root, env });
    if (exitCode !== 0) errors.push(`git ${args.join(' ')}: ${stderr}`);
    return stdout.split('\n').filter((line) => line !== '');
  };
  const [head, history, index, status, , paths, locks] = await Promise.all([
    lines('ls-tree', '-r', 'HEAD'),
    lines('rev-list', 'HEAD'),
    lines('ls-files', '--stage'),
    lines('status', '--porcelain', '--untracked-files=all'),
    lines('fsck', '--no-dangling', '--no-progress'),
    filesBelow(root, ''),
    filesBelow(join(root, '.git'), ''),
  ]);
  const files = new Map<string, string>();
  const aside: string[] = [];
  for (const path of paths) {
    if (/(^|\/)\.lockgen-[^/]*$/.test(path)) aside.push(path);
    else files.set(path, await readFile(join(root, path), 'utf8'));
  }
  return {
    head,
    commits: history.length,
    index,
    files,
    status,
    aside,
    locks: locks.filter((path) => path.endsWith('.lock')),
    damage: errors.join('\n'),
  };
}

async function filesBelow(root: string, under: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await readdir(join(root, under))).sort()) {
    const path = under === '' ? name : `${under}/${name}`;
    if (path === '.git' || path === 'objects') continue;
    if ((await lstat(join(root, path))).isDirectory()) found.push(...(await filesBelow(root, path)));
    else found.push(path);
  }
  return found;
}
