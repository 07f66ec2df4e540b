import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { Failure } from '../failure.js';
import { mergeBase } from '../git/commits.js';
import type { GitContext } from '../git/git.js';
import { commitIfAny, commitOf, isShallow } from '../git/history.js';
import { findRepository, type Repository } from '../git/repository.js';
import type { Compared } from '../report/diff.js';
import { shellWord } from '../shell-word.js';
import { type Context, gitContext } from './context.js';
import type { Wanted } from './source.js';

/** What `lockgen diff` is to compare: two files, or two states of the repository. */
export type DiffPlaces =
  | { readonly kind: 'files'; readonly compared: Compared }
  | { readonly kind: 'states'; readonly from: Wanted; readonly to: Wanted; readonly compared: Compared };

/** What a person typed, as far as it says by itself what it is. */
interface Typed {
  readonly name: string;
  readonly file: 'file' | 'folder' | undefined;
  readonly isRevision: boolean;
}

const TWO_FILES = 'lockgen diff OLD.txt NEW.txt';
const TWO_REVISIONS = 'lockgen diff REVISION REVISION';

/**
 * What the arguments of `lockgen diff` name.
 *
 * @param names - none, a revision, two of them, a range of git's (`A..B`, `A...B`), or two files
 * @throws Failure `usage` for all else; `git` outside of a repository, except for two files
 */
export async function diffPlaces(
  context: Context,
  names: readonly string[],
  staged: boolean,
): Promise<DiffPlaces> {
  if (names.includes('')) {
    throw new Failure('usage', 'an empty argument names neither a revision nor a file', {
      next: `${TWO_REVISIONS}, or ${TWO_FILES}`,
    });
  }
  const git = gitContext(context);
  const asked = await findRepository(git).then(
    (repository) => ({ repository, refusal: undefined }),
    (refusal: unknown) => ({ repository: undefined, refusal }),
  );
  const typed = await Promise.all(names.map((name) => look(context, git, asked.repository, name)));
  const [first, second] = typed;
  if (!staged && first?.file === 'file' && second?.file === 'file') {
    const both = asked.repository?.isBare === true ? undefined : typed.find(({ isRevision }) => isRevision);
    if (both !== undefined) throw ambiguous(both.name);
    if (!typed.every(({ isRevision }) => isRevision))
      return { kind: 'files', compared: { from: first.name, to: second.name } };
  }
  for (const one of typed) assertNoPath(one, typed);
  if (asked.refusal !== undefined) throw asked.refusal;
  if (asked.repository === undefined) {
    throw new Failure('git', `there is no git repository here, so ${first?.name ?? 'HEAD'} can't be read`, {
      next: `run it in a clone, or compare two files: ${TWO_FILES}`,
    });
  }
  return await states(git, asked.repository, typed, staged);
}

async function look(
  { cwd }: Context,
  git: GitContext,
  repository: Repository | undefined,
  name: string,
): Promise<Typed> {
  const found = await stat(resolve(cwd, name)).catch(() => undefined);
  const file = found === undefined ? undefined : found.isDirectory() ? 'folder' : 'file';
  const isRevision = repository !== undefined && (await commitIfAny(git, name)) !== undefined;
  return { name, file, isRevision };
}

function ambiguous(name: string): Failure {
  return new Failure('usage', `${name} is a file and a revision`, {
    next: `name the file as ./${name}, or the revision as refs/heads/${name}`,
  });
}

/** @throws Failure `usage` for the path of a file or a folder where a revision should be */
function assertNoPath({ name, file, isRevision }: Typed, all: readonly Typed[]): void {
  if (file === undefined || isRevision) return;
  if (file === 'folder') {
    throw new Failure('usage', `${name} is a folder, and no revision`, {
      next: `lockgen diff compares the lockfiles of all projects; two files: ${TWO_FILES}`,
    });
  }
  const other = all.find((one) => one.name !== name);
  if (other === undefined) {
    throw new Failure('usage', `${name} is a file, and no revision: a file is compared with another one`, {
      next: `lockgen diff OLD.txt ${shellWord(name)}; without arguments it compares all lockfiles with HEAD`,
    });
  }
  if (other.isRevision) {
    const then = `lockgen diff old.txt ${shellWord(name)}`;
    const shown = `git show ${shellWord(`${other.name}:./${name}`)} > old.txt, then ${then}; or `;
    throw new Failure('usage', `${name} is a file, and ${other.name} is a revision`, {
      next: `${isAbsolute(name) ? '' : shown}all lockfiles: lockgen diff ${shellWord(other.name)}`,
    });
  }
  if (other.file === undefined) {
    throw new Failure('usage', `there is no ${other.name} to compare ${name} with`, {
      next: `name two files that are there: ${TWO_FILES}`,
    });
  }
}

async function states(
  git: GitContext,
  repository: Repository,
  typed: readonly Typed[],
  staged: boolean,
): Promise<DiffPlaces> {
  const range = rangeIn(typed);
  const from = range?.from ?? typed[0]?.name ?? 'HEAD';
  const to = range?.to ?? typed[1]?.name;
  if (to !== undefined && staged) {
    throw new Failure('usage', '--staged compares with the index, so it takes one revision', {
      next: `lockgen diff --staged ${shellWord(from)}`,
    });
  }
  if (to === undefined && repository.isBare) {
    throw new Failure('usage', 'this repository is bare: it has neither a work tree nor an index', {
      next: TWO_REVISIONS,
    });
  }
  if (from === 'HEAD' && repository.head === undefined) {
    throw new Failure('usage', 'there is no commit yet to compare with', {
      next: `git commit; or compare two files: ${TWO_FILES}`,
    });
  }
  const before = range?.isSinceBase === true ? await baseOf(git, from, range.to) : from;
  const wanted: Wanted =
    to !== undefined ? { kind: 'commit', revision: to } : { kind: staged ? 'index' : 'worktree' };
  const isTyped = typed.length > 0 && range === undefined;
  for (const revision of [before, ...(to === undefined ? [] : [to])])
    await assertCommit(git, revision, isTyped);
  return {
    kind: 'states',
    from: { kind: 'commit', revision: before },
    to: wanted,
    compared: { from: before, to: to ?? (staged ? 'the index' : 'the work tree') },
  };
}

/** A range as git writes it, where that is no revision by itself; a side that is left out is HEAD. */
function rangeIn(
  typed: readonly Typed[],
): { readonly from: string; readonly to: string; readonly isSinceBase: boolean } | undefined {
  for (const { name, isRevision } of typed) {
    // No name of a revision has two dots in a row, and none begins with the slash of `../`.
    const [, from, third, to] = /^(.*?)\.\.(\.?)(?![./])(.*)$/.exec(name) ?? [];
    if (isRevision || from === undefined || to === undefined) continue;
    if (typed.length === 1) return { from: from || 'HEAD', to: to || 'HEAD', isSinceBase: third === '.' };
    throw new Failure('usage', `${name} names two revisions already`, {
      next: `lockgen diff ${shellWord(name)}`,
    });
  }
  return undefined;
}

/** Where two branches parted, as `git diff A...B` compares. */
async function baseOf(git: GitContext, from: string, to: string): Promise<string> {
  const [a, b] = [await commitOf(git, from), await commitOf(git, to)];
  const base = await mergeBase(git, a, b);
  if (base !== undefined) return base.slice(0, 12);
  throw new Failure('usage', `${from} and ${to} have no commit in common that is here`, {
    next: (await isShallow(git))
      ? 'the clone is shallow: git fetch --unshallow (in CI: a fetch depth of 0), then try again'
      : `compare them as they are: lockgen diff ${shellWord(from)} ${shellWord(to)}`,
  });
}

/** @throws Failure `usage` */
async function assertCommit(git: GitContext, revision: string, mayBeFile: boolean): Promise<void> {
  if ((await commitIfAny(git, revision)) !== undefined) return;
  const [, commit, path] = /^([^:]+):(.+)$/.exec(revision) ?? [];
  if (commit !== undefined && path !== undefined && (await commitIfAny(git, commit)) !== undefined) {
    throw new Failure('usage', `${revision} names a file in a commit, and no commit`, {
      next: `git show ${shellWord(revision)} > old.txt, then lockgen diff old.txt NEW.txt; or all lockfiles: lockgen diff ${shellWord(commit)}`,
    });
  }
  await commitOf(git, revision, mayBeFile ? ', and no file' : '');
}
