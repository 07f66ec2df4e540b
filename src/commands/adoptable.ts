import { Failure } from '../failure.js';
import { isForeign } from '../lockfile/foreign.js';
import { parseLockfile } from '../lockfile/parse.js';
import type { ResolvedProject } from '../resolve/project.js';
import { folderOperand } from '../shell-word.js';

/**
 * That no person's file is taken over by an empty lockfile, since a build was to name the dependencies and names none.
 *
 * @throws Failure `hand-written`
 */
export function assertAdoptable(resolved: readonly ResolvedProject[]): void {
  for (const { project, lockfiles } of resolved) {
    const { manifest, folder } = project;
    if (!manifest.dynamic.has('dependencies')) continue;
    for (const { path, before = '', lockfile, target } of lockfiles) {
      const lost = isForeign(before, target.output) ? parseLockfile(before).pins.length : 0;
      if (lockfile.pins.length > 0 || lost === 0) continue;
      throw new Failure(
        'hand-written',
        `${path} would lose all of its packages (${lost}), as the build of ${manifest.path} names no dependencies`,
        {
          next: `take "dependencies" out of dynamic, put what you import into dependencies under [project], then lockgen generate --adopt${folderOperand(folder)}; or have the build read them: [tool.setuptools.dynamic] dependencies = { file = ["requirements.in"] }`,
        },
      );
    }
  }
}
