import { parse, TomlError } from 'smol-toml';
import { Failure } from '../failure.js';
import { parseRequirement, type Requirement, RequirementError } from '../python/requirement.js';
import { normalizeName } from '../python/version.js';
import { unclosedString } from './unclosed-string.js';

/** A TOML value as plain data. */
export type Value = string | number | bigint | boolean | Date | readonly Value[] | Table;
/** A TOML table as plain data. */
export interface Table {
  readonly [key: string]: Value | undefined;
}

/** One entry of `[dependency-groups]` (PEP 735). */
export type GroupEntry = Requirement | { /** As written. */ readonly include: string };

/** A `pyproject.toml`, read as far as lockfiles depend on it. */
export interface Manifest {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  /** The project's folder, relative to the repository's root; `''` is the root. */
  readonly folder: string;
  readonly text: string;
  readonly document: Table;
  /** Whether there is a `[project]` table (PEP 621). */
  readonly hasProject: boolean;
  readonly name: string | undefined;
  readonly requiresPython: string | undefined;
  /** `project.dynamic`. */
  readonly dynamic: ReadonlySet<string>;
  readonly dependencies: readonly Requirement[];
  /** By normalised name (PEP 685). */
  readonly extras: ReadonlyMap<string, readonly Requirement[]>;
  /** By normalised name (PEP 735). */
  readonly groups: ReadonlyMap<string, readonly GroupEntry[]>;
  readonly toolUv: Table;
  /** `undefined` where there is no `[tool.lockgen]`. */
  readonly toolLockgen: Value | undefined;
}

/** The folder of a repository-relative path; `''` is the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** Whether a TOML value is a table. */
export function isTable(value: Value | undefined): value is Table {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

/** The table at `keys`, or an empty one where any step is missing or no table. */
export function tableAt(table: Table, ...keys: readonly string[]): Table {
  let current: Table = table;
  for (const key of keys) {
    const next = current[key];
    if (!isTable(next)) return {};
    current = next;
  }
  return current;
}

/** The strings of an array value; other values are left out. */
export function stringsOf(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Without the byte order mark that editors on Windows write; uv reads such a file as well. */
export const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

/** Whether a text has what git writes around the two sides of a conflict. */
const isUnmerged = (text: string): boolean => /^<{7} /m.test(text) && /^>{7} /m.test(text);

/**
 * Parses TOML text.
 *
 * @throws Failure `project`, with path, line and column.
 */
export function parseToml(text: string, path: string): Table {
  try {
    return parse(withoutMark(text), { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? 'not TOML';
    const line = withoutMark(text).split(/\r?\n/)[error.line - 1] ?? '';
    const begun = /string/.test(what) ? unclosedString(line) : undefined;
    const hint = begun === undefined ? '' : `: the string that begins at column ${begun} isn't closed`;
    throw new Failure('project', `${path}:${error.line}:${error.column}: ${what}${hint}`, {
      next: isUnmerged(text)
        ? `settle the merge in ${path}, then git add it`
        : `mend the TOML in ${path}, and git add it where it is to be committed`,
      cause: error,
    });
  }
}

/**
 * Reads a `pyproject.toml`.
 *
 * @param text - the file's text
 * @param path - its path, relative to the repository's root, with `/`
 * @throws Failure `project` for bad TOML, and for requirements that are not PEP 508.
 */
export function readManifest(text: string, path: string): Manifest {
  const document = parseToml(text, path);
  const project = tableAt(document, 'project');
  const at = (place: string, requirement: string): Requirement =>
    requirementAt(text, path, place, requirement);
  const list = (place: string, value: Value | undefined): Requirement[] => {
    if (value !== undefined && !(Array.isArray(value) && value.every((item) => typeof item === 'string'))) {
      throw new Failure('project', `${path}: ${place} must be a list of strings`, {
        next: `write ${place.split('.').at(-1)} = ["name>=1.0", …] in ${path}`,
      });
    }
    return stringsOf(value).map((requirement) => at(place, requirement));
  };
  const extras = new Map<string, readonly Requirement[]>();
  for (const [extra, value] of Object.entries(tableAt(project, 'optional-dependencies'))) {
    extras.set(normalizeName(extra), list(`project.optional-dependencies.${extra}`, value));
  }
  const groups = new Map<string, readonly GroupEntry[]>();
  for (const [group, value] of Object.entries(tableAt(document, 'dependency-groups'))) {
    groups.set(
      normalizeName(group),
      groupEntries(value, (item) => at(`dependency-groups.${group}`, item)),
    );
  }
  const requiresPython = project['requires-python'];
  return {
    path,
    folder: folderOf(path),
    text,
    document,
    hasProject: isTable(document.project),
    name: typeof project.name === 'string' ? project.name : undefined,
    requiresPython: typeof requiresPython === 'string' ? requiresPython : undefined,
    dynamic: new Set(stringsOf(project.dynamic)),
    dependencies: list('project.dependencies', project.dependencies),
    extras,
    groups,
    toolUv: tableAt(document, 'tool', 'uv'),
    toolLockgen: tableAt(document, 'tool').lockgen,
  };
}

function groupEntries(value: Value | undefined, at: (item: string) => Requirement): GroupEntry[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item): GroupEntry[] => {
    if (typeof item === 'string') return [at(item)];
    const include = isTable(item) ? item['include-group'] : undefined;
    return typeof include === 'string' ? [{ include }] : [];
  });
}

function requirementAt(text: string, path: string, place: string, requirement: string): Requirement {
  try {
    return parseRequirement(requirement);
  } catch (error) {
    if (!(error instanceof RequirementError)) throw error;
    const line = lineOf(text, requirement);
    throw new Failure(
      'project',
      `${path}${line === undefined ? '' : `:${line}`}: ${place}: ${error.message}`,
      {
        next: `write it as PEP 508 has it, such as "name>=1.0", in ${path}`,
        cause: error,
      },
    );
  }
}

/** The 1-based line on which `text` first has `needle` as (the beginning of) a quoted string. */
export function lineOf(text: string, needle: string): number | undefined {
  for (const quote of ['"', "'"]) {
    const at = text.indexOf(quote + needle);
    if (at >= 0) return text.slice(0, at).split('\n').length;
  }
  return undefined;
}
