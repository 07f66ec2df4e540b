import type { TargetConfig } from '../config/options.js';
import { lineOf } from '../project/manifest.js';
import type { Project } from '../project/project.js';
import { requirementLine } from '../project/requirement-lines.js';
import { type PlacedRequirement, placedRequirements } from '../project/requirements.js';
import { parseRequirement, type Requirement, RequirementError } from '../python/requirement.js';
import { normalizeName } from '../python/version.js';
import type { UvFailure } from '../uv/messages.js';

/**
 * `pyproject.toml:7 "idna<0.1"`: the requirement that uv's explanation is about. Of those whose packages it names the one
 * that it has word for word, with its specifier; else one with a specifier, since what takes any version is seldom at
 * fault; else the first.
 *
 * @returns undefined where it names none of the target's
 */
export function namedRequirement(
  project: Project,
  target: TargetConfig,
  failure: Pick<UvFailure, 'packages' | 'message'>,
): string | undefined {
  const { path, text } = project.manifest;
  const named = new Set(failure.packages.map(normalizeName));
  const words = failure.message.replace(/\s+/g, ' ');
  const found = placedRequirements(project.manifest, target).flatMap((placed) => {
    const line = named.has(placed.requirement.key) ? lineFor(text, placed) : undefined;
    return line === undefined ? [] : [{ requirement: placed.requirement, line }];
  });
  const best =
    found.find(({ requirement }) => isWordForWord(requirement, words)) ??
    found.find(({ requirement }) => requirement.specifiers !== '' || requirement.url !== undefined) ??
    found[0];
  return best === undefined ? undefined : `${path}:${best.line} "${best.requirement.text}"`;
}

/** A line of a file of constraints. */
export interface NamedConstraint {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/**
 * The line of a project's files of constraints that uv's explanation has word for word.
 *
 * @param texts the files, by path
 * @returns undefined where it has none, and where the project's own requirement is the same
 */
export function namedConstraint(
  { manifest }: Project,
  target: TargetConfig,
  texts: ReadonlyMap<string, string>,
  failure: Pick<UvFailure, 'packages' | 'message'>,
): NamedConstraint | undefined {
  const named = new Set(failure.packages.map(normalizeName));
  const words = failure.message.replace(/\s+/g, ' ');
  const own = placedRequirements(manifest, target).map(({ requirement }) => requirement);
  for (const [path, text] of texts) {
    for (const [index, line] of text.split('\n').entries()) {
      const one = requirementIn(line);
      if (one === undefined || !named.has(one.key) || !isWordForWord(one, words)) continue;
      if (own.some(({ key, specifiers }) => key === one.key && specifiers === one.specifiers)) continue;
      return { path, line: index + 1, text: one.text };
    }
  }
  return undefined;
}

/** Of a line of a requirements file, without its comment and its hashes. */
function requirementIn(line: string): Requirement | undefined {
  const [text = ''] = line.split(/(?:^|\s)#|\s--hash|\s*\\\s*$/);
  if (text.trim() === '' || /^\s*-/.test(text)) return undefined;
  try {
    return parseRequirement(text);
  } catch (error) {
    if (error instanceof RequirementError) return undefined;
    throw error;
  }
}

const lineFor = (text: string, placed: PlacedRequirement): number | undefined =>
  requirementLine(text, placed) ?? lineOf(text, placed.requirement.text);

/** uv writes a name as it is compared, and a range from its lower bound on. */
function isWordForWord({ key, extras, specifiers }: Requirement, words: string): boolean {
  if (specifiers === '') return false;
  const parts = specifiers.split(',');
  const ranges = [parts, parts.toSorted((a, b) => Number(/^</.test(a)) - Number(/^</.test(b)))];
  const names = [key, ...(extras.length === 0 ? [] : [`${key}[${extras.join(',')}]`])];
  return names.some((name) => ranges.some((range) => has(words, `${name}${range.join(',')}`)));
}

/** Whether a text has a requirement, and not only one that begins or ends with it. */
function has(words: string, requirement: string): boolean {
  for (let at = words.indexOf(requirement); at !== -1; at = words.indexOf(requirement, at + 1)) {
    const isStart = !/[\w.-]/.test(words[at - 1] ?? '');
    if (isStart && !/^(?:[\w*+!-]|\.[\w*]|,[<>=!~])/.test(words.slice(at + requirement.length))) return true;
  }
  return false;
}
