import type { PartialOptions } from '../config/options.js';
import { encodedTexts } from '../git/blobs.js';
import { writeLockfiles } from '../git/write-lockfiles.js';
import type { Shard } from '../project/shard.js';
import { paintFor } from '../report/paint.js';
import { generateSummary } from '../report/text.js';
import type { ResolvedProject } from '../resolve/project.js';
import { assertAdoptable } from './adoptable.js';
import { withAdoption } from './adoption.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { inShard } from './in-shard.js';
import { keepingPins } from './keeping-pins.js';
import { besideNote, type KeptBeside, keptBeside } from './kept-beside.js';
import { assertNames, assertPinned } from './named-packages.js';
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
  /** Packages whose files may have other bytes on the index than the lockfiles say. */
  readonly acceptHashes: readonly string[];
  /** Only this part of the projects. */
  readonly shard: Shard | undefined;
  readonly flags: PartialOptions | undefined;
  /** What was said before. Default: nothing. */
  readonly said?: readonly string[];
  /** Lockfiles that are made for the first time are counted, where they are many. Default: each has a line. */
  readonly counted?: boolean;
  /** What stands in the lockfiles' places is recorded, to be taken back. Default: it isn't. */
  readonly recorded?: boolean;
}

/**
 * Writes lockfiles into the work tree: all of them, or none. Those of other managed projects come along where a
 * lockfile that they read changes.
 *
 * @throws Failure for everything that keeps a lockfile from being made; nothing is written then
 */
export async function runGenerate(context: Context, request: GenerateRequest): Promise<ExitCode> {
  const started = performance.now();
  assertNames('-P', request.upgradePackages);
  assertNames('--accept-hashes', request.acceptHashes);
  const source = await diskSource(context);
  const workspace = await openWorkspace(source.snapshot, request.flags);
  const selection = { arguments: request.projects, start: source.start, flags: request.flags };
  const chosen = await selectProjects(workspace, selection, true);
  const projects =
    request.shard === undefined ? chosen : await inShard(context, workspace, chosen, request.shard);

  const git = gitContext(context, source.root);
  const asked = new Set(projects.map(({ folder }) => folder));
  const { resolved, tree } = await resolveAll(context, {
    tree: workspace.tree,
    snapshot: source.snapshot,
    projects,
    // Targets that a caller makes up for one project are none of the others' business.
    dependents: request.flags?.targets === undefined ? await otherProjects(workspace, projects) : [],
    prepare: async (project) => {
      const mine = asked.has(project.folder);
      return {
        ...(await keepingPins(context, source, workspace.tree, project, {
          adopt: mine && request.adopt,
          accepted: mine ? request.acceptHashes : [],
          flags: mine ? typedFlags(request) : [],
        })),
        ...(mine
          ? {
              upgrade: { all: request.upgrade, packages: request.upgradePackages },
              offlineFirst: !request.upgrade,
            }
          : {}),
        ...(mine && request.target !== undefined ? { only: request.target } : {}),
      };
    },
    reload: (project, now) =>
      reloaded(workspace, project, now, asked.has(project.folder) ? request.flags : undefined),
  });

  assertPinned(request.upgradePackages, resolved, ['-P ', 'nothing to upgrade']);
  assertPinned(request.acceptHashes, resolved, ['--accept-hashes=', 'nothing to accept']);
  if (request.adopt) assertAdoptable(resolved);
  const beside =
    request.adopt && request.recorded !== true
      ? await keptBeside(git, source.root, source.repository?.head, resolved)
      : [];
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
    const encoded = source.repository === undefined ? undefined : await encodedTexts(git, writes);
    await writeLockfiles(
      source.root,
      [
        ...beside.map(({ write }) => write),
        ...writes.map((write) => ({ ...write, bytes: encoded?.get(write.path) })),
      ],
      context.signal,
    );
    await rememberFresh(store, tree, resolved, request.target === undefined);
  }
  if (context.quiet) return 0;
  const { said = [], counted = false } = request;
  const told = resolved
    .map((one) => withAdoption(one, workspace.tree.paths))
    .map((one) => ({ ...one, notices: [...notesBeside(one, beside), ...one.notices] }))
    .map((one) => ({ ...one, notices: one.notices.filter((notice) => !said.includes(notice)) }));
  context.out(
    generateSummary(told, performance.now() - started, {
      dryRun: request.dryRun,
      counted,
      paint: paintFor(context.env, context.terminal),
    }),
  );
  return 0;
}

function notesBeside({ lockfiles }: ResolvedProject, beside: readonly KeptBeside[]): readonly string[] {
  const mine = new Set(lockfiles.map(({ path }) => path));
  return beside.filter(({ path }) => mine.has(path)).map(besideNote);
}

/** What a command to type has to repeat. */
function typedFlags({ adopt, upgrade, upgradePackages, acceptHashes }: GenerateRequest): readonly string[] {
  return [
    ...(adopt ? ['--adopt'] : []),
    ...(upgrade ? ['--upgrade'] : []),
    ...upgradePackages.map((name) => `--upgrade-package=${name}`),
    ...acceptHashes.map((name) => `--accept-hashes=${name}`),
  ];
}
