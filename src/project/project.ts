import { type ConfigLayers, effectiveConfig, projectOptions } from '../config/effective.js';
import type { PartialOptions, ProjectConfig, RootConfig, TargetConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { normalizeName } from '../python/version.js';
import { shellWord } from '../shell-word.js';
import { collectInputs, type Inputs } from './inputs.js';
import type { Candidate, ManagedBy } from './managed.js';
import { type Manifest, readManifest, tableAt } from './manifest.js';
import { inFolder } from './paths.js';
import { relevantPart } from './relevance.js';
import { assertIncludes } from './requirements.js';
import type { Tree } from './tree.js';

/** A managed project with its effective options and its inputs. */
export interface Project {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly config: ProjectConfig;
  readonly managedBy: ManagedBy;
  readonly inputs: Inputs;
}

/** What tells where a project's lockfiles are. */
export interface Written {
  readonly folder: string;
  readonly config: { readonly targets: readonly Pick<TargetConfig, 'output'>[] };
}

/**
 * Reads one project: its manifest, its effective options, its inputs.
 *
 * @throws Failure `project`, `configuration`
 */
export async function loadProject(
  candidate: Pick<Candidate, 'path' | 'folder'> & { readonly managedBy: ManagedBy },
  tree: Tree,
  root: RootConfig | undefined,
  flags: PartialOptions | undefined,
): Promise<Project> {
  const text = await tree.read(candidate.path);
  if (text === undefined) {
    const what = await tree.describe(candidate.path);
    if (what === 'unmerged') {
      throw new Failure('project', `${candidate.path} is in conflict`, {
        next: `settle it, then git add ${shellWord(candidate.path)}`,
      });
    }
    throw new Failure('project', `${candidate.path} is ${what}, not a file, so there is nothing to lock`, {
      next: `make ${candidate.path} a plain file, or leave its folder out by exclude in .lockgenrc`,
    });
  }
  const manifest = readManifest(text, candidate.path);
  const layers: ConfigLayers = {
    ...(root === undefined ? {} : { root }),
    project: await projectOptions(manifest.toolLockgen, `${manifest.path}: tool.lockgen`),
    ...(flags === undefined ? {} : { flags }),
  };
  const config = effectiveConfig(layers, {
    extras: declaredExtras(manifest, [layers.flags, layers.project, layers.root?.options]),
    groups: [...manifest.groups.keys()],
    place: manifest.path,
  });
  assertIncludes(
    manifest,
    config.targets.flatMap((target) => target.groups),
  );
  return {
    folder: candidate.folder,
    manifest,
    config,
    managedBy: candidate.managedBy,
    inputs: await collectInputs(manifest, config, tree),
  };
}

/**
 * The extras that a project has, as far as can be known without a build. Dynamic ones are in setuptools' own table;
 * where another back-end makes them, those that the configuration names are believed, and uv tells if they don't exist.
 */
export function declaredExtras(
  manifest: Manifest,
  layers: readonly (PartialOptions | undefined)[],
): readonly string[] {
  const known = [...manifest.extras.keys()];
  if (!manifest.dynamic.has('optional-dependencies')) return known;
  const bySetuptools = Object.keys(
    tableAt(manifest.document, 'tool', 'setuptools', 'dynamic', 'optional-dependencies'),
  );
  if (bySetuptools.length > 0) return [...known, ...bySetuptools.map(normalizeName)];
  const named = layers.flatMap((layer) => Object.values(layer?.targets ?? {}));
  return [...known, ...named.flatMap((target) => target.extras ?? []).map(normalizeName)];
}

/** The paths of a project's lockfiles, relative to the repository's root. */
export function outputsOf({ folder, config }: Written): readonly string[] {
  return config.targets.map(({ output }) => inFolder(folder, output));
}

/**
 * Everything that decides a project's lockfiles, and these, in one text: equal texts, equal results.
 *
 * @param lockfiles - lockfiles that take the place of the snapshot's, by path
 */
export async function fingerprint(
  project: Project,
  tree: Tree,
  lockfiles?: ReadonlyMap<string, string>,
): Promise<string> {
  const { config, inputs, folder } = project;
  const outputs = outputsOf(project);
  await tree.prefetch([...inputs.files, ...outputs]);
  const parts: string[] = [
    folder,
    JSON.stringify([config.targets, config.uvVersion, config.uvHashes, config.policy]),
  ];
  for (const manifest of inputs.manifests) parts.push(manifest.path, relevantPart(manifest));
  for (const file of inputs.files) parts.push(file, (await tree.read(file)) ?? ABSENT);
  for (const path of outputs) {
    const text = lockfiles === undefined ? await tree.read(path) : lockfiles.get(path);
    parts.push(path, text?.replaceAll('\r\n', '\n') ?? ABSENT);
  }
  return JSON.stringify(parts);
}

const ABSENT = '\u0000';
