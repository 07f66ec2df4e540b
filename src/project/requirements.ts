import { Failure } from '../failure.js';
import type { Requirement } from '../python/requirement.js';
import { pythonFloor } from '../python/requires-python.js';
import { isSpecifierSet, normalizeName } from '../python/version.js';
import { lineOf, type Manifest } from './manifest.js';

/** The extras and groups that one lockfile takes in. */
export interface Selection {
  readonly extras: readonly string[];
  readonly groups: readonly string[];
}

/** A requirement with the table of the manifest that has it. */
export interface PlacedRequirement {
  readonly requirement: Requirement;
  readonly table: 'dependencies' | 'optional-dependencies' | 'dependency-groups';
  /** The normalised name of the extra or the group; `''` for the project's own. */
  readonly entry: string;
}

/**
 * The requirements of one lockfile: the project's own, those of its extras (an extra that names the project
 * itself, `all = ["p[a,b]"]`, stands for those extras) and of its groups (PEP 735 `include-group`).
 */
export function requirementsOf(manifest: Manifest, selection: Selection): readonly Requirement[] {
  return placedRequirements(manifest, selection).map(({ requirement }) => requirement);
}

/** The same, each with where it stands. */
export function placedRequirements(manifest: Manifest, selection: Selection): readonly PlacedRequirement[] {
  const own = manifest.name === undefined ? undefined : normalizeName(manifest.name);
  const found: PlacedRequirement[] = [];
  const seen = new Set<string>();
  // What is to be taken yet, the next one last: extras and groups may include each other at any depth.
  const pending: (PlacedRequirement | { readonly extra: string } | { readonly include: string })[] = [
    ...manifest.dependencies.map((requirement) => placed(requirement, 'dependencies', '')),
    ...selection.extras.map((extra) => ({ extra })),
    ...selection.groups.map((include) => ({ include })),
  ].reverse();
  const takeNext = (entries: readonly (typeof pending)[number][]): void => {
    for (const entry of entries.toReversed()) pending.push(entry);
  };
  const isNew = (kind: string, key: string): boolean => {
    const before = seen.size;
    return seen.add(`${kind} ${key}`).size > before;
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('extra' in next) {
      const key = normalizeName(next.extra);
      const entries = manifest.extras.get(key) ?? [];
      if (isNew('extra', key)) takeNext(entries.map((one) => placed(one, 'optional-dependencies', key)));
    } else if ('include' in next) {
      const key = normalizeName(next.include);
      const entries = manifest.groups.get(key) ?? [];
      if (isNew('group', key))
        takeNext(entries.map((one) => ('include' in one ? one : placed(one, 'dependency-groups', key))));
    } else if (next.requirement.key !== own) found.push(next);
    else takeNext(next.requirement.extras.map((extra) => ({ extra })));
  }
  return found;
}

function placed(
  requirement: Requirement,
  table: PlacedRequirement['table'],
  entry: string,
): PlacedRequirement {
  return { requirement, table, entry };
}

/**
 * Makes sure that the groups which targets select include only groups that exist (PEP 735), at any depth.
 *
 * @throws Failure `project`, with the line
 */
export function assertIncludes(manifest: Manifest, groups: readonly string[]): void {
  const seen = new Set<string>();
  const pending = groups.map(normalizeName);
  for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
    if (seen.has(group)) continue;
    seen.add(group);
    for (const entry of manifest.groups.get(group) ?? []) {
      if (!('include' in entry)) continue;
      if (!manifest.groups.has(normalizeName(entry.include)))
        throw missingGroup(manifest, group, entry.include);
      pending.push(normalizeName(entry.include));
    }
  }
}

function missingGroup({ path, text }: Manifest, group: string, name: string): Failure {
  const line = lineOf(text, name);
  return new Failure(
    'project',
    `${path}${line === undefined ? '' : `:${line}`}: dependency group "${group}" includes "${name}", which isn't there`,
    { next: `correct the name, or add ${name} under [dependency-groups] in ${path}` },
  );
}

/**
 * `requires-python` and its floor.
 *
 * uv never reads `requires-python` when it compiles, so lockgen has to state the floor; a project without one
 * would be locked for whatever Python happens to be on the machine.
 *
 * @throws Failure `project` where the project can't be locked: no `[project]`, no name, no usable floor.
 */
export function promisedPython(
  manifest: Manifest,
  pythonVersion: string | undefined,
): { readonly requiresPython: string; readonly floor: string } {
  const { path } = manifest;
  if (!manifest.hasProject) {
    throw new Failure('project', `${path} has no [project] table, so there is nothing to lock`, {
      next: `add [project] with name, version, requires-python and dependencies to ${path}`,
    });
  }
  if (manifest.name === undefined) {
    throw new Failure('project', `${path}: [project] has no name`, {
      next: `add name = "…" under [project] in ${path}`,
    });
  }
  const requiresPython = manifest.requiresPython ?? '';
  if (!isSpecifierSet(requiresPython)) {
    const line = lineOf(manifest.text, requiresPython);
    throw new Failure(
      'project',
      `${path}${line === undefined ? '' : `:${line}`}: requires-python = "${requiresPython}" is no version specifier`,
      { next: `write it as PEP 440 has it, such as requires-python = ">=3.10", in ${path}` },
    );
  }
  const floor = pythonVersion ?? pythonFloor(requiresPython);
  if (floor === undefined) {
    throw new Failure(
      'project',
      requiresPython === ''
        ? `${path}: [project] has no requires-python, so the lowest Python to lock for isn't known`
        : `${path}: requires-python = "${requiresPython}" has no lower bound, so the lowest Python to lock for isn't known`,
      { next: `add requires-python = ">=3.10" (your lowest Python) under [project] in ${path}` },
    );
  }
  return { requiresPython, floor };
}
