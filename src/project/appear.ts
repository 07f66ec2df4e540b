import { ROOT_CONFIG_FILES } from '../config/root.js';
import { isPylockName } from '../lockfile/pylock-name.js';
import { folderOf } from './manifest.js';
import { inFolder } from './paths.js';

/**
 * Whether changed paths may make lockgen manage other projects than before, or find other settings: manifests, settings
 * of uv, the configuration, and what may be a lockfile beside a manifest. Over-inclusive: the fingerprints decide.
 *
 * @param paths - all paths before the change
 * @param settled - folders that are managed already. Default: none
 */
export function mayAppear(
  changed: ReadonlySet<string>,
  paths: ReadonlySet<string>,
  settled: ReadonlySet<string> = new Set(),
): boolean {
  const shared: ReadonlySet<string> = new Set(ROOT_CONFIG_FILES);
  return [...changed].some(
    (path) =>
      shared.has(path) ||
      /(?:^|\/)(?:pyproject|uv)\.toml$/.test(path) ||
      ((/\.(?:txt|in|lock)$/.test(path) || isPylockName(path)) &&
        !settled.has(folderOf(path)) &&
        paths.has(inFolder(folderOf(path), 'pyproject.toml'))),
  );
}
