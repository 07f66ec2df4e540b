import { readFile } from 'node:fs/promises';
import { Failure } from '../failure.js';
import { conflictMark } from '../lockfile/lines.js';
import { blobsOf } from './blobs.js';
import { readContents } from './contents.js';
import { asCommitted } from './encodings.js';
import { type GitContext, runGit } from './git.js';
import type { IndexEntry } from './index-entries.js';
import type { LockfileWrite } from './lockfile-write.js';
import { lookAt, onDisk } from './paths.js';
import { editsSetAside } from './set-aside.js';
import { typed } from './typed.js';

/** What a lockfile is, in the places that a commit could take from. */
export interface Standing {
  readonly write: LockfileWrite;
  /** The entries of the path itself; several for an unmerged one. */
  readonly entries: readonly IndexEntry[];
  /** The blobs that git has for it already, in HEAD and in the index. */
  readonly committed: ReadonlySet<string>;
  /** Its entry in the index that git goes on with after `git commit PATH`. */
  readonly afterwards: IndexEntry | undefined;
}

/**
 * The contents of lockfiles that a person made and that writing them would lose: staged but not for this commit, nowhere
 * but in the work tree, or set aside by a hook manager. One failure a path and place, with how to keep and to drop them.
 */
export async function editsAtRisk(context: GitContext, standings: readonly Standing[]): Promise<Failure[]> {
  return [
    ...(await lostStaging(context, standings)),
    ...(await lostEdits(context, standings)),
    ...(await hiddenEdits(context, standings)),
  ];
}

/**
 * What git add keeps: what is staged is resolved like any other lockfile, where its pins count as preferences, and nothing
 * else does. A file that no project has any more is left to its author, whole.
 */
function keeping({ text }: LockfileWrite): string {
  return text === undefined ? 'keep them' : 'keep pins that pyproject.toml allows, no comments';
}

/** Under `git commit PATH`: contents that the user staged, that this commit doesn't take, and that would be replaced. */
async function lostStaging(context: GitContext, standings: readonly Standing[]): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const { write, committed, afterwards } of standings) {
    if (afterwards === undefined || committed.has(afterwards.oid)) continue;
    const { path, oid } = afterwards;
    const bytes = (await readContents(context, [{ path, oid }])).get(path);
    if (bytes !== undefined && (await isOurs(context, write, bytes))) continue;
    if ((await textBlob(context, write)) === oid) continue;
    failures.push(
      new Failure('unstaged-edits', `${path} is staged with contents that this commit does not take`, {
        next: `commit it as well, or drop them: ${await droppingStaged(context)} ${typed(context, path)}`,
      }),
    );
  }
  return failures;
}

/** The command that drops what is staged of a file; before the first commit there is nothing to restore. */
async function droppingStaged(context: GitContext): Promise<string> {
  const head = await runGit(context, ['rev-parse', '-q', '--verify', 'HEAD'], { allowExit: [0, 1] });
  return head.exitCode === 0 ? 'git restore --staged --worktree' : 'git rm -f';
}

/** Contents of the work tree that are nowhere else. */
async function lostEdits(context: GitContext, standings: readonly Standing[]): Promise<Failure[]> {
  const there: Standing[] = [];
  for (const standing of standings) {
    // A file that is out of the work tree (or kept apart from git) by skip-worktree isn't written.
    if (standing.entries.some((entry) => entry.skipWorktree)) continue;
    if ((await lookAt(context.cwd, standing.write.path)).kind === 'file') there.push(standing);
  }
  if (there.length === 0) return [];
  const { stdout } = await runGit(context, ['hash-object', '--', ...there.map(({ write }) => write.path)]);
  const oids = stdout.toString().trim().split('\n');
  const failures: Failure[] = [];
  for (const [position, { write, entries, committed, afterwards }] of there.entries()) {
    const oid = oids[position] ?? '';
    // What is staged for later is looked at apart.
    if (committed.has(oid) || afterwards?.oid === oid) continue;
    const bytes = await readFile(onDisk(context.cwd, write.path));
    if (await isOurs(context, write, bytes)) continue;
    if (await isMadeOfSides(context, entries, bytes)) continue;
    if ((await textBlob(context, write)) === oid) continue;
    failures.push(committed.size > 0 ? lostEdit(context, write, entries) : lostFile(context, write));
  }
  return failures;
}

/** Edits that a hook manager has set aside, and could not put back on top of another lockfile. */
async function hiddenEdits(context: GitContext, standings: readonly Standing[]): Promise<Failure[]> {
  const hidden = await editsSetAside(context.env);
  const failures: Failure[] = [];
  for (const { write, entries } of standings) {
    const { path } = write;
    const entry = entries.find(({ stage }) => stage === 0);
    const theirs = hidden.get(path)?.some((oid) => entry?.oid.startsWith(oid)) ?? false;
    if (!theirs || entry?.oid === (await textBlob(context, write))) continue;
    const word = typed(context, path);
    failures.push(
      new Failure(
        'unstaged-edits',
        `${path} has edits that are not staged, and that could not be put back after the hooks`,
        { next: `${keeping(write)}: git add ${word} · drop them: git restore ${word}` },
      ),
    );
  }
  return failures;
}

function lostEdit(context: GitContext, write: LockfileWrite, entries: readonly IndexEntry[]): Failure {
  const { path } = write;
  const word = typed(context, path);
  // Under this flag git takes the file for unchanged, and would neither add nor restore it.
  const seen = entries.some((entry) => entry.assumeUnchanged)
    ? `git update-index --no-assume-unchanged ${word} && `
    : '';
  // What is staged stays, where something is.
  const restore = entries.some((entry) => entry.stage === 0) ? '' : ' --staged --worktree';
  return new Failure('unstaged-edits', `${path} has edits that are not staged, and would be lost`, {
    next: `${keeping(write)}: ${seen}git add ${word} · drop them: ${seen}git restore${restore} ${word}`,
  });
}

function lostFile(context: GitContext, write: LockfileWrite): Failure {
  const { path } = write;
  const word = typed(context, path);
  return new Failure('unstaged-edits', `${path} is not in git, and its contents would be lost`, {
    next: `${keeping(write)}: git add ${word} · drop them: rm ${word}`,
  });
}

/** Whether a file of a checkout has the text that is about to be written, or one that lockgen wrote before. */
async function isOurs(context: GitContext, write: LockfileWrite, bytes: Buffer): Promise<boolean> {
  const text = await asCommitted(context, write.path, bytes);
  const isNew = write.text !== undefined && text.equals(Buffer.from(write.text));
  return isNew || write.known?.(text) === true;
}

async function textBlob(context: GitContext, { path, text }: LockfileWrite): Promise<string | undefined> {
  return text === undefined ? undefined : (await blobsOf(context, [{ path, text }])).get(path);
}

/**
 * Whether a file in conflict has lines of the versions that git has of it, and the marks between them, and nothing that
 * a person added. The merge driver joins the `# via` comments of both sides, so these may be new.
 */
async function isMadeOfSides(
  context: GitContext,
  entries: readonly IndexEntry[],
  bytes: Buffer,
): Promise<boolean> {
  const sides = entries.filter(({ stage }) => stage > 0);
  if (sides.length === 0) return false;
  const known = new Set<string>();
  for (const { path, oid } of sides) {
    const text = (await readContents(context, [{ path, oid }])).get(path)?.toString('utf8') ?? '';
    for (const line of linesIn(text)) known.add(line);
  }
  return linesIn(bytes.toString('utf8')).every(
    (line) => known.has(line) || conflictMark(line) !== undefined || /^ +# (?:via\b| {2}\S)/.test(line),
  );
}

const linesIn = (text: string): readonly string[] => text.split(/\r?\n/);
