import { relative } from 'node:path/posix';
import type { ProjectConfig, TargetConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { inOrder } from '../in-order.js';
import { folderOf, type Manifest } from './manifest.js';
import { inFolder, within } from './paths.js';
import type { Tree } from './tree.js';

/** A constraints file that isn't there, or not yet: another project of the same run may make it. */
export interface MissingFile {
  /** Relative to the repository's root. */
  readonly path: string;
  /** The file that names it, and how. */
  readonly from: string;
  readonly name: string;
  /** The name of a file that is there, where `name` was written as seen from the root. */
  readonly meant?: string;
}

/** The files that a project's targets name as constraints, and what these include. */
export interface Constraints {
  /** Relative to the repository's root, the project's own lockfiles left out. */
  readonly files: readonly string[];
  readonly missing: readonly MissingFile[];
  /** Targets, by name, whose lockfiles constrain another target of the same project. */
  readonly layers: ReadonlyMap<string, readonly string[]>;
}

/**
 * Follows the constraints of a project's targets. A lockfile of the project itself is there by the time it is needed;
 * what a URL gives is no file of the repository.
 *
 * @throws Failure `project` for a file outside the repository; `configuration` for targets that constrain each other
 */
export async function collectConstraints(
  manifest: Manifest,
  config: ProjectConfig,
  tree: Tree,
): Promise<Constraints> {
  const outputs = new Map(
    config.targets.map((target) => [inFolder(manifest.folder, target.output), target.name]),
  );
  const files = new Set<string>();
  const missing = new Map<string, MissingFile>();
  const layers = new Map<string, readonly string[]>();
  for (const target of config.targets) {
    const seen = new Set<string>();
    const pending = namedFiles(target).map(({ option, name }) => ({
      from: statedIn(option, target, config, manifest),
      folder: manifest.folder,
      name,
    }));
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { from, folder, name } = next;
      if (/^https?:\/\//i.test(name)) continue;
      const path = /^file:/i.test(name) ? undefined : within(folder, name);
      if (path === undefined) {
        throw new Failure('project', `${from} names ${name}, which isn't in the repository`, {
          next: `name a file inside the repository in ${from}`,
        });
      }
      if (seen.has(path)) continue;
      seen.add(path);
      if (outputs.has(path)) continue;
      files.add(path);
      const text = await tree.read(path);
      if (text === undefined) {
        const meant = asSeenFrom(folder, name, tree);
        missing.set(path, { path, from, name, ...(meant === undefined ? {} : { meant }) });
      } else {
        const names = includedFiles(text);
        for (const one of names) pending.push({ from: path, folder: folderOf(path), name: one });
      }
    }
    layers.set(
      target.name,
      [...outputs].flatMap(([path, name]) => (seen.has(path) ? [name] : [])),
    );
  }
  denyCycles(manifest, config, layers);
  return { files: [...files], missing: [...missing.values()], layers };
}

/**
 * Makes sure that all constraints of a project are there.
 *
 * @throws Failure `project`
 */
export function assertConstraints({ missing }: Pick<Constraints, 'missing'>): void {
  const [first] = missing;
  if (first === undefined) return;
  throw new Failure('project', `${first.from} names ${first.name}, which isn't there`, {
    next:
      first.meant === undefined
        ? `write or restore ${first.path} and git add it, or drop the line`
        : `name ${first.meant} in ${first.from}: paths are as seen from the folder of the project`,
  });
}

/** Files that `-r` and `-c` lines of a requirements or constraints file name, as written. */
export function includedFiles(text: string): readonly string[] {
  return [...text.matchAll(/^[ \t]*(?:-r|-c|--requirements?|--constraints?)(?:[ \t]+|=)(\S+)/gm)].map(
    (match) => match[1] ?? '',
  );
}

/** Files that a target's options name, as written. */
function namedFiles({ constraints, uvArgs }: TargetConfig): readonly {
  readonly option: 'constraints' | 'uvArgs';
  readonly name: string;
}[] {
  const further = uvArgs.flatMap(
    (arg) => arg.match(/^--(?:constraints?|overrides?|excludes?|build-constraints?)=(.+)$/)?.[1] ?? [],
  );
  return [
    ...constraints.map((name) => ({ option: 'constraints' as const, name })),
    ...further.map((name) => ({ option: 'uvArgs' as const, name })),
  ];
}

/** The file that states a target's option: the root's, or the project's own. */
function statedIn(
  option: 'constraints' | 'uvArgs',
  { name }: TargetConfig,
  { origins }: ProjectConfig,
  { path }: Manifest,
): string {
  const origin = origins.get(`targets.${name}.${option}`) ?? origins.get(option) ?? 'default';
  return origin === 'flag' || origin === 'default' || origin.startsWith(`${path} `) ? path : origin;
}

/** What leads from a folder to the file that a name leads to from the root; undefined where there is none. */
function asSeenFrom(folder: string, name: string, { paths }: Tree): string | undefined {
  const path = within('', name);
  return path === undefined || folder === '' || !paths.has(path) ? undefined : relative(folder, path);
}

function denyCycles(
  { path }: Manifest,
  { targets }: ProjectConfig,
  layers: ReadonlyMap<string, readonly string[]>,
): void {
  inOrder(
    targets.map((target) => target.name),
    (name) => layers.get(name) ?? [],
    (cycle) => {
      const [only, ...others] = cycle;
      const what =
        others.length === 0
          ? `the constraints of target ${only} include its own lockfile`
          : `the targets ${cycle.join(', ')} constrain each other, so none can be resolved first`;
      throw new Failure('configuration', `${path}: ${what}`, {
        next: `drop a file from constraints of one of them, under [tool.lockgen.targets] in ${path}`,
      });
    },
  );
}
