import picomatch from 'picomatch';
import type { ProjectConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { buildFiles, filesForBuild } from './build-files.js';
import { asksForHistory } from './build-history.js';
import { type Constraints, collectConstraints } from './constraints.js';
import { type LocalSource, localSources } from './local-sources.js';
import {
  isTable,
  lineOf,
  type Manifest,
  parseToml,
  readManifest,
  stringsOf,
  type Table,
  tableAt,
} from './manifest.js';
import { inFolder, isUnder, upward, within } from './paths.js';
import { remedyForMissing, type Tree } from './tree.js';

/** All that can change a project's lockfiles, as far as files go. */
export interface Inputs {
  /** Files whose bytes count as they are. */
  readonly files: readonly string[];
  /** Manifests of which only some tables count: the project's own first. */
  readonly manifests: readonly Manifest[];
  /** What the sandbox needs: `files`, manifests, and whole folders of what has to be built. */
  readonly sandbox: readonly string[];
  /** Folders whose metadata only their build back-end knows. */
  readonly built: readonly string[];
  /** Where local packages are, or should be. */
  readonly localPaths: readonly string[];
  /** All that tells uv how to resolve: `[tool.uv]` of the manifests, a workspace root's among them, and `uv.toml`. */
  readonly settings: readonly Table[];
  /** A build asks git for the history, as its version comes from there. */
  readonly needsHistory: boolean;
  readonly constraints: Constraints;
}

/**
 * Collects the inputs of a project from a snapshot.
 *
 * uv reads settings from the current folder upward (nearest `uv.toml`, or `pyproject.toml` with `[tool.uv]`; the
 * workspace root's, in a workspace), and metadata of local packages from their own `pyproject.toml`, or, where
 * dependencies are dynamic, from a build (uv documentation, "Configuration files", "Static metadata").
 *
 * A constraints file that isn't there is told, since a lockfile of another project may come into being.
 *
 * @throws Failure `project` for a path outside the repository, a missing `file =`; `configuration` for targets that
 *   constrain each other.
 */
export async function collectInputs(manifest: Manifest, config: ProjectConfig, tree: Tree): Promise<Inputs> {
  const files = new Set<string>();
  const manifests = new Map<string, Manifest>([[manifest.path, manifest]]);
  const whole = new Set<string>();
  const settings: Table[] = [];
  let needsHistory = false;
  const localPaths = new Set<string>();
  const outputs = new Set(config.targets.map((target) => inFolder(manifest.folder, target.output)));

  const readAt = async (path: string): Promise<Manifest | undefined> => {
    const known = manifests.get(path);
    if (known !== undefined) return known;
    const text = await tree.read(path);
    return text === undefined ? undefined : readManifest(text, path);
  };

  const takePackage = async (current: Manifest): Promise<void> => {
    // Without [project], all is the build's to tell: a `setup.py` beside [build-system] alone.
    // Of a dependency, uv wants the version as well, as it may be asked for by another requirement.
    const asked = current !== manifest && current.dynamic.has('version');
    if (isDynamic(current) || asked || !current.hasProject) {
      whole.add(current.folder);
      for (const file of await buildFiles(current, tree, outputs)) files.add(file);
      needsHistory ||= await asksForHistory(current, tree);
    }
    for (const source of localSources(current)) await takeLocal(current, source);
  };

  const takeLocal = async (from: Manifest, { written, path, quoted }: LocalSource): Promise<void> => {
    const place = within(from.folder, path);
    const line = lineOf(from.text, quoted);
    if (place === undefined) {
      throw new Failure(
        'outside-repository',
        `${from.path}${line === undefined ? '' : `:${line}`}: the path dependency "${written}" lies outside the repository, so a commit can't carry it`,
        { next: `move it into the repository, or publish it and require it by name in ${from.path}` },
      );
    }
    localPaths.add(place);
    if (tree.paths.has(place)) {
      await assertFile(
        tree,
        place,
        from.path,
        'put a plain folder or a wheel there, or publish it and require it by name',
      );
      files.add(place);
      return;
    }
    const own = inFolder(place, 'pyproject.toml');
    if (manifests.has(own)) return;
    const found = await readAt(own);
    if (found === undefined) {
      if (![...tree.paths].some((one) => isUnder(place, one))) {
        throw new Failure(
          'project',
          `${from.path}${line === undefined ? '' : `:${line}`}: the path dependency "${written}" isn't there`,
          { next: await remedyForMissing(tree, place, `correct the path in ${from.path}`) },
        );
      }
      await assertFile(tree, own, from.path);
      whole.add(place);
      for (const file of await filesForBuild(place, tree, outputs)) files.add(file);
      needsHistory ||= await asksForHistory({ document: {}, folder: place }, tree);
      return;
    }
    manifests.set(own, found);
    await takePackage(found);
  };

  await takePackage(manifest);
  for (const folder of upward(manifest.folder)) {
    const path = inFolder(folder, 'uv.toml');
    await assertFile(tree, path, 'uv');
    if (tree.paths.has(path)) {
      files.add(path);
      settings.push(settingsOf((await tree.read(path)) ?? '', path));
    }
    if (folder === manifest.folder && !isTable(manifest.toolUv.workspace)) continue;
    const above = await readAt(inFolder(folder, 'pyproject.toml'));
    if (above === undefined || Object.keys(above.toolUv).length === 0) continue;
    manifests.set(above.path, above);
    for (const member of workspaceMembers(above, tree)) {
      await assertFile(tree, member, above.path);
      const found = await readAt(member);
      if (found === undefined || manifests.has(member)) continue;
      manifests.set(member, found);
      await takePackage(found);
    }
  }
  for (const one of manifests.values()) {
    for (const folder of packageFolders(one).flatMap((path) => within(one.folder, path) ?? [])) {
      for (const path of tree.paths) if (isUnder(folder, path)) files.add(path);
    }
  }
  const constraints = await collectConstraints(manifest, config, tree);
  for (const file of constraints.files) files.add(file);
  for (const output of outputs) files.delete(output);
  const sandbox = new Set([...files, ...manifests.keys()]);
  for (const folder of whole) {
    for (const path of tree.paths) if (isUnder(folder, path) && !outputs.has(path)) sandbox.add(path);
  }
  return {
    constraints,
    files: [...files].sort(),
    manifests: [...manifests.values()],
    sandbox: [...sandbox].sort(),
    built: [...whole],
    localPaths: [...localPaths],
    settings: [...[...manifests.values()].map(({ toolUv }) => toolUv), ...settings],
    needsHistory,
  };
}

/**
 * Makes sure that what stands at a path, if anything does, is a file: nothing else reaches the sandbox, and without
 * it the lockfile would be made from less than is there.
 *
 * @param reader what reads it, for the message
 * @throws Failure `project`
 */
async function assertFile(
  tree: Tree,
  path: string,
  reader: string,
  next = `make ${path} a plain file`,
): Promise<void> {
  if (!tree.paths.has(path) || (await tree.read(path)) !== undefined) return;
  const what = await tree.describe(path);
  throw new Failure('project', `${path}, which ${reader} reads, is ${what}, not a file`, { next });
}

/** What a `uv.toml` says. One that is no TOML says nothing: uv tells. */
function settingsOf(text: string, path: string): Table {
  try {
    return parseToml(text, path);
  } catch (error) {
    if (error instanceof Failure) return {};
    throw error;
  }
}

/** Whether a package's requirements are only known to its build back-end. */
export function isDynamic(manifest: Manifest): boolean {
  return manifest.dynamic.has('dependencies') || manifest.dynamic.has('optional-dependencies');
}

/** Folders of the repository that `[tool.uv]` names as places where packages are: `find-links`, and flat indexes. */
function packageFolders(manifest: Manifest): readonly string[] {
  const { toolUv } = manifest;
  const indexes = Array.isArray(toolUv.index) ? toolUv.index : [];
  const places = [
    ...stringsOf(toolUv['find-links']),
    ...stringsOf(tableAt(toolUv, 'pip')['find-links']),
    ...indexes.flatMap((index) => (isTable(index) && typeof index.url === 'string' ? [index.url] : [])),
  ];
  return places.filter((place) => !/^[a-z][a-z0-9+.-]*:/i.test(place));
}

/** The manifests of a workspace's members, by uv's `members` and `exclude` globs. */
function workspaceMembers(root: Manifest, tree: Tree): readonly string[] {
  const workspace: Table = tableAt(root.toolUv, 'workspace');
  const members = stringsOf(workspace.members).map((glob) => within(root.folder, glob) ?? glob);
  if (members.length === 0) return [];
  const ignore = stringsOf(workspace.exclude).map((glob) => within(root.folder, glob) ?? glob);
  const matches = picomatch(members, { dot: true, ignore });
  return [...tree.paths].filter(
    (path) => path.endsWith('/pyproject.toml') && matches(path.slice(0, -'/pyproject.toml'.length)),
  );
}
