import type { Graph, PackageNode } from '../lockfile/graph.js';
import type { Paths } from '../lockfile/graph-paths.js';
import { shellWord } from '../shell-word.js';
import { code } from './markdown.js';
import { NO_PAINT, type Paint } from './paint.js';
import type { Problem, Report } from './report.js';
import { visible } from './visible.js';
import { lockfileData } from './why-data.js';
import { mermaidText } from './why-mermaid.js';
import { treeLines } from './why-tree.js';

/** A lockfile that has the package. */
export interface WhyLockfile {
  /** The project's folder; `''` is the repository's root. */
  readonly project: string;
  readonly target: string;
  readonly path: string;
  /** The package's nodes in the graph, several where the resolution forked. */
  readonly wanted: readonly number[];
  readonly paths: Paths;
}

/** A lockfile of a project's target. */
export type WhyPlace = Pick<WhyLockfile, 'project' | 'target' | 'path'>;

/** Why a package is there, or that it isn't. */
export interface WhyAnswer {
  /** As typed. */
  readonly name: string;
  readonly lockfiles: readonly WhyLockfile[];
  /** Paths of lockfiles that don't have it. */
  readonly without: readonly string[];
  /** Paths of lockfiles that aren't there. */
  readonly missing: readonly string[];
  /** The package that was probably meant. */
  readonly meant: string | undefined;
  /** The `pyproject.toml` of that name. */
  readonly project: string | undefined;
  /** Lockfiles that have it and weren't asked about, where none of those has it. */
  readonly elsewhere: readonly WhyPlace[];
  /** Where it is asked for, though no lockfile has it. */
  readonly asking: readonly string[];
  readonly notes: readonly string[];
}

/** How many paths are shown of one lockfile; machines get more. */
const SHOWN = 30;

/** 0: why; 1: it is in no lockfile; 2: it is, and nothing tells why. */
export function whyExitCode({ lockfiles, project }: WhyAnswer): 0 | 1 | 2 {
  if (lockfiles.length === 0) return project === undefined ? 1 : 0;
  return lockfiles.every(({ paths }) => paths.paths.length > 0) ? 0 : 2;
}

/** What `why` found out. */
export function whyReport(answer: WhyAnswer): Report {
  return {
    command: 'why',
    data: {
      package: answer.name,
      answer: (['found', 'absent', 'unknown'] as const)[whyExitCode(answer)],
      lockfiles: answer.lockfiles.map(lockfileData),
      without: answer.without,
      missing: answer.missing,
      elsewhere:
        answer.elsewhere.length === 0
          ? undefined
          : answer.elsewhere.map((one) => ({ ...one, project: one.project || '.' })),
      didYouMean: answer.meant,
      ownProject: answer.project,
      notes: answer.notes,
    },
    problems: whyProblems(answer),
    text: (paint) => whyText(answer, paint),
    markdown: () => whyMarkdown(answer),
  };
}

/** The part of the graph that leads to the package, as a flowchart of Mermaid. */
export function whyMermaid(answer: WhyAnswer): string {
  const groups = alike(answer.lockfiles);
  if (groups.length === 0) return mermaidText([{ title: absence(answer), graph: NO_GRAPH, wanted: [] }]);
  return mermaidText(
    groups.map(({ first, names }) => ({ title: names, graph: first.paths.graph, wanted: first.wanted })),
  );
}

const NO_GRAPH: Graph = { nodes: [], edges: [] };

function whyText(answer: WhyAnswer, paint: Paint): string {
  const sections = alike(answer.lockfiles).map(({ first, names }) => [
    `${paint.bold(visible(nameOf(first)))} in ${visible(names)}: ${countText(first.paths)}`,
    ...treeLines(first.paths.graph, first.paths.paths.slice(0, SHOWN), paint),
    ...more(first.paths),
  ]);
  const rest = [
    ...(answer.lockfiles.length === 0 ? [absence(answer)] : []),
    ...(answer.lockfiles.length > 0 && answer.without.length > 0 ? [`not in ${named(answer.without)}`] : []),
    ...(answer.missing.length > 0 ? [`${named(answer.missing)}: missing; lockgen generate writes it`] : []),
    ...answer.notes.map((note) => `note: ${note}`),
  ];
  if (rest.length > 0) sections.push(rest.map(visible));
  return sections.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
}

/** Why there are no paths, in one line. */
function absence({ name, without, meant, project, asking, elsewhere }: WhyAnswer): string {
  if (project !== undefined) return `${name} is the project of ${project} itself: all pins are there for it`;
  const absent = `${name} is ${without.length < 2 ? 'not in' : 'in none of'} ${named(without)}`;
  const others = elsewhere.map(({ path, target }) => `${path} (--target ${target})`);
  const hints = [
    ...(others.length === 0 ? [] : [`, but in ${named(others)}`]),
    ...asking.map((place) => `; ${place}: lockgen check tells whether the lockfile is fresh`),
    ...(meant === undefined || asking.length > 0 ? [] : [`; did you mean ${meant}?`]),
  ];
  return `${absent}${hints.join('')}`;
}

function more({ paths, total }: Paths): readonly string[] {
  if (total === undefined) return [`… and more than ${Math.max(paths.length - SHOWN, 0)} more paths`];
  const hidden = total - Math.min(SHOWN, paths.length);
  return hidden > 0 ? [`… and ${hidden} more ${hidden === 1 ? 'path' : 'paths'}`] : [];
}

function countText({ paths, total }: Paths): string {
  if (total === 0) return 'nothing tells who asks for it';
  return total === undefined
    ? `more than ${paths.length} paths`
    : `${total} ${total === 1 ? 'path' : 'paths'}`;
}

/** `numpy 2.2.6 and 2.4.6`. */
function nameOf({ wanted, paths }: WhyLockfile): string {
  const nodes = paths.graph.nodes.filter((node): node is PackageNode =>
    node.kind === 'package' ? wanted.includes(node.id) : false,
  );
  const versions = nodes.flatMap(({ version }) => version ?? []);
  return [nodes[0]?.name ?? '', ...(versions.length === 0 ? [] : [named(versions)])].join(' ');
}

/** Lockfiles with the same paths to the same pins are told of once. */
function alike(lockfiles: readonly WhyLockfile[]): readonly { first: WhyLockfile; names: string }[] {
  const groups = new Map<string, WhyLockfile[]>();
  for (const one of lockfiles) {
    const { graph, paths } = one.paths;
    const content = JSON.stringify([
      one.project,
      nameOf(one),
      countText(one.paths),
      treeLines(graph, paths, NO_PAINT),
    ]);
    groups.set(content, [...(groups.get(content) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ first, names: named(group.map(({ path }) => path)) }];
  });
}

function named(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function whyMarkdown(answer: WhyAnswer): string {
  const parts = [`### lockgen: why ${code(answer.name)}\n`];
  // Nothing in it can end the fence: no line of a tree begins with a backtick.
  const fenced = (language: string, text: string): string => `\n\`\`\`${language}\n${text}\`\`\`\n`;
  parts.push(fenced('text', whyText(answer, NO_PAINT)));
  if (answer.lockfiles.some(({ paths }) => paths.paths.length > 0))
    parts.push(fenced('mermaid', whyMermaid(answer)));
  return parts.join('');
}

function whyProblems(answer: WhyAnswer): readonly Problem[] {
  if (whyExitCode(answer) !== 1) return [];
  return answer.without.map((path) => ({
    severity: 'error',
    code: 'absent',
    path,
    line: undefined,
    name: answer.name,
    message: absence({ ...answer, without: [path] }),
    next: nextOf(answer),
  }));
}

function nextOf({ name, elsewhere: [other], meant }: WhyAnswer): string | undefined {
  if (other !== undefined) return `lockgen why ${shellWord(name)} --target ${shellWord(other.target)}`;
  return meant === undefined ? undefined : `lockgen why ${meant}`;
}
