import { Failure } from '../failure.js';
import { inOrder } from '../in-order.js';
import { assertConstraints } from './constraints.js';
import { inFolder } from './paths.js';
import type { Project } from './project.js';

/** The lockfiles of a project, relative to the repository's root. */
function outputsOf({ folder, config }: Project): readonly string[] {
  return config.targets.map(({ output }) => inFolder(folder, output));
}

/**
 * Makes sure that projects can be resolved together: no two of them write one lockfile, and what one of them reads is
 * there, or is another's lockfile.
 *
 * @param projects - those that are to be resolved
 * @param others - further ones, whose lockfiles none of these may overwrite
 * @throws Failure `configuration`, `project`
 */
export function assertTogether(projects: readonly Project[], others: readonly Project[] = []): void {
  const owners = new Map<string, Project>();
  for (const project of [...projects, ...others]) {
    const certain = projects.includes(project);
    for (const path of outputsOf(project)) {
      // Two names that differ in case only are one file on macOS and Windows.
      const owner = owners.get(path.toLowerCase());
      if (owner === undefined) owners.set(path.toLowerCase(), project);
      else if (owner !== project && (certain || projects.includes(owner))) {
        throw new Failure(
          'configuration',
          `${owner.manifest.path} and ${project.manifest.path} have the same output ${path}`,
          { next: `name another output under [tool.lockgen.targets] in ${project.manifest.path}` },
        );
      }
    }
  }
  const outputs = new Set([...projects, ...others].flatMap(outputsOf));
  for (const { inputs } of projects) {
    assertConstraints({ missing: inputs.constraints.missing.filter(({ path }) => !outputs.has(path)) });
  }
}

/** A project in its place, with those before it whose lockfiles it reads. */
export interface Placed {
  readonly project: Project;
  readonly needs: readonly Project[];
}

/**
 * Sorts projects so that each comes after those whose lockfiles it reads.
 *
 * @param projects - those that are to be resolved
 * @param others - further ones, which may have to be resolved because of these
 * @throws Failure `configuration` where lockfiles constrain one another; other inputs are over-inclusive, and no reason
 */
export function inOrderOfNeed(
  projects: readonly Project[],
  others: readonly Project[] = [],
): readonly Placed[] {
  const all = [...projects, ...others];
  const makers = new Map(all.flatMap((project) => outputsOf(project).map((path) => [path, project])));
  const makersOf = (project: Project, files: readonly string[]): readonly Project[] => {
    const found = files.flatMap((path) => makers.get(path) ?? []);
    return [...new Set(found)].filter((maker) => maker !== project);
  };
  const order = inOrder(
    all,
    (project) => makersOf(project, project.inputs.files),
    (cycle) => {
      const byConstraints = cycle.every((project, index) => {
        const needed = cycle[(index + 1) % cycle.length];
        return needed !== undefined && makersOf(project, project.inputs.constraints.files).includes(needed);
      });
      if (!byConstraints || !cycle.some((project) => projects.includes(project))) return;
      const paths = cycle.map(({ manifest }) => manifest.path);
      throw new Failure(
        'configuration',
        `${paths.join(', ')}: their lockfiles constrain each other, so none can be made first`,
        { next: `drop a file from constraints of one of them, under [tool.lockgen.targets]` },
      );
    },
  );
  const places = new Map(order.map((project, at) => [project, at]));
  return order.map((project, at) => ({
    project,
    needs: makersOf(project, project.inputs.files).filter((maker) => (places.get(maker) ?? at) < at),
  }));
}
