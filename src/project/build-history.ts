import { normalizeName } from '../python/version.js';
import { type Manifest, stringsOf, tableAt } from './manifest.js';
import { inFolder } from './paths.js';
import type { Tree } from './tree.js';

/** Build requirements that ask git for a version. */
const READERS: ReadonlySet<string> = new Set([
  'dunamai',
  'flit-scm',
  'hatch-vcs',
  'pbr',
  'poetry-dynamic-versioning',
  'setuptools-git-versioning',
  'setuptools-scm',
  'setuptools-vcs-versioning',
  'uv-dynamic-versioning',
  'vcs-versioning',
  'versioneer',
  'versioningit',
]);

/** Whether the build of a package asks git for its version. */
export async function asksForHistory(
  { document, folder }: Pick<Manifest, 'document' | 'folder'>,
  tree: Tree,
): Promise<boolean> {
  const required = stringsOf(tableAt(document, 'build-system').requires);
  const names = required.map((text) => normalizeName(/^[\w.-]*/.exec(text.trim())?.[0] ?? ''));
  if (names.some((name) => READERS.has(name))) return true;
  // pdm-backend has it built in.
  if (tableAt(document, 'tool', 'pdm', 'version').source === 'scm') return true;
  for (const file of ['setup.py', 'setup.cfg']) {
    const text = (await tree.read(inFolder(folder, file))) ?? '';
    for (const [word] of text.matchAll(/[A-Za-z][\w.-]*/g)) if (READERS.has(normalizeName(word))) return true;
  }
  return false;
}
