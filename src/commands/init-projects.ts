import { basename } from 'node:path';
import { TORCH_PACKAGES } from '../lockfile/torch.js';
import { inFolder, upward } from '../project/paths.js';
import { loadProject, outputsOf, type Project } from '../project/project.js';
import { pythonFloor } from '../python/requires-python.js';
import type { ProjectFacts } from '../setup/facts.js';
import { pinnedPythonOf } from '../setup/migrations/facts.js';
import { type Migration, mattersToMigrations, migrationsOf } from '../setup/migrations/migrations.js';
import { PACKAGING_FILES, type PackagedPython, packagedPython } from '../setup/migrations/packaged-python.js';
import { findPython } from '../uv/python.js';
import type { Context } from './context.js';
import type { Workspace } from './workspace.js';

/** The projects of a snapshot, and what the plan depends on of them. */
export async function projectsIn(
  workspace: Workspace,
): Promise<{ readonly projects: readonly Project[]; readonly facts: readonly ProjectFacts[] }> {
  const projects = await managedProjects(workspace);
  return { projects, facts: await projectFacts(workspace, projects) };
}

/** How projects come to lockgen from what makes their lockfiles now. */
export async function migrationsIn({ tree }: Workspace, root: string): Promise<readonly Migration[]> {
  const paths = [...tree.paths].filter(mattersToMigrations);
  await tree.prefetch(paths);
  const files = new Map<string, string>();
  for (const path of paths) {
    const text = await tree.read(path);
    if (text !== undefined) files.set(path, text);
  }
  return migrationsOf(files, { name: basename(root) });
}

/** Those that lockgen manages. */
export async function managedProjects({ candidates, tree, root }: Workspace): Promise<readonly Project[]> {
  const projects: Project[] = [];
  for (const { managedBy, ...candidate } of candidates)
    if (managedBy !== undefined)
      projects.push(await loadProject({ ...candidate, managedBy }, tree, root, undefined));
  return projects;
}

async function projectFacts(
  { candidates, tree }: Workspace,
  projects: readonly Project[],
): Promise<readonly ProjectFacts[]> {
  const found: ProjectFacts[] = [];
  for (const { folder, path, leftAlone } of candidates) {
    if (leftAlone === 'no-project-table' || leftAlone === 'excluded') continue;
    const project = projects.find((one) => one.folder === folder);
    const outputs = project === undefined ? [] : outputsOf(project);
    const isFloorless = project !== undefined && lacksFloor(project);
    found.push({
      folder,
      manifest: path,
      managed: project !== undefined,
      outputs,
      requiresPython: project?.manifest.requiresPython,
      lacksFloor: isFloorless,
      pinnedPython: isFloorless ? await pinnedPython(folder, tree) : undefined,
      packagedPython: isFloorless ? await packagedIn(folder, tree) : undefined,
      hasEnvironments: project?.manifest.toolUv.environments !== undefined,
      torch: project === undefined ? [] : await torchOf(project, outputs, tree),
      torchBackends: [...new Set(project?.config.targets.map(({ torchBackend }) => torchBackend))],
    });
  }
  return found;
}

/** `X.Y` of the Python that uv would take, where a project says none. */
export async function pythonFor(
  context: Context,
  projects: readonly ProjectFacts[],
): Promise<string | undefined> {
  if (!projects.some(({ lacksFloor }) => lacksFloor)) return undefined;
  return /^\d+\.\d+/.exec((await findPython(context))?.version ?? '')?.[0];
}

/** Whether nothing says which is the lowest Python to lock for, without which no lockfile can be made. */
export function lacksFloor({ manifest, config }: Project): boolean {
  // What a build tells is told to whoever makes the lockfiles.
  if (config.targets[0]?.pythonVersion !== undefined || manifest.dynamic.has('requires-python')) return false;
  try {
    return pythonFloor(manifest.requiresPython ?? '') === undefined;
  } catch (error) {
    // What is no set of specifiers is told by whoever makes the lockfiles.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

async function packagedIn(folder: string, tree: Workspace['tree']): Promise<PackagedPython | undefined> {
  const texts = new Map<string, string | undefined>();
  for (const name of PACKAGING_FILES) {
    const path = inFolder(folder, name);
    texts.set(path, await tree.read(path));
  }
  return packagedPython(folder, (path) => texts.get(path));
}

async function pinnedPython(folder: string, tree: Workspace['tree']): Promise<string | undefined> {
  for (const above of upward(folder)) {
    const version = pinnedPythonOf(await tree.read(inFolder(above, '.python-version')));
    if (version !== undefined) return version;
  }
  return undefined;
}

/** The packages of PyTorch's index that a project asks for, or has in a lockfile. */
async function torchOf(
  { manifest }: Project,
  outputs: readonly string[],
  tree: Workspace['tree'],
): Promise<readonly string[]> {
  const asked = [manifest.dependencies, ...manifest.extras.values(), ...manifest.groups.values()]
    .flat()
    .flatMap((entry) => ('name' in entry ? [entry.key] : []));
  const pinned = await Promise.all(
    outputs.map(async (path) =>
      [...((await tree.read(path)) ?? '').matchAll(/^([\w.-]+)==/gm)].map(([, name]) => name ?? ''),
    ),
  );
  return [...new Set([...asked, ...pinned.flat()])].filter((name) => TORCH_PACKAGES.has(name)).sort();
}
