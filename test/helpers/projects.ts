/** What a sample `pyproject.toml` says; all but the name of a table can be left out. */
export interface ProjectOptions {
  /** Default `sample`. */
  readonly name?: string;
  /** Default `1.0.0`. */
  readonly version?: string;
  /** Default `>=3.10`; null for none. */
  readonly requiresPython?: string | null;
  readonly dependencies?: readonly string[];
  /** `[project.optional-dependencies]`. */
  readonly extras?: Readonly<Record<string, readonly string[]>>;
  /** `[dependency-groups]`. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** TOML text put at the end, such as a `[tool.uv]` table. */
  readonly more?: string;
}

/** Text of a `pyproject.toml`. */
export function pyproject(options: ProjectOptions = {}): string {
  const requiresPython = options.requiresPython === undefined ? '>=3.10' : options.requiresPython;
  const lines = [
    '[project]',
    `name = ${JSON.stringify(options.name ?? 'sample')}`,
    `version = ${JSON.stringify(options.version ?? '1.0.0')}`,
    ...(requiresPython === null ? [] : [`requires-python = ${JSON.stringify(requiresPython)}`]),
    `dependencies = ${list(options.dependencies ?? [])}`,
    ...table('project.optional-dependencies', options.extras),
    ...table('dependency-groups', options.groups),
    ...(options.more === undefined ? [] : ['', options.more.trim()]),
  ];
  return `${lines.join('\n')}\n`;
}

function table(name: string, values: Readonly<Record<string, readonly string[]>> | undefined): string[] {
  return values === undefined
    ? []
    : [
        '',
        `[${name}]`,
        ...Object.entries(values).map(([key, items]) => `${JSON.stringify(key)} = ${list(items)}`),
      ];
}

// JSON's strings are TOML's basic strings. One requirement a line, as people write them.
function list(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => `    ${JSON.stringify(item)},\n`).join('')}]`;
}

/** Base and full from STANDARD_PACKAGES: a fork by Python (beta), transitive requirements, an extra `full`. */
export function standardProject(options: ProjectOptions = {}): string {
  return pyproject({ dependencies: ['gamma'], extras: { full: ['theta[fast]'] }, ...options });
}

/** Base and full that disagree when they are resolved apart: `full` holds omega back, base doesn't. */
export function disagreeingProject(options: ProjectOptions = {}): string {
  return pyproject({ dependencies: ['sigma'], extras: { full: ['omega<2.3'] }, ...options });
}

/** No versions satisfy epsilon (delta<2) and zeta (delta>=2) together. */
export function unsatisfiableProject(options: ProjectOptions = {}): string {
  return pyproject({ dependencies: ['epsilon', 'zeta'], ...options });
}

/** Impossible on Python 3.13 and later only, and promised for less than that. */
export function boundedProject(options: ProjectOptions = {}): string {
  return pyproject({ requiresPython: '>=3.10,<3.13', dependencies: ['pi'], ...options });
}

/** Different packages on each platform. */
export function platformProject(options: ProjectOptions = {}): string {
  return pyproject({ dependencies: ['mu'], ...options });
}

/** A torch that is only a dependency's dependency: rho needs it. For the torch index. */
export function torchProject(options: ProjectOptions = {}): string {
  return pyproject({ dependencies: ['alpha'], extras: { full: ['rho'] }, ...options });
}

/** A `pyproject.toml` that only configures tools: nothing to lock. */
export function toolsOnly(): string {
  return '[tool.ruff]\nline-length = 110\n';
}
