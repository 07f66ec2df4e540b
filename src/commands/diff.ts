import { textAt } from '../api/files.js';
import { Failure } from '../failure.js';
import { withoutCredentials } from '../lockfile/credentials.js';
import { diffRows, type LockfilePair } from '../lockfile/diff-rows.js';
import { type Problem, parseLockfile } from '../lockfile/parse.js';
import { outputsOf, type Project } from '../project/project.js';
import { type Compared, diffReport } from '../report/diff.js';
import type { Format } from '../report/report.js';
import { visible } from '../report/visible.js';
import type { Context, ExitCode } from './context.js';
import { diffPlaces } from './diff-places.js';
import { printReport } from './print.js';
import { reportPath } from './report-path.js';
import { projectsThen } from './select.js';
import { openSource, type Wanted } from './source.js';
import { openWorkspace } from './workspace.js';

/** What `lockgen diff` was asked for. */
export interface DiffRequest {
  /** None, a revision, two revisions, a range of git's, or two files. */
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
 * @throws Failure `usage` for what is neither a revision nor two files, and where nothing is managed; `git`, `configuration`
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
  const asked = await diffPlaces(context, places, staged);
  const { compared } = asked;
  if (asked.kind === 'files') {
    const { from, to } = compared;
    const before = await lockfileText(context, from);
    const after = await lockfileText(context, to);
    return { pairs: [{ path: await reportPath(context, to), before, after }], compared };
  }
  const before = await lockfilesIn(context, asked.from);
  const after = await lockfilesIn(context, asked.to);
  const unreadable = new Map([...before.unreadable, ...after.unreadable]);
  // What can't be read in one place is neither new nor gone in the other.
  const projects = [...before.projects, ...after.projects].filter(({ folder }) => !unreadable.has(folder));
  const [failure] = unreadable.values();
  if (projects.length === 0) throw failure ?? nothingManaged(compared);
  for (const [where, one] of [[compared.from, before] as const, [compared.to, after] as const]) {
    for (const message of new Set([...one.unreadable.values()].map((failed) => failed.message)))
      say(context, `left out, since it can't be read in ${where}: ${message}`);
  }
  const pairs = [...new Set(projects.flatMap(outputsOf))].sort().flatMap((path): LockfilePair[] => {
    const [old, young] = [before.texts.get(path), after.texts.get(path)];
    return old === undefined && young === undefined ? [] : [{ path, before: old, after: young }];
  });
  for (const { path, before: old, after: young } of pairs) {
    for (const [text, where] of [[old, compared.from] as const, [young, compared.to] as const]) {
      const [problem] = text === undefined ? [] : parseLockfile(text).problems;
      if (problem !== undefined) say(context, `${path}:${problem.line} in ${where}: ${problemText(problem)}`);
    }
  }
  return { pairs, compared };
}

function nothingManaged({ from, to }: Compared): Failure {
  return new Failure('usage', `no project is managed by lockgen in ${from} or in ${to}`, {
    next: `lockgen status tells why; two files: lockgen diff OLD.txt NEW.txt`,
  });
}

function say({ quiet, err }: Context, text: string): void {
  if (!quiet) err(`lockgen: ${visible(text)}\n`);
}

function problemText({ kind, text, why }: Problem): string {
  if (why !== undefined) return why;
  return kind === 'conflict-marker'
    ? 'a mark of an unfinished merge'
    : `no entry of a lockfile: ${withoutCredentials(text.trim()).slice(0, 80)}`;
}

/** @throws Failure `usage` for what can't be read, or is no lockfile */
async function lockfileText(context: Context, path: string): Promise<string> {
  const next = 'name two lockfiles: lockgen diff OLD.txt NEW.txt';
  let text: string;
  try {
    text = await textAt(path, context.cwd);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Failure('usage', `${path} can't be read`, { next, detail: error.message, cause: error });
  }
  const problem = parseLockfile(text).problems.find(({ why }) => why === undefined);
  if (problem === undefined) return text;
  throw new Failure('usage', `${path}:${problem.line}: ${problemText(problem)}`, { next });
}

/** The lockfiles of the managed projects in a place. */
interface Lockfiles {
  readonly projects: readonly Project[];
  /** By path; those that are there. */
  readonly texts: ReadonlyMap<string, string>;
  /** By folder; projects that can't be read there. */
  readonly unreadable: ReadonlyMap<string, Failure>;
}

async function lockfilesIn(context: Context, wanted: Wanted): Promise<Lockfiles> {
  const source = await openSource(context, wanted);
  const workspace = await openWorkspace(source.snapshot, undefined);
  const { projects, unreadable } = await projectsThen(workspace, { flags: undefined }, new Set());
  const paths = projects.flatMap(outputsOf);
  await workspace.tree.prefetch(paths);
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = await workspace.tree.read(path);
    if (text !== undefined) texts.set(path, text);
  }
  return { projects, texts, unreadable: new Map(unreadable.map(({ folder, failure }) => [folder, failure])) };
}
