import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { commitSnapshot } from '../git/commit-snapshot.js';
import { type GitContext, runGit, zeroSeparated } from '../git/git.js';
import { filesBelow } from '../git/grounds.js';
import { unstagedPaths } from '../git/unstaged.js';
import { PACKAGE_LOCKFILES, packageManagerOf } from '../setup/package-manager.js';
import { isTaken, mayCall, type Taken } from '../setup/taken-text.js';
import { addOperands } from '../setup/to-add.js';
import { isWellFormed } from '../setup/undo.js';
import { listsLockgen } from '../setup/wiring/package-json.js';
import { pathWord } from '../shell-word.js';

/**
 * What to type for lockgen to be gone from here, and from every clone by a commit: the package goes first, as that
 * changes files of the same commit. It stays where something still calls it.
 *
 * @param git at the top of the work tree
 * @param head the commit that HEAD names
 * @param cwd where the user is
 */
export async function nextCommands(
  git: GitContext,
  head: string | undefined,
  cwd: string,
  taken: readonly Taken[],
): Promise<readonly string[]> {
  const isPackageLeft = taken.some(mayCall) || !(await hasPackage(git));
  const present = new Set<string>();
  for (const path of PACKAGE_LOCKFILES) if ((await filesBelow(git.cwd, path)).size > 0) present.add(path);
  const remove = isPackageLeft ? [] : [packageManagerOf(present).remove];
  const ofPackage =
    remove.length > 0 && (await isInCommit(git, head))
      ? await trackedOf(git, ['package.json', ...present])
      : [];
  const ours = new Set(
    taken.flatMap((one) => (one.ground === 'work-tree' && isTaken(one) ? [one.path] : [])),
  );
  const unstaged = await unstagedPaths(git);
  // A file that a commit of init's took away, and that is here again, is none that git knows of.
  const known = new Set(await differing(git));
  const again: string[] = [];
  for (const path of unstaged)
    if (ours.has(path) && !known.has(path) && (await wasCommitted(git, head, path))) again.push(path);
  const changed = [...known].filter((path) => ours.has(path));
  const add = [...new Set([...changed, ...again, ...ofPackage])].sort();
  const isCommit =
    ofPackage.length + again.length > 0 ||
    (head !== undefined && (await differing(git, head)).some((path) => ours.has(path)));
  const operands = addOperands(add, unstaged).map(pathWord).join(' ');
  const staging = add.length === 0 ? [] : [`git add --all ${operands}`];
  const commit = isCommit ? ['git commit -m "Take lockgen out"'] : [];
  const commands = [
    ...remove,
    ...(add.length + commit.length === 0 ? [] : [[...staging, ...commit].join(' && ')]),
  ];
  const top = relative(await realpath(cwd), git.cwd);
  return commands.length === 0 || top === '' ? commands : [`cd ${pathWord(top)}`, ...commands];
}

async function hasPackage({ cwd }: GitContext): Promise<boolean> {
  const text = (await filesBelow(cwd, 'package.json')).get('package.json')?.bytes.toString();
  return text !== undefined && isWellFormed('package.json', text) && listsLockgen(text);
}

async function isInCommit(git: GitContext, head: string | undefined): Promise<boolean> {
  if (head === undefined) return false;
  const text = await commitSnapshot(git, head).read('package.json');
  return text !== undefined && isWellFormed('package.json', text) && listsLockgen(text);
}

async function wasCommitted(git: GitContext, head: string | undefined, path: string): Promise<boolean> {
  if (head === undefined) return false;
  const { stdout } = await runGit(git, ['rev-list', '--max-count=1', head, '--', path]);
  return stdout.length > 0;
}

async function trackedOf(git: GitContext, paths: readonly string[]): Promise<readonly string[]> {
  return zeroSeparated((await runGit(git, ['ls-files', '-z', '--', ...paths])).stdout);
}

/** What git knows of that the work tree has otherwise than the index, or than a commit. */
async function differing(git: GitContext, commit?: string): Promise<readonly string[]> {
  const of = commit === undefined ? [] : [commit];
  const { stdout } = await runGit(git, [
    'diff',
    '--name-only',
    '--no-renames',
    '--no-relative',
    '-z',
    ...of,
    '--',
  ]);
  return zeroSeparated(stdout);
}
