import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { blocked, type Hooked, startedWith, temporaryFiles } from '../../helpers/hooked.js';
import type { CommitOptions } from '../../helpers/repository.js';
import { AT_HAND, expectWorkAtHand, NOTES, putWorkAtHand } from './expect.js';

export interface BusyCommit extends CommitOptions {
  /** Lines of `git status` after it, beside those of the user's work. None by default. */
  readonly leaves?: readonly string[];
}

/** A repository in which somebody is in the middle of something. */
export interface Busy extends Hooked {
  /**
   * `git commit`, which must succeed: the staged hunk is in it, the unstaged one and the untracked file are where they
   * were, nothing else is left over, and no temporary file. Gives the hook's words.
   */
  commits(options?: BusyCommit): Promise<string>;
  /** `git commit`, which must be blocked and change nothing. Gives the hook's words. */
  blocks(options?: CommitOptions): Promise<string>;
}

/** Begins with these files, committed with the hook (so with their lockfiles), and work at hand. */
export async function busy(files: Readonly<Record<string, string>>): Promise<Busy> {
  const world = await startedWith({ ...files, 'notes.md': NOTES.committed });
  const { repository } = world;
  await putWorkAtHand(world);
  return {
    ...world,
    async commits({ leaves = [], ...options } = {}) {
      const { stderr } = await repository.commit('Change', options);
      expect((await repository.status()).sort(), stderr).toEqual([...AT_HAND.rest, ...leaves].sort());
      expect(await repository.show('HEAD:notes.md')).toBe(NOTES.staged);
      await expectWork(world);
      return stderr;
    },
    async blocks(options) {
      const words = await blocked(world, () => repository.tryCommit('Change', options));
      await expectWork(world);
      return words;
    },
  };
}

async function expectWork(world: Hooked): Promise<void> {
  const { repository } = world;
  await expectWorkAtHand(world);
  expect(await temporaryFiles(repository)).toEqual([]);
  const names = await readdir(repository.root, { recursive: true });
  expect(names.filter((name) => /\.lockgen-.*\.tmp$/.test(name))).toEqual([]);
}

/** A way out that a message names: what follows these words, as far as the end of the command. */
export function wayOut(words: string, after: string): string {
  const start = words.indexOf(after);
  expect(start, words).toBeGreaterThanOrEqual(0);
  return (words.slice(start + after.length).split(/ · |; |\n/)[0] ?? '').trim();
}
