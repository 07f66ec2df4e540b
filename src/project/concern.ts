import { ROOT_CONFIG_FILES } from '../config/root.js';
import { folderOf } from './manifest.js';
import { inFolder, isUnder } from './paths.js';
import type { Project } from './project.js';

/**
 * Whether changed paths may concern a project: over-inclusive, since the fingerprint decides afterwards, and since
 * a file that is gone (a `uv.toml`, a constraints file's include) is an input no more but changes the result.
 */
export function isConcerned(project: Project, changed: ReadonlySet<string>): boolean {
  const { folder, inputs, config } = project;
  const watched = new Set([
    ...ROOT_CONFIG_FILES,
    ...inputs.files,
    ...inputs.manifests.map((manifest) => manifest.path),
    ...config.targets.map((target) => inFolder(folder, target.output)),
  ]);
  const folders = [...inputs.built, ...inputs.localPaths];
  return [...changed].some(
    (path) => watched.has(path) || isSettings(path, folder) || folders.some((place) => isUnder(place, path)),
  );
}

/** Whether changed paths may be why a project can't be read: files of its very folder, and the configuration. */
export function mayConcern(folder: string, changed: ReadonlySet<string>): boolean {
  const shared: ReadonlySet<string> = new Set(ROOT_CONFIG_FILES);
  return [...changed].some((path) => folderOf(path) === folder || shared.has(path));
}

/** Whether uv would look for settings in a file when it runs in a folder. */
function isSettings(path: string, folder: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name !== 'uv.toml' && name !== 'pyproject.toml') return false;
  const place = folderOf(path);
  return isUnder(place, `${folder}/`);
}
