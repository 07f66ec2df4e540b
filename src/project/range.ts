import { Failure } from '../failure.js';
import { environmentGrid, type PromisedRange } from '../python/environments.js';
import { parseMarker } from '../python/marker.js';
import { stringsOf } from './manifest.js';
import type { Project } from './project.js';
import { promisedPython } from './requirements.js';

/**
 * Where a project's lockfiles have to work: its Pythons, its platforms, and `[tool.uv] environments`.
 *
 * @throws Failure `project` where there is no floor
 */
export function promisedRange(project: Project): PromisedRange {
  const { manifest, config } = project;
  const [first] = config.targets;
  const { requiresPython, floor } = promisedPython(manifest, first?.pythonVersion);
  const declared = manifest.toolUv.environments;
  const environments = (typeof declared === 'string' ? [declared] : stringsOf(declared)).flatMap((text) => {
    try {
      return [parseMarker(text)];
    } catch {
      // uv says what is wrong with it, in its own words, when it reads the table.
      return [];
    }
  });
  const platforms = [...new Set(config.targets.flatMap((target) => target.platforms))];
  const range = { requiresPython, floor, platforms, ...(environments.length === 0 ? {} : { environments }) };
  if (environmentGrid([], range).length === 0) {
    throw new Failure(
      'project',
      `${manifest.path}: there is no Python to lock for: requires-python = "${requiresPython}" allows none from ${floor} on${environments.length === 0 ? '' : ' that [tool.uv] environments has, too'}`,
      { next: `correct requires-python in ${manifest.path}` },
    );
  }
  return range;
}
