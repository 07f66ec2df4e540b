import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Play } from './play.js';

/** All that a command could change: HEAD, the index, every byte of the work tree. Files are known by git's name of their bytes. */
export interface State {
  /** The commit; undefined before the first. */
  readonly head: string | undefined;
  /** The branch's full name, or `HEAD` where none is checked out. */
  readonly branch: string;
  readonly tree: Files;
  /** Of an entry that isn't plain (a stage of a merge, a flag), all that git says of it. */
  readonly index: Files;
  readonly work: Files;
}

/** Path → the object name of what is in it. */
export type Files = ReadonlyMap<string, string>;

/** Looks at a repository. */
export async function look(play: Play): Promise<State> {
  const [head, branch, staged, work] = await Promise.all([
    play.tryGit('rev-parse', '--quiet', '--verify', 'HEAD'),
    play.tryGit('symbolic-ref', '--quiet', 'HEAD'),
    play.git('ls-files', '--stage', '-v', '-z'),
    filesBelow(play.root),
  ]);
  const commit = head.exitCode === 0 ? head.stdout.trim() : undefined;
  const tree = commit === undefined ? new Map<string, string>() : await treeOf(play, commit);
  return { head: commit, branch: branch.stdout.trim() || 'HEAD', tree, index: indexOf(staged), work };
}

/** The files of a commit. */
export async function treeOf(play: Play, commit: string): Promise<Files> {
  const found = new Map<string, string>();
  for (const line of (await play.git('ls-tree', '-r', '-z', commit)).split('\0')) {
    const [, mode, oid, path] = /^(\d+) \S+ (\S+)\t(.*)$/s.exec(line) ?? [];
    if (path !== undefined && oid !== undefined) found.set(path, mode === '100644' ? oid : `${mode} ${oid}`);
  }
  return found;
}

function indexOf(output: string): Files {
  const found = new Map<string, string>();
  for (const line of output.split('\0')) {
    const [, tag, mode, oid, stage, path] = /^(\S) (\d+) (\S+) (\d)\t(.*)$/s.exec(line) ?? [];
    if (path === undefined || oid === undefined) continue;
    const plain = tag === 'H' && mode === '100644' && stage === '0';
    const known = found.get(path);
    found.set(path, plain ? oid : `${known === undefined ? '' : `${known} `}${tag} ${mode} ${oid} ${stage};`);
  }
  return found;
}

/** Every file of the work tree. */
async function filesBelow(root: string): Promise<Files> {
  const found = new Map<string, string>();
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (path === '.git') continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) found.set(path, blobName(await readFile(join(root, path))));
      else found.set(path, 'neither file nor folder');
    }
  };
  await walk('');
  return found;
}

/** git's name for a file with these bytes. */
export function blobName(content: string | Buffer): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Whether two states are the same in every respect. */
export function differences(before: State, after: State): string[] {
  return [
    ...(before.head === after.head ? [] : [`HEAD: ${before.head} → ${after.head}`]),
    ...(before.branch === after.branch ? [] : [`branch: ${before.branch} → ${after.branch}`]),
    ...filesDiffering('index', before.index, after.index),
    ...filesDiffering('work tree', before.work, after.work),
  ];
}

/** One line for each path that isn't what it was. */
export function filesDiffering(where: string, before: Files, after: Files): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => `${where}: ${path}: ${before.get(path) ?? 'absent'} → ${after.get(path) ?? 'absent'}`);
}
