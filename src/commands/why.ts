import { nearest } from '../config/nearest.js';
import type { PartialOptions } from '../config/options.js';
import { Failure } from '../failure.js';
import { withoutCredentials } from '../lockfile/credentials.js';
import { parseLockfile } from '../lockfile/parse.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { tableName } from '../project/requirement-lines.js';
import { placedRequirements } from '../project/requirements.js';
import { normalizeName } from '../python/version.js';
import { NO_PAINT } from '../report/paint.js';
import type { Format } from '../report/report.js';
import { visible } from '../report/visible.js';
import type { WhyAnswer, WhyLockfile } from '../report/why.js';
import type { Context, ExitCode } from './context.js';
import type { LockfileAtHand } from './explain.js';
import { inFormat, printReport, writeReport } from './print.js';
import { readableProjects } from './select.js';
import { assertNotBare, openSource, type Wanted } from './source.js';
import { openWorkspace, type Workspace } from './workspace.js';

/** What `lockgen why` was asked for. */
export interface WhyRequest {
  /** A package's name, or the path of a local one as the lockfile has it. */
  readonly name: string;
  /** Project folders; none means the nearest project, or all at the repository's root. */
  readonly projects: readonly string[];
  /** One lockfile; undefined: all. */
  readonly target: string | undefined;
  readonly flags: PartialOptions | undefined;
  /** Where the files are read. */
  readonly wanted: Wanted;
  /** Undefined: text. */
  readonly format: Format | 'mermaid' | undefined;
  /** A file that gets the answer in that format; the text is printed. Undefined: none. */
  readonly output: string | undefined;
}

/**
 * Prints every path from `pyproject.toml` to a package.
 *
 * @returns 0 for paths, 1 where the package is in no lockfile, 2 where one has it and nothing tells who asks for it
 * @throws Failure `usage` for what names no package, project or target; `project` where there is no lockfile
 */
export async function runWhy(context: Context, request: WhyRequest): Promise<ExitCode> {
  assertName(request.name);
  const source = await openSource(context, request.wanted);
  const workspace = await openWorkspace(source.snapshot, request.flags);
  if (workspace.candidates.length === 0)
    await assertNotBare(context, `lockgen why ${request.name} --rev HEAD`);
  const selection = { arguments: request.projects, start: source.start, flags: request.flags };
  const { projects, unreadable } = await readableProjects(workspace, selection, true);
  for (const { path, failure } of unreadable)
    context.err(
      `lockgen: ${visible(path)} is left out, since it can't be read: ${visible(failure.message)}\n`,
    );
  const { found, missing } = await lockfilesOf(workspace, projects, request);

  const key = normalizeName(request.name);
  const lockfiles: WhyLockfile[] = [];
  const notes: string[] = [];
  const [{ explain, hasPackage }, { machines }] = await Promise.all([
    import('./explain.js'),
    import('./resolve-all.js'),
  ]);
  const means = { snapshot: source.snapshot, prepare: machines(context) };
  for (const project of projects) {
    const own = found.filter((one) => one.project === project);
    const told = await explain(project, own, request.name, means);
    lockfiles.push(...told.lockfiles);
    notes.push(...told.notes);
  }
  const elsewhere =
    lockfiles.length > 0
      ? []
      : (await lockfilesAt(workspace, otherTargets(projects, request.target))).found.filter((one) =>
          hasPackage(one, request.name),
        );
  const has = new Set(lockfiles.map(({ path }) => path));
  const answer: WhyAnswer = {
    name: request.name,
    lockfiles,
    without: found.map(({ path }) => path).filter((path) => !has.has(path)),
    missing,
    elsewhere: elsewhere.map(({ project, target, path }) => ({
      project: project.folder,
      target: target.name,
      path,
    })),
    meant: lockfiles.length + elsewhere.length > 0 ? undefined : nearest(key, namesIn(found)),
    project: projects.find(({ manifest }) => normalizeName(manifest.name ?? '') === key)?.manifest.path,
    asking: lockfiles.length > 0 ? [] : askingPlaces(found, key),
    notes: [...new Set(notes)],
  };
  await printAnswer(context, answer, request);
  const { whyExitCode } = await import('../report/why.js');
  return whyExitCode(answer);
}

/** An answer is no problem of the job that asks: it is text at GitHub, too. */
async function printAnswer(
  context: Context,
  answer: WhyAnswer,
  { format = 'text', output }: WhyRequest,
): Promise<void> {
  const { whyReport, whyMermaid } = await import('../report/why.js');
  const report = whyReport(answer);
  if (output === undefined) {
    if (format === 'mermaid') context.out(whyMermaid(answer));
    else await printReport(context, report, format);
    return;
  }
  await printReport(context, report, 'text');
  const { rendered } = await import('../report/render.js');
  await writeReport(
    context,
    format === 'mermaid' ? whyMermaid(answer) : inFormat(context, rendered(report, format, NO_PAINT), format),
    output,
  );
}

/** @throws Failure `usage` */
function assertName(name: string): void {
  if (/^(?:\.{0,2}[\\/]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$)/i.test(name)) return;
  const bare = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?/i.exec(name)?.[0];
  throw new Failure('usage', `${JSON.stringify(name)} names no package`, {
    next: `name one without a version or an extra: lockgen why ${bare ?? 'NAME'}`,
  });
}

/** A target of a project. */
type Place = Pick<LockfileAtHand, 'project' | 'target'>;

interface Lockfiles {
  readonly found: readonly LockfileAtHand[];
  /** Paths of those that aren't there. */
  readonly missing: readonly string[];
}

function targetsOf(projects: readonly Project[]): readonly Place[] {
  return projects.flatMap((project) => project.config.targets.map((target) => ({ project, target })));
}

/** The targets besides the one that was asked about. */
function otherTargets(projects: readonly Project[], wanted: string | undefined): readonly Place[] {
  return targetsOf(projects).filter(({ target }) => wanted !== undefined && target.name !== wanted);
}

async function lockfilesAt({ tree }: Workspace, places: readonly Place[]): Promise<Lockfiles> {
  const paths = places.map(({ project, target }) => inFolder(project.folder, target.output));
  await tree.prefetch(paths);
  const found: LockfileAtHand[] = [];
  const missing: string[] = [];
  for (const [index, { project, target }] of places.entries()) {
    const path = paths[index] ?? '';
    const text = await tree.read(path);
    if (text === undefined) missing.push(path);
    else found.push({ project, target, path, lockfile: parseLockfile(text) });
  }
  return { found, missing };
}

/**
 * The lockfiles that the answer is looked for in.
 *
 * @throws Failure `usage` where no project has the target; `project` where none of them is there
 */
async function lockfilesOf(
  workspace: Workspace,
  projects: readonly Project[],
  { target: wanted }: WhyRequest,
): Promise<Lockfiles> {
  const all = targetsOf(projects);
  const asked = all.filter(({ target }) => wanted === undefined || target.name === wanted);
  if (asked.length === 0) {
    const where = projects.length === 1 ? `${projects[0]?.manifest.path} has` : 'the projects here have';
    throw new Failure('usage', `${where} no target ${wanted || '""'}`, {
      next: `their targets: ${[...new Set(all.map(({ target }) => target.name))].join(', ')}`,
    });
  }
  const { found, missing } = await lockfilesAt(workspace, asked);
  if (found.length > 0) return { found, missing };
  throw new Failure('project', `${missing.join(' and ')}: no such lockfile, so nothing tells what it has`, {
    next: 'lockgen generate writes it',
  });
}

function namesIn(found: readonly LockfileAtHand[]): ReadonlySet<string> {
  return new Set(
    found.flatMap(({ lockfile }) => lockfile.pins.flatMap(({ named, key }) => (named ? [key] : []))),
  );
}

/** Where a package is asked for that lockfiles don't have. */
function askingPlaces(lockfiles: readonly LockfileAtHand[], key: string): readonly string[] {
  const places = lockfiles.flatMap(({ project: { manifest }, target }) =>
    placedRequirements(manifest, target)
      .filter(({ requirement }) => requirement.key === key)
      .map(
        (placed) =>
          `${manifest.path} ${tableName(placed)} has ${withoutCredentials(placed.requirement.text)}`,
      ),
  );
  return [...new Set(places)];
}
