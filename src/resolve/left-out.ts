// What uv leaves out of its choice without failing, and what that means.

import type { TargetConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { withoutCredentials } from '../lockfile/credentials.js';
import { parseLockfile } from '../lockfile/parse.js';
import { TORCH_PACKAGES } from '../lockfile/torch.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { droppedToolUv } from '../uv/messages.js';
import type { Damaged } from '../uv/waiting.js';

/**
 * A file that uv could not read, and so did as if its release weren't there, be it the one that is pinned. A file that
 * is cut off, or a page in its place, counts always; one that says something odd of itself (old releases do) counts
 * where it was good enough to be pinned.
 */
export function damagedFile(
  all: readonly Damaged[],
  pinning: readonly (string | undefined)[],
): Damaged | undefined {
  if (all.length === 0) return undefined;
  const pins = pinning.flatMap((text) => parseLockfile(text ?? '').pins);
  return all.find(
    ({ name, version, isBroken }) =>
      isBroken || pins.some((pin) => pin.key === name && pin.version === version),
  );
}

/** Offline nothing is built, so that a version which needs it would silently give way to an older one. */
export function passesOverNew(names: ReadonlySet<string>, pinning: readonly (string | undefined)[]): boolean {
  const pinned = pinnedNames(pinning);
  return [...names].some((name) => !pinned.has(name));
}

/** The names that lockfiles pin. */
export function pinnedNames(texts: readonly (string | undefined)[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => parseLockfile(text ?? '').pins.map((pin) => pin.key)));
}

/**
 * PyTorch's own index gives no upload times, so uv would leave all of its files out under a cut-off, silently; that
 * index alone is exempted. Elsewhere a cut-off that can't be applied is an error.
 */
export function assertTorch(project: Project, target: TargetConfig, undated: readonly string[]): void {
  const others = undated.filter((name) => target.torchBackend === 'none' || !TORCH_PACKAGES.has(name));
  if (others.length === 0) return;
  throw new Failure(
    'project',
    `${inFolder(project.folder, target.output)}: the index gives no upload times for ${others.join(', ')}, so exclude-newer${target.excludeNewer === undefined ? '' : ` = "${target.excludeNewer}"`} would leave ${others.length === 1 ? 'it' : 'them'} out`,
    {
      next: `drop excludeNewer, or exempt the package: exclude-newer-package = { ${others[0]} = false } under [tool.uv] in ${project.manifest.path}`,
    },
  );
}

/** Where uv would do without the whole of `[tool.uv]`, for one thing in it that it can't read. */
export function assertToolUv({ manifest }: Project, version: string, stderr: string): void {
  const dropped = droppedToolUv(stderr);
  if (dropped === undefined) return;
  throw new Failure('project', `${manifest.path}: uv can't read [tool.uv], and would leave all of it out`, {
    next: `correct [tool.uv] in ${manifest.path} (uv ${version} reads it)`,
    detail: dropped,
  });
}

/** uv's warnings that a user can do something about. */
export function uvWarnings(stderr: string): readonly string[] {
  return withoutCredentials(stderr)
    .split('\n')
    .filter((line) => line.startsWith('warning: '))
    .filter((line) => !/ is missing an upload date, /.test(line))
    .filter((line) => !/requested Python version .* is not available/.test(line))
    .map((line) => line.slice('warning: '.length));
}
