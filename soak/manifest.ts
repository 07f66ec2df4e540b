import { nameOf } from './packages.js';

/** What a new `pyproject.toml` says. */
export interface ManifestOptions {
  readonly name: string;
  readonly base: readonly string[];
  readonly full: readonly string[];
  readonly python: string;
  /** Further tables. */
  readonly more?: string;
}

/** Text of a `pyproject.toml`, one requirement a line, as people write them. */
export function newManifest({ name, base, full, python, more }: ManifestOptions): string {
  const lines = [
    '[project]',
    `name = "${name}"`,
    'version = "1.0.0"',
    'description = "A sample"',
    `requires-python = "${python}"`,
    'dependencies = [',
    ...base.map(requirementLine),
    ']',
    '',
    '[project.optional-dependencies]',
    'full = [',
    ...full.map(requirementLine),
    ']',
    ...(more === undefined ? [] : ['', ...more.split('\n')]),
    '',
    '[tool.ruff]',
    'line-length = 100',
  ];
  return `${lines.join('\n')}\n`;
}

const requirementLine = (requirement: string): string => `    "${requirement}",`;

export type List = 'base' | 'full';

/** The requirements of a list; undefined where the text has no such list (a merge may have broken it). */
export function requirementsIn(text: string, list: List): readonly string[] | undefined {
  const found = bounds(text.split('\n'), list);
  return found?.requirements;
}

/** The text with a requirement in a list, in its alphabetical place, instead of any other of the same package. */
export function withRequirement(text: string, list: List, requirement: string): string | undefined {
  return changed(text, list, (lines) => {
    const kept = lines.filter((line) => nameOf(line) !== nameOf(requirement));
    const place = kept.findIndex((line) => line > requirement);
    return place < 0 ? [...kept, requirement] : kept.toSpliced(place, 0, requirement);
  });
}

/** The text without a package in a list. */
export function withoutRequirement(text: string, list: List, name: string): string | undefined {
  return changed(text, list, (lines) => lines.filter((line) => nameOf(line) !== name));
}

/** The text with another `requires-python`. */
export function withPython(text: string, python: string): string | undefined {
  return replaced(text, /^requires-python = ".*"$/m, `requires-python = "${python}"`);
}

/** The text with another description, which no lockfile depends on. */
export function withDescription(text: string, description: string): string | undefined {
  return replaced(text, /^description = ".*"$/m, `description = "${description}"`);
}

/** The text with another line length for a linter. */
export function withLineLength(text: string, length: number): string | undefined {
  return replaced(text, /^line-length = \d+$/m, `line-length = ${length}`);
}

/** The text with uv's own constraints, or, without any, without the table. */
export function withUvConstraints(text: string, constraints: readonly string[]): string {
  const without = text.replace(/\n\[tool\.uv\]\nconstraint-dependencies = .*\n/, '');
  if (constraints.length === 0) return without;
  return `${without}\n[tool.uv]\nconstraint-dependencies = ${JSON.stringify(constraints)}\n`;
}

function replaced(text: string, line: RegExp, by: string): string | undefined {
  return line.test(text) ? text.replace(line, by) : undefined;
}

function changed(
  text: string,
  list: List,
  change: (requirements: readonly string[]) => readonly string[],
): string | undefined {
  const lines = text.split('\n');
  const found = bounds(lines, list);
  if (found === undefined) return undefined;
  return lines
    .toSpliced(found.start, found.end - found.start, ...change(found.requirements).map(requirementLine))
    .join('\n');
}

function bounds(
  lines: readonly string[],
  list: List,
): { readonly start: number; readonly end: number; readonly requirements: readonly string[] } | undefined {
  const start = lines.indexOf(list === 'base' ? 'dependencies = [' : 'full = [') + 1;
  const end = lines.indexOf(']', start);
  if (start === 0 || end < 0) return undefined;
  const requirements: string[] = [];
  for (const line of lines.slice(start, end)) {
    const requirement = /^ {4}"(.*)",$/.exec(line)?.[1];
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return { start, end, requirements };
}
