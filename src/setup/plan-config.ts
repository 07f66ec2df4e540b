import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';
import type { Facts } from './facts.js';
import { isObject } from './is-object.js';
import type { Unquoted } from './named-projects.js';
import type { Wishes } from './plan.js';
import type { FileEdit, Step } from './step.js';

const FILE = '.lockgenrc';
const INTRO = '# lockgen: every option is in .lockgenrc.example and docs/configuration.md of the package.\n';

const textOf = (said: unknown): string => `${INTRO}${stringify(said, { lineWidth: 0 })}`;

/** The shared options, in a file of their own: written only where there is none. */
export function rootEdit(said: Readonly<Record<string, unknown>>): FileEdit {
  const text = textOf(said);
  return { ground: 'work-tree', path: FILE, edit: (now) => now ?? text, byHand: stringify(said).trimEnd() };
}

/** Whether a text is a file of shared options as it is written here, whatever they are. */
export function isOwnConfig(text: string): boolean {
  if (!text.startsWith(INTRO)) return false;
  try {
    return textOf(parse(text)) === text;
  } catch {
    return false;
  }
}

/** Folders of projects that are no part of what a team ships. */
const ASIDE =
  /(?:^|\/)(?:tests?|testdata|fixtures|examples?|templates?|samples?|docs?|vendor|third_party|\.[^/]+)(?:\/|$)/i;

/**
 * Which projects to manage, where none is: without a project at the root nothing says which ones are meant.
 *
 * @param wishes with the patterns that the user named
 */
export function projectsStep(
  facts: Facts,
  { projects: wanted, unquoted = [] }: Pick<Wishes, 'projects' | 'unquoted'>,
): readonly Step[] {
  if (facts.rootFile !== undefined && wanted.length === 0) return [];
  if (wanted.length === 0 && facts.projects.some((one) => one.managed)) return [];
  const patterns = wanted.length > 0 ? wanted : patternsFor(facts.projects.map(({ folder }) => folder));
  if (patterns.length === 0) return [];
  const edit = rootEdit({ projects: patterns });
  return [
    {
      id: 'projects',
      title: `say in ${FILE} which projects are managed`,
      reason: whyThese(wanted, unquoted),
      edits: [facts.rootFile === undefined ? edit : inRootFile(edit, facts.rootFile, patterns)],
      settings: [],
      ofClone: false,
    },
  ];
}

function whyThese(wanted: readonly string[], unquoted: readonly Unquoted[]): string {
  if (wanted.length === 0)
    return "the root has no project of its own; to choose others: lockgen init --projects 'PATTERN'";
  if (unquoted.length === 0) return 'as --projects says';
  const names = unquoted.reduce((sum, one) => sum + one.names, 0);
  const patterns = unquoted.map(({ pattern }) => pattern).join(' and ');
  return `your shell made ${names} names of ${patterns} (quotes keep it from that); as a pattern it holds for projects that come later, too`;
}

/**
 * A person's own file stays theirs: it is left as it is where it says this, and named where it doesn't. One that still is
 * as it is written here is edited.
 */
function inRootFile(edit: FileEdit, path: string, patterns: readonly string[]): FileEdit {
  return {
    ...edit,
    path,
    edit: (text = '') => {
      try {
        const said: unknown = parse(text);
        if (!isObject(said)) return undefined;
        if (isDeepStrictEqual(said.projects, patterns)) return text;
        return isOwnConfig(text) ? textOf({ ...said, projects: patterns }) : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

/** Few patterns for many folders: `services/*` where all projects right below a folder are meant. */
export function patternsFor(folders: readonly string[]): readonly string[] {
  const chosen = folders.filter((folder) => folder !== '' && !ASIDE.test(folder));
  const parents = new Map<string, string[]>();
  for (const folder of chosen) {
    const parent = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    parents.set(parent, [...(parents.get(parent) ?? []), folder]);
  }
  const isAll = (parent: string, children: readonly string[]): boolean =>
    children.length > 1 &&
    folders.every(
      (folder) =>
        !folder.startsWith(`${parent}/`) ||
        folder.slice(parent.length + 1).includes('/') ||
        children.includes(folder),
    );
  return [...parents]
    .flatMap(([parent, children]) => (parent !== '' && isAll(parent, children) ? [`${parent}/*`] : children))
    .sort();
}
