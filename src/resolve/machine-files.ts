import { Failure } from '../failure.js';
import type { Lockfile } from '../lockfile/parse.js';
import type { Project } from '../project/project.js';

/**
 * Refuses a `pylock.toml` with files of this machine's own folders (`UV_FIND_LINKS`, an index in a folder), which no
 * other machine has. Those of a folder that the project itself names are its own affair.
 *
 * @throws Failure `project`
 */
export function denyMachineFiles(project: Project, path: string, lockfile: Lockfile): void {
  const texts = project.inputs.manifests.map(({ text }) => text);
  for (const pin of lockfile.pins) {
    const file = pin.files?.find(
      ({ place, isUrl }) => isUrl && /^file:/i.test(place) && !isNamed(place, texts),
    );
    if (file === undefined) continue;
    throw new Failure('project', `${path} would name ${file.place}, which only exists on this machine`, {
      next: 'a pylock.toml names the URL of each file: take packages from an index that is asked over HTTP, or keep the wheels in the repository, with find-links under [tool.uv]',
    });
  }
}

/** Whether a manifest names a folder that the file lies in. */
function isNamed(place: string, texts: readonly string[]): boolean {
  let folder = place.replace(/\/[^/]*$/, '');
  while (/^file:\/\/.*\/[^/]+$/i.test(folder)) {
    const names = [folder, folder.replace(/^file:\/\//i, '')];
    if (texts.some((text) => names.some((name) => text.includes(`"${name}"`) || text.includes(`"${name}/"`))))
      return true;
    folder = folder.replace(/\/[^/]*$/, '');
  }
  return false;
}
