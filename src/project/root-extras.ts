import { failWith } from '../config/layer.js';
import { Layers } from '../config/layers.js';
import { nearest } from '../config/nearest.js';
import type { RootConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { normalizeName } from '../python/version.js';
import type { Candidate } from './managed.js';
import { type Manifest, readManifest } from './manifest.js';
import { declaredExtras } from './project.js';
import type { Tree } from './tree.js';

/**
 * Makes sure that each extra of the root file's targets is one of some project's: a target is left out of a project that
 * lacks it, so that a mistyped one would be missed by nobody. The target `full` as it is by default is none.
 *
 * @throws Failure `configuration` with all of them at once
 */
export async function assertRootExtras(
  root: RootConfig | undefined,
  candidates: readonly Candidate[],
  tree: Tree,
): Promise<void> {
  const targets = Object.entries(root?.options.targets ?? {});
  const asked = targets.flatMap(([target, { extras = [] }]) =>
    target === 'full' && extras.length === 1 && normalizeName(extras[0] ?? '') === 'full'
      ? []
      : extras.map((extra, index) => ({ extra, path: ['targets', target, 'extras', index] })),
  );
  const paths = candidates.flatMap(({ leftAlone, path }) => (leftAlone === 'no-project-table' ? [] : [path]));
  if (root === undefined || asked.length === 0 || paths.length === 0) return;
  const read = new Map<string, readonly string[] | undefined>();
  const extrasOf = (path: string, text: string): readonly string[] | undefined => {
    if (!read.has(path)) read.set(path, extrasIn(path, text, root));
    return read.get(path);
  };
  const texts = await Promise.all(paths.map(async (path) => ({ path, text: (await tree.read(path)) ?? '' })));
  const lacking = asked.filter(({ extra }) => {
    const key = normalizeName(extra);
    // Reading each would take its time: most can't have it.
    const mentioned = new RegExp(key.split('-').join('[-_.]+'), 'i');
    return !texts.some(({ path, text }) => {
      if (!mentioned.test(text) && !text.includes('dynamic')) return false;
      return extrasOf(path, text)?.includes(key) ?? true;
    });
  });
  if (lacking.length === 0) return;
  const { level } = new Layers({ root }, 'pyproject.toml').targets();
  const known = [...new Set(texts.flatMap(({ path, text }) => extrasOf(path, text) ?? []))].sort();
  failWith(
    lacking.map(({ extra, path }) => {
      const meant = nearest(extra, known);
      const hint = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
      const message = `${JSON.stringify(extra)} is an extra of no project here${hint}`;
      return { place: level?.place(path) ?? root.file, message };
    }),
  );
}

/** Normalised; undefined for a manifest that can't be read, which whoever loads it is told. */
function extrasIn(path: string, text: string, root: RootConfig): readonly string[] | undefined {
  let manifest: Manifest;
  try {
    manifest = readManifest(text, path);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
  return declaredExtras(manifest, [root.options]);
}
