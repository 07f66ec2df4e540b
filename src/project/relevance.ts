import { isDynamic } from './inputs.js';
import type { Manifest, Table, Value } from './manifest.js';
import { isTable } from './manifest.js';

/** Keys of `[project]` that describe a package and change no resolution (PEP 621). */
const PROSE = new Set([
  'description',
  'readme',
  'license',
  'license-files',
  'authors',
  'maintainers',
  'keywords',
  'classifiers',
  'urls',
  'scripts',
  'gui-scripts',
  'entry-points',
]);

/** Tables of `[tool]` that no build back-end reads. All others count where a build is needed. */
const FOREIGN = new Set([
  'ruff',
  'black',
  'isort',
  'mypy',
  'pyright',
  'basedpyright',
  'ty',
  'pytest',
  'coverage',
  'pylint',
  'flake8',
  'bandit',
  'tox',
  'nox',
  'commitizen',
  'towncrier',
  'bumpversion',
  'codespell',
  'pydocstyle',
  'interrogate',
  'vulture',
  'deptry',
  'djlint',
  'semantic_release',
  'cibuildwheel',
  'check-wheel-contents',
  'docformatter',
  'autoflake',
  'typos',
  'taplo',
  'pyrefly',
  'poe',
  'taskipy',
  'tomlsort',
  'lockgen',
]);

/**
 * The part of a manifest that can change a lockfile, in a form that doesn't depend on layout, comments or the
 * order of keys. Over-inclusive by intent: what isn't known to be harmless counts.
 */
export function relevantPart(manifest: Manifest): string {
  const { project, tool, ...rest } = manifest.document;
  const built = isDynamic(manifest) || !manifest.hasProject;
  const keptTools = isTable(tool)
    ? Object.fromEntries(
        Object.entries(tool).filter(([name]) => (built ? !FOREIGN.has(name) : name === 'uv')),
      )
    : {};
  const keptProject = isTable(project)
    ? Object.fromEntries(Object.entries(project).filter(([key]) => built || !PROSE.has(key)))
    : undefined;
  return canonical({ ...rest, project: keptProject, tool: keptTools });
}

/** JSON with sorted keys, so that two tables that mean the same give the same text. */
export function canonical(value: Value | Table | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(',')}]`;
  if (isTable(value)) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
  }
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null');
}
