import { posix } from 'node:path';
import { Failure } from '../failure.js';
import { percentDecoded } from '../percent-decoded.js';
import { isTable, type Manifest, tableAt } from './manifest.js';
import { within } from './paths.js';
import type { Project } from './project.js';

/** A package that a manifest takes from a file or folder. */
export interface LocalSource {
  /** As the manifest has it. */
  readonly written: string;
  /** Relative to the manifest's folder, or absolute. */
  readonly path: string;
  /** The text of the manifest, or its beginning, by which its line is found. */
  readonly quoted: string;
}

/** All that a manifest takes from files and folders: `path =` and `file:` sources, and requirements with such a URL. */
export function localSources(manifest: Manifest): readonly LocalSource[] {
  const found: LocalSource[] = [];
  for (const source of Object.values(tableAt(manifest.toolUv, 'sources'))) {
    for (const entry of Array.isArray(source) ? source : [source]) {
      if (!isTable(entry)) continue;
      if (typeof entry.path === 'string') {
        const { path } = entry;
        found.push({ written: path, path, quoted: path });
      }
      if (typeof entry.url === 'string' && /^file:/i.test(entry.url)) found.push(ofUrl(entry.url, entry.url));
    }
  }
  const requirements = [
    manifest.dependencies,
    ...manifest.extras.values(),
    ...manifest.groups.values(),
  ].flat();
  for (const requirement of requirements) {
    if ('include' in requirement || requirement.url === undefined) continue;
    const { url, text } = requirement;
    // What has no scheme is a path, for uv.
    if (/^file:/i.test(url) || !/^[a-z][a-z0-9+.-]+:/i.test(url)) found.push(ofUrl(url, text));
  }
  return found;
}

/**
 * Where a path source of another manifest than the project's own is, as seen from the project's folder.
 *
 * @returns undefined where the project's own manifest has that path, or none has
 * @throws Failure `project` where two manifests mean two places by it: uv writes both alike
 */
export function meantPlace(
  { folder, manifest, inputs }: Pick<Project, 'folder' | 'manifest' | 'inputs'>,
  written: string,
): string | undefined {
  const has = (one: Manifest): boolean => localSources(one).some((source) => source.written === written);
  const others = inputs.manifests.filter((one) => one !== manifest && has(one));
  const [first, ...further] = others;
  if (first === undefined || has(manifest)) return undefined;
  const places = others.map((one) => within(one.folder, written) ?? '');
  const other = further.find((_, index) => places[index + 1] !== places[0]);
  if (other !== undefined) {
    throw new Failure(
      'project',
      `${first.path} and ${other.path} mean two places by the path dependency "${written}", which uv doesn't tell apart`,
      { next: `write it otherwise in one of them, such as "./${written}"` },
    );
  }
  return posix.relative(folder, places[0] ?? '');
}

/** uv puts the project's folder for `${PROJECT_ROOT}`, which is the one way to name a path in a requirement. */
function ofUrl(written: string, quoted: string): LocalSource {
  const path = written
    .replace(/#.*$/s, '')
    .replace(/^file:(?:\/\/(?:localhost(?=\/))?)?/i, '')
    .replace(/^\/?\$\{PROJECT_ROOT\}/, '.');
  return { written, path: percentDecoded(path), quoted };
}
