import { settingLines, uvSettings, withSettings } from '../config/edit-uv.js';
import type { RootConfig } from '../config/options.js';
import { rootUv } from '../config/root-uv.js';
import { Failure, isSurvivable } from '../failure.js';
import { writeLockfiles } from '../git/write-lockfiles.js';
import type { Project } from '../project/project.js';
import { uvUpgradeText } from '../report/uv-upgrade.js';
import type { Machine } from '../resolve/session.js';
import type { Wanted } from '../uv/find.js';
import { askRelease } from '../uv/release.js';
import { compareUv, MINIMUM_UV, PINNED_UV } from '../uv/version.js';
import type { Context, ExitCode } from './context.js';
import { keepingPins } from './keeping-pins.js';
import { prepareMachine, resolveAll } from './resolve-all.js';
import { projectsThen } from './select.js';
import { diskSource, type Source } from './source.js';
import { openWorkspace, reloaded, type Workspace } from './workspace.js';

/** What `lockgen uv upgrade` was asked for. */
export interface UvUpgradeRequest {
  /** `X.Y.Z`; undefined for the newest release on the index. */
  readonly version: string | undefined;
  readonly dryRun: boolean;
}

/**
 * Moves the repository to another uv: makes all lockfiles with it, says what would change in them, and writes its
 * version and hashes into the root configuration. The lockfiles themselves stay as they are.
 *
 * @returns 1 where the configuration has to be edited by hand
 * @throws Failure as `findUv` and `generate`; `usage` for a version that is none; nothing is written then
 */
export async function runUvUpgrade(context: Context, request: UvUpgradeRequest): Promise<ExitCode> {
  assertVersion(request.version);
  const source = await diskSource(context);
  const workspace = await openWorkspace(source.snapshot, undefined);
  const before = rootUv(workspace.root);
  const asking = await currentMachine(context, before);
  const wanted = await askRelease(asking.uv, request.version, {
    ...asking.surroundings,
    python: asking.python,
  });
  const machine = await prepareMachine(context, wanted.version, wanted.hashes);
  if (machine.uv.version !== wanted.version) {
    throw new Failure('uv-missing', `uv ${wanted.version} can't be tried here, so nothing was written`, {
      next: 'get it installed as the message above says, then try again',
    });
  }
  const { projects, unreadable } = await projectsThen(workspace, { flags: undefined }, new Set());
  if (unreadable[0] !== undefined) throw unreadable[0].failure;
  const statesOwn = ({ config }: Project): boolean =>
    config.origins.get('uvVersion')?.includes('[tool.lockgen]') === true;
  const { resolved } = await tryOut(
    context,
    source,
    workspace,
    projects.filter((one) => !statesOwn(one)),
    wanted,
  );
  const leftAlone = projects
    .filter(statesOwn)
    .map(({ manifest, config }) => ({ path: manifest.path, version: config.uvVersion }));
  context.out(uvUpgradeText(before.version, wanted.version, resolved, leftAlone));
  if (request.dryRun) {
    context.out('nothing was written\n');
    return 0;
  }
  const changes = resolved.some(({ lockfiles }) => lockfiles.some(({ before: old, text }) => old !== text));
  return await writeRoot(context, source, workspace, wanted, changes);
}

/** The uv of the configuration; where that one can't be had for what the configuration says, the pinned one. */
async function currentMachine(context: Context, { version, hashes }: Wanted): Promise<Machine> {
  try {
    return await prepareMachine(context, version, hashes);
  } catch (error) {
    if (!isSurvivable(error) || version === PINNED_UV) throw error;
    return await prepareMachine(context, PINNED_UV, []);
  }
}

async function tryOut(
  context: Context,
  source: Source,
  workspace: Workspace,
  projects: readonly Project[],
  { version, hashes }: Wanted,
): ReturnType<typeof resolveAll> {
  const withUv = (project: Project): Project => ({
    ...project,
    config: { ...project.config, uvVersion: version, uvHashes: hashes },
  });
  return await resolveAll(context, {
    tree: workspace.tree,
    snapshot: source.snapshot,
    projects: projects.map(withUv),
    dependents: [],
    prepare: (project) => keepingPins(context, source, workspace.tree, project),
    reload: async (project, now) => withUv(await reloaded(workspace, project, now, undefined)),
  });
}

async function writeRoot(
  context: Context,
  source: Source,
  { root, tree }: Pick<Workspace, 'tree'> & { readonly root: RootConfig | undefined },
  { version, hashes }: Wanted,
  changes: boolean,
): Promise<ExitCode> {
  const file = root?.file ?? '.lockgenrc';
  const settings = uvSettings(file, version, hashes);
  const old = root === undefined ? undefined : await tree.read(file);
  const text = withSettings(file, old, settings);
  if (text === undefined) {
    context.err(
      `lockgen: ${file} is laid out in a way that can't be edited without a risk; put these lines into it:\n`,
    );
    context.out(`${settingLines(file, old, settings)}\n`);
    return 1;
  }
  if (text === old) {
    context.out(`${file} says so already\n`);
  } else {
    await writeLockfiles(source.root, [{ path: file, text }], context.signal);
    context.out(
      `wrote the version and ${hashes.length === 1 ? '1 hash' : `${hashes.length} hashes`} into ${file}\n`,
    );
  }
  context.out(
    `next: ${changes ? 'lockgen generate, then ' : ''}commit ${file}${changes ? ' with the lockfiles' : ''}\n`,
  );
  return 0;
}

function assertVersion(version: string | undefined): void {
  if (version === undefined) return;
  if (/^\d+\.\d+\.\d+$/.test(version) && compareUv(version, MINIMUM_UV) >= 0) return;
  throw new Failure('usage', `${JSON.stringify(version)} is no version of uv that can serve`, {
    next: `name one as X.Y.Z, ${MINIMUM_UV} or later, or none for the newest: lockgen uv upgrade`,
  });
}
