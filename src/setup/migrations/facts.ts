import { ROOT_CONFIG_FILES } from '../../config/root.js';
import { parseRootFile } from '../../config/root-file.js';
import { Failure } from '../../failure.js';
import { isTable, stringsOf, type Table, tableAt, type Value } from '../../project/manifest.js';
import { inFolder } from '../../project/paths.js';
import { parseRequirement, RequirementError } from '../../python/requirement.js';
import { normalizeName } from '../../python/version.js';
import { tomlOf } from './header-compiles.js';
import type { Files } from './migration.js';
import { ofPoetry } from './no-project.js';
import { type PackagedPython, packagedPython } from './packaged-python.js';

/** What a project's folder says of itself, before anything is changed. */
export interface Facts {
  readonly folder: string;
  /** Of `pyproject.toml`; undefined where there is none. */
  readonly text: string | undefined;
  readonly path: string;
  readonly document: Table;
  readonly hasProject: boolean;
  readonly requiresPython: string | undefined;
  /** Of `setup.cfg`, `setup.py`, `tox.ini`. */
  readonly packagedPython: PackagedPython | undefined;
  /** Of `.python-version`: `X.Y`. */
  readonly pinnedPython: string | undefined;
  readonly extras: readonly string[];
  /** Whether `dependencies` stand there, be it none. */
  readonly hasDependencies: boolean;
  /** Files that the build reads requirements from: `''` for the project's own, else the extra. */
  readonly readByBuild: ReadonlyMap<string, string>;
  /** What lockgen's configuration says already, as in `.lockgenrc`. */
  readonly configured: Readonly<Record<string, unknown>>;
  /** Why its requirements can't be lockgen's, and what to do instead. */
  readonly refused: string | undefined;
}

/** Reads what a project's folder says of itself. */
export function factsOf(files: Files, folder: string): Facts {
  const path = inFolder(folder, 'pyproject.toml');
  const text = files.get(path);
  const document = tomlOf(text);
  const project = tableAt(document, 'project');
  const hasProject = isTable(document.project);
  const dynamic = stringsOf(project.dynamic);
  const readByBuild = filesOfBuild(document, folder);
  return {
    folder,
    text,
    path,
    document,
    hasProject,
    requiresPython: typeof project['requires-python'] === 'string' ? project['requires-python'] : undefined,
    packagedPython: packagedPython(folder, (one) => files.get(one)),
    pinnedPython: pinnedPythonOf(files.get(inFolder(folder, '.python-version'))),
    extras: [
      ...Object.keys(tableAt(project, 'optional-dependencies')),
      ...[...readByBuild.values()].filter((extra) => extra !== ''),
    ],
    hasDependencies: stringsOf(project.dependencies).length > 0 || dynamic.includes('dependencies'),
    readByBuild,
    configured: configuredFor(files, document),
    refused: refusal(files, folder, text, document, hasProject),
  };
}

/** The first Python of a `.python-version`: `X.Y`. */
export function pinnedPythonOf(text: string | undefined): string | undefined {
  return /^\s*(?:cpython-?)?(\d+\.\d+)/m.exec(text ?? '')?.[1];
}

function refusal(
  files: Files,
  folder: string,
  text: string | undefined,
  document: Table,
  hasProject: boolean,
): string | undefined {
  const path = inFolder(folder, 'pyproject.toml');
  if (text !== undefined && text.trim() !== '' && Object.keys(document).length === 0 && /^[^#\s]/m.test(text))
    return `${path} is no TOML: mend it, then run lockgen init again`;
  if (hasProject) return undefined;
  const poetry = ofPoetry(path, document);
  if (poetry !== undefined) return poetry;
  const [setup] = ['setup.py', 'setup.cfg']
    .map((name) => inFolder(folder, name))
    .filter((name) => isPackage(name, files.get(name)));
  if (setup === undefined) return undefined;
  const texts = ['setup.py', 'setup.cfg'].map((name) => files.get(inFolder(folder, name)) ?? '');
  // Where the build states none, dynamic ones would be none.
  const dynamic = texts.some((one) => STATES_DEPENDENCIES.test(one))
    ? '"version", "dependencies"'
    : '"version"';
  const python = packagedPython(folder, (one) => files.get(one));
  const floor = python === undefined ? '' : `, with requires-python = "${python.requires}"`;
  return `the project is described in ${setup}, and lockgen locks what [project] of a pyproject.toml says: move name, version and dependencies there${floor} (what the build tells may stay dynamic: dynamic = [${dynamic}]), then run lockgen init again`;
}

const STATES_DEPENDENCIES = /^[^#\n]*\binstall_requires\s*=/m;

/** Many a `setup.cfg` only configures tools. */
function isPackage(name: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  return name.endsWith('.py') || /^\[(?:metadata|options)\]/m.test(text);
}

function filesOfBuild(document: Table, folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const take = (value: Value | undefined, extra: string): void => {
    const names = typeof value === 'string' ? [value] : stringsOf(value);
    for (const name of names) found.set(inFolder(folder, name), extra);
  };
  const setuptools = tableAt(document, 'tool', 'setuptools', 'dynamic');
  take(tableAt(setuptools, 'dependencies').file, '');
  for (const extra of Object.keys(tableAt(setuptools, 'optional-dependencies')))
    take(tableAt(setuptools, 'optional-dependencies', extra).file, extra);
  const hatch = tableAt(document, 'tool', 'hatch', 'metadata', 'hooks', 'requirements_txt');
  take(hatch.files ?? hatch.filename, '');
  for (const [extra, value] of Object.entries(tableAt(hatch, 'optional-dependencies'))) take(value, extra);
  return found;
}

function configuredFor(files: Files, document: Table): Readonly<Record<string, unknown>> {
  const own = tableAt(document, 'tool', 'lockgen');
  const camel = Object.entries(own).map(([key, value]) => [
    key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return { ...rootConfiguration(files), ...Object.fromEntries(camel) };
}

function rootConfiguration(files: Files): Record<string, unknown> {
  for (const file of ROOT_CONFIG_FILES) {
    const text = files.get(file);
    if (text === undefined) continue;
    try {
      const value = parseRootFile(file, text);
      if (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
        return Object.fromEntries(Object.entries(value));
    } catch (error) {
      // Whoever loads it is told.
      if (!(error instanceof Failure)) throw error;
    }
  }
  return {};
}

/** What two requirements that mean the same have in common. */
export function meaningOf(text: string): string {
  try {
    const { key, extras, specifiers, url, text: whole } = parseRequirement(text);
    const marker = whole.includes(';') ? whole.slice(whole.indexOf(';')).replace(/[\s"'()]+/g, '') : '';
    return `${key}[${extras.join()}]${url ?? specifiers.split(',').sort().join()}${marker}`;
  } catch (error) {
    if (!(error instanceof RequirementError)) throw error;
    return text.trim();
  }
}

/** The name of a requirement, to compare by. */
export function keyOf(text: string): string {
  try {
    return parseRequirement(text).key;
  } catch (error) {
    if (!(error instanceof RequirementError)) throw error;
    return normalizeName(text);
  }
}
