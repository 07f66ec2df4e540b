import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * The folders whose content comes with commits, as far as a start folder is concerned: the work tree that it is in, the
 * repository's other work trees, and the one that it is a submodule of; without any, the start folder itself. Found
 * without git, which is only looked for when this is known. None is the root of a file system, outside of which nothing
 * would be.
 *
 * @param cwd - absolute
 */
export function workTrees(cwd: string, env: NodeJS.ProcessEnv): readonly string[] {
  const top = upwards(cwd).find((folder) => existsSync(join(folder, '.git')));
  const found = [
    top ?? cwd,
    ...(top === undefined ? [] : relatedTo(top)),
    ...(env.GIT_WORK_TREE ? [resolve(cwd, env.GIT_WORK_TREE)] : []),
  ];
  return [...new Set(found)].filter((folder) => dirname(folder) !== folder);
}

/**
 * A folder in a work tree, at or above a start folder, that has the looks of a bare repository: git would obey the
 * configuration in it, and run the programs that it names, though it came with a commit.
 *
 * @param cwd - absolute
 */
export function embeddedRepository(cwd: string, env: NodeJS.ProcessEnv): string | undefined {
  // Who names a repository means it.
  if (env.GIT_DIR) return undefined;
  let embedded: string | undefined;
  for (const folder of upwards(cwd)) {
    // The way to git's own folder of a work tree leads through one that is called so, which no commit can have.
    if (existsSync(join(folder, '.git')) || basename(folder) === '.git') return embedded;
    if (embedded === undefined && looksBare(folder)) embedded = folder;
  }
  return undefined;
}

/** As git decides it (setup.c, `is_git_directory`), less strictly. */
function looksBare(folder: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(folder, name)));
}

function upwards(start: string): readonly string[] {
  const found = [start];
  for (let folder = start; dirname(folder) !== folder; ) {
    folder = dirname(folder);
    found.push(folder);
  }
  return found;
}

/** By the layout of git's folders: `.git/worktrees/NAME/gitdir`, `.git/modules/NAME`. */
function relatedTo(top: string): readonly string[] {
  const gitFolder = gitFolderOf(top);
  const [, superproject] = /^(.+?)[\\/]\.git[\\/]modules[\\/]/.exec(gitFolder) ?? [];
  const common = resolve(gitFolder, textIn(join(gitFolder, 'commondir')) ?? '.');
  const linked = join(common, 'worktrees');
  const others = namesIn(linked).flatMap((name) => textIn(join(linked, name, 'gitdir')) ?? []);
  return [
    ...(superproject === undefined ? [] : [superproject]),
    ...(basename(common) === '.git' ? [dirname(common)] : []),
    ...others.map((path) => dirname(path)),
  ];
}

function gitFolderOf(top: string): string {
  const folder = join(top, '.git');
  const [, elsewhere] = /^gitdir: (.+)$/.exec(textIn(folder) ?? '') ?? [];
  return elsewhere === undefined ? folder : resolve(top, elsewhere);
}

function textIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
