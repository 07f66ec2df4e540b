import { chmod, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Hooked, startedBy, startedWith } from '../../helpers/hooked.js';
import { pyproject } from '../../helpers/projects.js';
import { NOTES } from './expect.js';

/** Requirements of the project that these situations are about. */
export interface Requirements {
  /** Default `alpha`. */
  readonly alpha?: string;
  /** Default `iota`. */
  readonly iota?: string;
  /** The only requirement of the extra `full`. Default `delta`. */
  readonly delta?: string;
  /** Further ones, before all others. */
  readonly first?: readonly string[];
  /** Further ones, after all others. */
  readonly last?: readonly string[];
  readonly requiresPython?: string;
}

/** Its `pyproject.toml`: edits of `alpha`, `iota` and `delta` merge as text, here and in the lockfiles. */
export function manifest({ alpha, iota, delta, first, last, requiresPython }: Requirements = {}): string {
  return pyproject({
    dependencies: [...(first ?? []), alpha ?? 'alpha', 'kappa.core', iota ?? 'iota', ...(last ?? [])],
    extras: { full: [delta ?? 'delta'] },
    ...(requiresPython === undefined ? {} : { requiresPython }),
  });
}

/** Its pins, where they aren't the newest releases; `and` are further ones. */
export function pinned(
  versions: { readonly alpha?: string; readonly iota?: string; readonly delta?: string } = {},
  and: readonly string[] = [],
): { readonly base: readonly string[]; readonly more: readonly string[] } {
  const { alpha = '2.0.0', iota = '2.0.0', delta = '2.0.0' } = versions;
  return {
    base: [`alpha==${alpha}`, `iota==${iota}`, 'kappa-core==3.1.0', ...and],
    more: [`delta==${delta}`],
  };
}

/** An edit of one requirement, and what it gives. */
export const EDIT = { alpha: 'alpha<2' } as const;
export const EDITED = pinned({ alpha: '1.1.0' });

/** No versions satisfy these together. */
export const IMPOSSIBLE = manifest({ last: ['epsilon', 'zeta'] });

const START = { 'pyproject.toml': manifest(), 'notes.md': NOTES.committed };

/** A repository with the project, its lockfiles and a file beside it in the only commit. */
export function started(): Promise<Hooked> {
  return startedWith(START);
}

/**
 * The same with a branch `theirs` beside the one that is checked out: each has a commit of its own, made with the hook.
 */
export async function diverged(ours: Requirements, theirs: Requirements): Promise<Hooked> {
  const text = await readFile(fileURLToPath(import.meta.url), 'utf8');
  return await startedBy([text, JSON.stringify([ours, theirs])], async (world) => {
    await world.commit(START);
    await branch(world, 'theirs', { 'pyproject.toml': manifest(theirs) });
    await world.commit({ 'pyproject.toml': manifest(ours) });
  });
}

/** Commits files on a new branch that begins here, and goes back. */
export async function branch(
  { repository, commit }: Hooked,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await repository.git('switch', '--quiet', '--create', name);
  await commit(files);
  await repository.git('switch', '--quiet', '-');
}

/** Wires a hook of somebody else's that refuses every commit, after lockgen's has run. Gives what takes it away. */
export async function refusingAfterwards({ repository }: Hooked): Promise<() => Promise<void>> {
  const path = '.git/hooks/commit-msg';
  await writeFile(repository.path(path), '#!/bin/sh\necho no >&2\nexit 1\n');
  await chmod(repository.path(path), 0o755);
  return () => repository.remove(path);
}

/** What a command that opens an editor needs, to take the text as it stands. */
export const EDITOR = ['-c', 'core.editor=true'] as const;
