import { nearest } from '../config/nearest.js';
import type { PartialOptions } from '../config/options.js';
import { Failure } from '../failure.js';
import { encodedTexts } from '../git/blobs.js';
import { writeLockfiles } from '../git/write-lockfiles.js';
import { normalizeName } from '../python/version.js';
import { generateSummary } from '../report/text.js';
import { knownVersionsOnly, type ResolvedProject } from '../resolve/project.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { manifestsToHold } from './lockfile-origin.js';
import { ownedOutputs } from './outputs.js';
import { rememberFresh, rememberOwn, sweepBeside } from './remember.js';
import { resolveAll } from './resolve-all.js';
import { otherProjects, selectProjects } from './select.js';
import { diskSource } from './source.js';
import { openWorkspace, reloaded, verdictStore } from './workspace.js';

/** What `lockgen generate` was asked for. */
export interface GenerateRequest {
  /** Project folders; none means the nearest project, or all at the repository's root. */
  readonly projects: readonly string[];
  readonly upgrade: boolean;
  readonly upgradePackages: readonly string[];
  /** One lockfile, and those that it constrains. */
  readonly target: string | undefined;
  readonly dryRun: boolean;
  /** Take over a hand-written lockfile, its pins as preferences. */
  readonly adopt: boolean;
  readonly flags: PartialOptions | undefined;
}

/**
 * Writes lockfiles into the work tree: all of them, or none. Those of other managed projects come along where a
 * lockfile that they read changes.
 *
 * @throws Failure for everything that keeps a lockfile from being made; nothing is written then
 */
export async function runGenerate(context: Context, request: GenerateRequest): Promise<ExitCode> {
  const started = performance.now();
  assertNames(request.upgradePackages);
  const source = await diskSource(context);
  const workspace = await openWorkspace(source.snapshot, request.flags);
  const selection = { arguments: request.projects, start: source.start, flags: request.flags };
  const projects = await selectProjects(workspace, selection, true);

  const asked = new Set(projects.map(({ folder }) => folder));
  const { resolved, tree } = await resolveAll(context, {
    tree: workspace.tree,
    snapshot: source.snapshot,
    projects,
    // Targets that a caller makes up for one project are none of the others' business.
    dependents: request.flags?.targets === undefined ? await otherProjects(workspace, projects) : [],
    prepare: async (project) => {
      const mine = asked.has(project.folder);
      const previous = await ownedOutputs(project, {
        tree: workspace.tree,
        worktree: source.root,
        adopt: mine && request.adopt,
      });
      const manifestsBefore =
        source.repository?.head === undefined
          ? []
          : await manifestsToHold(gitContext(context, source.root), project, previous, 'worktree');
      return {
        previous,
        manifestsBefore,
        upgrade: mine
          ? { all: request.upgrade, packages: request.upgradePackages }
          : { all: false, packages: [] },
        offlineFirst: !mine || !request.upgrade,
        accepts: knownVersionsOnly,
        ...(mine && request.target !== undefined ? { only: request.target } : {}),
      };
    },
    reload: (project, now) =>
      reloaded(workspace, project, now, asked.has(project.folder) ? request.flags : undefined),
  });

  assertUpgraded(request.upgradePackages, resolved);
  if (!request.dryRun) {
    const writes = resolved.flatMap(({ lockfiles }) =>
      lockfiles.filter(({ before, text }) => before !== text).map(({ path, text }) => ({ path, text })),
    );
    const store = verdictStore(context);
    await rememberOwn(store, resolved);
    await sweepBeside(
      source.root,
      resolved.map(({ project }) => project),
    );
    const encoded =
      source.repository === undefined
        ? undefined
        : await encodedTexts(gitContext(context, source.root), writes);
    await writeLockfiles(
      source.root,
      writes.map((write) => ({ ...write, bytes: encoded?.get(write.path) })),
      context.signal,
    );
    await rememberFresh(store, tree, resolved, request.target === undefined);
  }
  if (!context.quiet) context.out(generateSummary(resolved, performance.now() - started, request.dryRun));
  return 0;
}

/**
 * Makes sure that packages are named as PEP 508 has it, before uv words it in terms of its own options.
 *
 * @throws Failure `usage`
 */
function assertNames(packages: readonly string[]): void {
  const wrong = packages.find((name) => !/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name));
  if (wrong === undefined) return;
  throw new Failure('usage', `-P ${JSON.stringify(wrong)} names no package`, {
    next: 'name one package each, without a version: lockgen generate -P NAME',
  });
}

/**
 * Makes sure that each package to upgrade is in a lockfile, or was: uv ignores a misspelt name without a word.
 *
 * @throws Failure `usage`
 */
function assertUpgraded(packages: readonly string[], resolved: readonly ResolvedProject[]): void {
  const known = new Set(
    resolved.flatMap(({ lockfiles }) =>
      lockfiles.flatMap(({ lockfile, changes }) => [
        ...lockfile.pins.map((pin) => pin.key),
        ...changes.map((change) => normalizeName(change.name)),
      ]),
    ),
  );
  for (const name of packages) {
    if (known.has(normalizeName(name))) continue;
    const meant = nearest(name, known);
    throw new Failure('usage', `no lockfile here has ${name}, so there is nothing to upgrade`, {
      next: meant === undefined ? 'name a package that is pinned' : `lockgen generate -P ${meant}`,
    });
  }
}
