import { rootUv } from '../config/root-uv.js';
import { Failure } from '../failure.js';
import { loadProject } from '../project/project.js';
import { shellWord } from '../shell-word.js';
import type { Uv, Wanted } from '../uv/find.js';
import { handOver } from '../uv/hand-over.js';
import type { Context } from './context.js';
import { prepareUv } from './found-here.js';
import { diskSource } from './source.js';
import { openWorkspace, type Workspace } from './workspace.js';

/**
 * Runs the uv of the repository's configuration, or of the project around the current folder, in lockgen's place.
 *
 * @param args uv's own, as they were typed
 * @returns uv's exit code
 * @throws Failure `configuration`, `project`, and as `findUv`
 */
export async function runUvCommand(context: Context, args: readonly string[]): Promise<number> {
  const source = await diskSource(context);
  const workspace = await openWorkspace(source.snapshot, undefined);
  const { version, hashes } = await uvOf(workspace, source.start);
  const uv = await prepareUv(context, version, hashes);
  const code = await handOver(uv, args, context);
  if (code === undefined) throw notStarted(uv);
  return code;
}

/** The uv that the nearest managed project at or above the start folder asks for, else the root configuration's. */
async function uvOf({ tree, root, candidates }: Workspace, start: string): Promise<Wanted> {
  const [nearest] = candidates
    .flatMap((one) => (one.managedBy === undefined ? [] : [{ ...one, managedBy: one.managedBy }]))
    .filter(({ folder }) => folder === '' || folder === start || start.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length);
  if (nearest === undefined) return rootUv(root);
  const { config } = await loadProject(nearest, tree, root, undefined);
  return { version: config.uvVersion, hashes: config.uvHashes };
}

function notStarted({ version, path }: Uv): Failure {
  return new Failure('uv-missing', `uv ${version} (${path}) could not be started`, {
    next: `try it by itself: ${shellWord(path)} --version; or put another uv ${version} on PATH`,
  });
}
