import { Failure } from '../failure.js';
import { stagedChanges } from './changes.js';
import { describe } from './disk-snapshot.js';
import { editsAtRisk, type Standing } from './edits-at-risk.js';
import { type GitContext, runGit, zeroSeparated } from './git.js';
import { type IndexEntry, readIndex } from './index-entries.js';
import { indexFiles } from './index-update.js';
import type { LockfileWrite } from './lockfile-write.js';
import { lookAt } from './paths.js';
import { typed } from './typed.js';

/**
 * Why lockfiles mustn't be written, one failure a path: it isn't a plain file, git ignores it, or it has edits
 * that are nowhere but in the work tree, or staged but not for this commit, and would be lost. Bytes that git
 * has in HEAD or in the index, that are about to be written, or that lockgen wrote before are no such edits.
 *
 * @returns empty where all can be written. Nothing is changed.
 */
export async function blockers(context: GitContext, writes: readonly LockfileWrite[]): Promise<Failure[]> {
  const paths = writes.map(({ path }) => path);
  const { twin } = indexFiles(context);
  const [entries, changes, afterwards] = await Promise.all([
    readIndex(context, paths),
    paths.length === 0 ? [] : stagedChanges(context, paths),
    twin === undefined ? [] : readIndex(context, paths, twin.file),
  ]);
  const failures: Failure[] = [];
  const standings: Standing[] = [];
  for (const write of writes) {
    const { path } = write;
    const shape = await wrongShape(context, path, entries);
    if (shape !== undefined) {
      failures.push(shape);
      continue;
    }
    const own = entries.filter((entry) => entry.path === path);
    const committed = new Set([
      ...own.map(({ oid }) => oid),
      ...changes.filter((change) => change.path === path).map(({ oldOid }) => oldOid),
    ]);
    standings.push({
      write,
      entries: own,
      committed,
      afterwards: afterwards.find((entry) => entry.path === path),
    });
  }
  const ignored = await ignoredPaths(context, standings);
  for (const { write } of standings) {
    if (ignored.has(write.path)) failures.push(await ignoredFailure(context, write.path));
  }
  const open = standings.filter(({ write }) => !ignored.has(write.path));
  return [...failures, ...(await editsAtRisk(context, open))];
}

async function wrongShape(
  context: GitContext,
  path: string,
  entries: readonly IndexEntry[],
): Promise<Failure | undefined> {
  const notAFile = (words: string) =>
    new Failure('not-a-file', `${path} ${words}`, {
      next: `make it a plain file, or give the target another output`,
    });
  // git's names are bytes; one that isn't UTF-8 can't be written under its own name from here.
  if (path.includes('\uFFFD')) return notAFile('has a name that is not UTF-8');
  if (entries.some((entry) => entry.path.startsWith(`${path}/`))) return notAFile('is a folder, not a file');
  const entry = entries.find((each) => each.path === path);
  if (entry?.mode === '120000') return notAFile('is a symbolic link, not a file');
  if (entry?.mode === '160000') return notAFile('is a submodule, not a file');
  if (entry?.skipWorktree) return undefined;
  const found = await lookAt(context.cwd, path);
  return found.kind === 'file' || found.kind === 'absent' ? undefined : notAFile(describe(found));
}

async function ignoredPaths(
  context: GitContext,
  standings: readonly Standing[],
): Promise<ReadonlySet<string>> {
  const untracked = standings.filter(
    ({ write, entries }) => write.text !== undefined && entries.length === 0,
  );
  if (untracked.length === 0) return new Set();
  // Its paths can't be literal ones, and a colon in front would have a meaning.
  const input = untracked.map(({ write }) => `./${write.path}\0`).join('');
  const { stdout } = await runGit(context, ['check-ignore', '-z', '--stdin'], {
    input,
    literal: false,
    allowExit: [0, 1],
  });
  return new Set(zeroSeparated(stdout).map((path) => path.slice(2)));
}

async function ignoredFailure(context: GitContext, path: string): Promise<Failure> {
  const word = typed(context, path);
  // git adds only what is there.
  const first = (await lookAt(context.cwd, path)).kind === 'absent' ? 'lockgen generate && ' : '';
  return new Failure('ignored', `git ignores ${path}, so it can't be in the commit`, {
    next: `git check-ignore -v ${word} names the rule; remove it, or: ${first}git add -f ${word}`,
  });
}
