import { posix } from 'node:path';
import picomatch from 'picomatch';
import { Failure } from '../failure.js';
import { compilesProject, readHeader } from '../lockfile/header.js';
import { includedFiles } from './constraints.js';
import { folderOf, isTable, lineOf, type Manifest, stringsOf, tableAt, type Value } from './manifest.js';
import { inFolder, isUnder, upward, within } from './paths.js';
import { remedyForMissing, type Tree } from './tree.js';

/** What a build may read its requirements from: those of the names on which the git hook starts that are text (`hooks/pre-commit`). */
const READ_BY_BUILDS = /\.(?:txt|in|cfg|toml|lock)$|(?:^|\/)(?:setup|hatch_build)\.py$/;

/**
 * The files below a folder that its build may read without saying so (`setup.py` can open anything): all that
 * could hold requirements. Not the lockfiles of projects there, which are made from them.
 */
export async function filesForBuild(
  folder: string,
  tree: Tree,
  outputs: ReadonlySet<string>,
): Promise<readonly string[]> {
  const own = inFolder(folder, 'pyproject.toml');
  const candidates = [...tree.paths].filter(
    (path) => isUnder(folder, path) && READ_BY_BUILDS.test(path) && path !== own && !outputs.has(path),
  );
  await tree.prefetch(candidates);
  const found: string[] = [];
  for (const path of candidates) if (!(await isLockfile(path, folder, tree))) found.push(path);
  return found;
}

/** Whether a file is a compile of the `pyproject.toml` that it belongs to, or any lockfile of a project further below. */
async function isLockfile(path: string, folder: string, tree: Tree): Promise<boolean> {
  const project = upward(folderOf(path)).find((above) => tree.paths.has(inFolder(above, 'pyproject.toml')));
  if (project === undefined || !isUnder(folder, inFolder(project, 'pyproject.toml'))) return false;
  if (path.endsWith('.lock')) return project !== folder;
  const output = project === '' ? path : path.slice(project.length + 1);
  return compilesProject(readHeader((await tree.read(path)) ?? ''), output);
}

/**
 * What the build of a package is known to read, or may read: over-inclusive, since a missed input would be a false
 * "fresh".
 *
 * @throws Failure `project` for a missing `file =` (setuptools takes it for empty), for one that is an output, and for
 *   `-r` in it.
 */
export async function buildFiles(
  manifest: Manifest,
  tree: Tree,
  outputs: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { folder, path, document, toolUv } = manifest;
  const found = new Set(await filesForBuild(folder, tree, outputs));
  const dynamic = tableAt(document, 'tool', 'setuptools', 'dynamic');
  const filesOf = (value: Value | undefined): readonly string[] => {
    const file = isTable(value) ? value.file : undefined;
    return typeof file === 'string' ? file.split(',').map((name) => name.trim()) : stringsOf(file);
  };
  const optional = Object.values(tableAt(dynamic, 'optional-dependencies'));
  const requirements = [dynamic.dependencies, ...optional].flatMap(filesOf);
  const named = [...requirements, ...filesOf(dynamic.version)];
  for (const hook of Object.values(tableAt(document, 'tool', 'hatch', 'metadata', 'hooks'))) {
    if (isTable(hook))
      named.push(...stringsOf(hook.files), ...stringsOf([hook.filename ?? '']).filter(Boolean));
  }
  for (const file of modulesOf(dynamic.version)) {
    for (const root of ['', 'src']) {
      const path = inFolder(folder, posix.join(root, file));
      if (tree.paths.has(path)) found.add(path);
    }
  }
  const system = tableAt(document, 'build-system');
  for (const place of stringsOf(system['backend-path'])) {
    const own = within(folder, place);
    if (own === undefined) continue;
    for (const file of tree.paths) if (file.endsWith('.py') && isUnder(own, file)) found.add(file);
  }
  for (const name of named) {
    const file = within(folder, name);
    if (file === undefined || !tree.paths.has(file)) {
      const line = lineOf(manifest.text, name);
      throw new Failure(
        'project',
        `${path}${line === undefined ? '' : `:${line}`}: file "${name}" isn't there, and the build would silently take it for empty`,
        {
          next:
            file === undefined
              ? `name a file inside the repository in ${path}`
              : await remedyForMissing(tree, file, `correct the name in ${path}`),
        },
      );
    }
    if (outputs.has(file)) {
      throw new Failure(
        'project',
        `${path}: the dependencies are read from ${name}, which is also a lockfile's output`,
        {
          next: `name another output under [tool.lockgen.targets], or move the requirements to requirements.in`,
        },
      );
    }
    const [included] = requirements.includes(name) ? includedFiles((await tree.read(file)) ?? '') : [];
    if (included !== undefined) {
      throw new Failure(
        'project',
        `${file} takes in ${included}, but setuptools takes requirements alone from a file`,
        { next: `name ${included} in file = […] in ${path} as well, and drop the line` },
      );
    }
    found.add(file);
  }
  const keys = toolUv['cache-keys'];
  const globs = (Array.isArray(keys) ? keys : []).flatMap((key) => {
    const file = isTable(key) ? key.file : key;
    return typeof file === 'string' ? [within(folder, file) ?? file] : [];
  });
  if (globs.length > 0) {
    const matches = picomatch(globs, { dot: true });
    for (const file of tree.paths) if (matches(file) && !outputs.has(file)) found.add(file);
  }
  return [...found];
}

/** Where setuptools looks for the version's attribute: `pkg.version.VERSION`. */
function modulesOf(version: Value | undefined): readonly string[] {
  const attribute = isTable(version) ? version.attr : undefined;
  if (typeof attribute !== 'string') return [];
  const module = attribute.split('.').slice(0, -1).join('/');
  return [`${module}.py`, `${module}/__init__.py`];
}
