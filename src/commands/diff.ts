import { lstat, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../failure.js';
import { commitIfAny } from '../git/history.js';
import { findRepository } from '../git/repository.js';
import { diffRows, type LockfilePair } from '../lockfile/diff-rows.js';
import { outputsOf } from '../project/project.js';
import { type Compared, diffReport } from '../report/diff.js';
import type { Format } from '../report/report.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { printReport } from './print.js';
import { projectsThen } from './select.js';
import { openSource, type Wanted } from './source.js';
import { openWorkspace } from './workspace.js';

/** What `lockgen diff` was asked for. */
export interface DiffRequest {
  /** None, a revision, two revisions, or two files. */
  readonly places: readonly string[];
  /** Compare with the index instead of the work tree. */
  readonly staged: boolean;
  readonly format: Format | undefined;
  /** A file for the report in that format; undefined: it is printed. */
  readonly output: string | undefined;
  /** Whether a difference is exit code 1. */
  readonly exitCode: boolean;
}

/**
 * Tells what is otherwise in the lockfiles of one place than in those of another, package by package.
 *
 * Without a place: what the work tree has, or the index, against HEAD; with one, against that revision.
 *
 * @returns 0; with `exitCode` 1 where there are differences
 * @throws Failure `usage` for what is neither a revision nor two files; `git`, `configuration`
 */
export async function runDiff(context: Context, request: DiffRequest): Promise<ExitCode> {
  const { pairs, compared } = await comparison(context, request);
  const rows = diffRows(pairs);
  await printReport(
    context,
    diffReport(
      rows,
      compared,
      pairs.map(({ path }) => path),
      context.quiet,
    ),
    request.format,
    request.output,
  );
  return request.exitCode && rows.length > 0 ? 1 : 0;
}

interface Comparison {
  readonly pairs: readonly LockfilePair[];
  readonly compared: Compared;
}

async function comparison(context: Context, { places, staged }: DiffRequest): Promise<Comparison> {
  const [from = 'HEAD', to] = places;
  if (to !== undefined && (await areFiles(context, [from, to]))) {
    const [before, after] = await Promise.all(
      [from, to].map((path) => readFile(resolve(context.cwd, path), 'utf8')),
    );
    return { pairs: [{ path: to, before, after }], compared: { from, to } };
  }
  const wanted: Wanted =
    to !== undefined ? { kind: 'commit', revision: to } : staged ? { kind: 'index' } : { kind: 'worktree' };
  const before = await lockfilesOf(context, { kind: 'commit', revision: from });
  const after = await lockfilesOf(context, wanted);
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const what =
    wanted.kind === 'commit' ? wanted.revision : wanted.kind === 'index' ? 'the index' : 'the work tree';
  return {
    pairs: paths.map((path) => ({ path, before: before.get(path), after: after.get(path) })),
    compared: { from, to: what },
  };
}

/** Whether all of these are files and none of them a revision, which comes first, as for git. */
async function areFiles(context: Context, names: readonly string[]): Promise<boolean> {
  const git = gitContext(context);
  for (const name of names) {
    const found = await lstat(resolve(context.cwd, name)).catch(() => undefined);
    if (found?.isFile() !== true) return false;
  }
  if ((await findRepository(git).catch(() => undefined)) === undefined) return true;
  for (const name of names) {
    if ((await commitIfAny(git, name)) === undefined) continue;
    throw new Failure('usage', `${name} is a file and a revision`, {
      next: `name the file as ./${name}, or the revision as refs/heads/${name}`,
    });
  }
  return true;
}

/** The lockfiles of the managed projects in a place, by path; a project that can't be read there has none. */
async function lockfilesOf(context: Context, wanted: Wanted): Promise<ReadonlyMap<string, string>> {
  const source = await openSource(context, wanted);
  const workspace = await openWorkspace(source.snapshot, undefined);
  const { projects, unreadable } = await projectsThen(workspace, { flags: undefined }, new Set());
  for (const { failure } of unreadable) {
    if (!context.quiet) context.err(`lockgen: left out, since it can't be read: ${failure.message}\n`);
  }
  const paths = projects.flatMap(outputsOf);
  await workspace.tree.prefetch(paths);
  const found = new Map<string, string>();
  for (const path of paths) {
    const text = await workspace.tree.read(path);
    if (text !== undefined) found.set(path, text);
  }
  return found;
}
