import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { isolatedEnvironment } from '../../helpers/environment.js';
import { type Hooked, temporaryFiles } from '../../helpers/hooked.js';
import { type RunResult, run, runOk } from '../../helpers/run.js';
import { scratchFolder } from '../../helpers/scratch.js';

/** The lockfiles of a project at the root, sorted as git lists them. */
export const LOCKFILES = ['requirements-full.txt', 'requirements.txt'] as const;
const [FULL, BASE] = LOCKFILES;

export interface Locked {
  /** Paths that the commit changes beside lockfiles; its `pyproject.toml` alone by default. */
  readonly changed?: readonly string[];
  /** Those lockfiles that it changes; both by default. */
  readonly lockfiles?: readonly string[];
  /** All pins of `requirements.txt`. Those of `requirements-full.txt` must have them, too. */
  readonly base: readonly string[];
  /** What `requirements-full.txt` has besides. */
  readonly more: readonly string[];
  /** Lines of `git status --porcelain`; none by default. */
  readonly status?: readonly string[];
}

/**
 * HEAD has these lockfiles, they agree with each other and are fresh in a fresh clone, index and work tree have the same
 * ones, and nothing is left over.
 */
export async function expectLocked(world: Hooked, expected: Locked): Promise<void> {
  expect(await changedPaths(world)).toEqual(
    [...(expected.changed ?? ['pyproject.toml']), ...(expected.lockfiles ?? LOCKFILES)].sort(),
  );
  await expectPins(world, expected);
  await expectSameEverywhere(world);
  await expectTidy(world, expected.status);
  await expectFreshClone(world);
}

/** Paths in which a commit differs from its first parent; all of a root commit's. */
export async function changedPaths({ repository }: Hooked, revision = 'HEAD'): Promise<string[]> {
  const parent = (await repository.tryGit('rev-parse', '--verify', '--quiet', `${revision}^1`)).stdout.trim();
  if (parent === '') return await repository.changed(revision);
  const names = await repository.git('diff', '--name-only', '--no-renames', '-z', parent, revision);
  return names.split('\0').filter((name) => name !== '');
}

/** The lockfiles of a commit (`HEAD` by default) have these pins, and agree. */
export async function expectPins(
  { pins }: Hooked,
  { base, more }: Pick<Locked, 'base' | 'more'>,
  revision = 'HEAD',
): Promise<void> {
  expect(await pins(BASE, revision)).toEqual([...base].sort());
  expect(await pins(FULL, revision)).toEqual([...base, ...more].sort());
}

/** The lockfiles in the index and in the work tree are those of HEAD. */
async function expectSameEverywhere({ repository }: Hooked): Promise<void> {
  for (const path of LOCKFILES) {
    const committed = await repository.show(`HEAD:${path}`);
    expect(await repository.show(`:${path}`), `${path} in the index`).toBe(committed);
    expect(await repository.read(path), `${path} in the work tree`).toBe(committed);
  }
}

/**
 * Nothing is pending but what is named, no lock and no temporary file is left, and the repository is sound.
 *
 * @param status lines of `git status --porcelain`, sorted by path; none by default.
 */
export async function expectTidy({ repository }: Hooked, status: readonly string[] = []): Promise<void> {
  const byPath = (one: string, other: string): number => (one.slice(3) < other.slice(3) ? -1 : 1);
  expect((await repository.status()).sort(byPath)).toEqual([...status].sort(byPath));
  expect(await temporaryFiles(repository)).toEqual([]);
  const names = await readdir(repository.root, { recursive: true });
  expect(names.filter((name) => /\.lock$|\.lockgen-|\.tmp$/.test(name))).toEqual([]);
  const fsck = await repository.tryGit('fsck', '--no-dangling', '--no-progress');
  expect(fsck.exitCode, fsck.stderr).toBe(0);
  expect(fsck.stderr).not.toMatch(/error|missing|corrupt/);
}

/** In a fresh clone of HEAD, a user who has never run lockgen is told that the lockfiles are fresh. */
export async function expectFreshClone(world: Hooked): Promise<void> {
  const { exitCode, stdout, stderr } = await checkOfClone(world);
  expect(exitCode, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/^fresh/);
}

/** What `lockgen check` says in a fresh clone of HEAD, with nothing of the verdict store. */
export async function checkOfClone({ repository, index, installed }: Hooked): Promise<RunResult> {
  const scratch = await scratchFolder();
  const clone = join(scratch, 'clone');
  const env = isolatedEnvironment(join(scratch, 'home'), index.env);
  await runOk('git', ['clone', '--quiet', '--no-hardlinks', repository.root, clone], { cwd: scratch, env });
  return await run(installed.bin, ['check'], { cwd: clone, env });
}

/** What the user has at hand beside the project: a file with a staged and an unstaged edit, and an untracked file. */
export const NOTES = { committed: 'one\n', staged: 'one\nstaged\n', unstaged: 'one\nstaged\nunstaged\n' };

/** `git status` of that while nothing of it is committed, and after a commit of what is staged. */
export const AT_HAND = {
  whole: ['MM notes.md', '?? mine.txt'],
  rest: [' M notes.md', '?? mine.txt'],
} as const;

/** Puts work at hand into a repository that has `notes.md`. */
export async function putWorkAtHand({ repository }: Hooked): Promise<void> {
  await repository.stage({ 'notes.md': NOTES.staged });
  await repository.write('notes.md', NOTES.unstaged);
  await repository.write('mine.txt', 'mine\n');
}

/**
 * Every byte of the work at hand is where it was.
 *
 * @param index what the index has of `notes.md`; the staged edit by default.
 */
export async function expectWorkAtHand({ repository }: Hooked, index = NOTES.staged): Promise<void> {
  expect(await repository.read('notes.md')).toBe(NOTES.unstaged);
  expect(await repository.show(':notes.md')).toBe(index);
  expect(await repository.read('mine.txt')).toBe('mine\n');
}

/** Whether git has a merge, a rebase, a cherry-pick or a revert under way. */
export function isUnderWay({ repository }: Hooked): boolean {
  return ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'].some((name) =>
    existsSync(repository.path(`.git/${name}`)),
  );
}
