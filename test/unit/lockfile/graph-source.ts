import {
  type DirectRequirement,
  type Graph,
  type GraphSource,
  lockfileGraph,
} from '../../../src/lockfile/graph.js';
import { pathsTo } from '../../../src/lockfile/graph-paths.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { type Metadata, NO_METADATA } from '../../../src/lockfile/stated.js';
import { environmentMeeting } from '../../../src/python/meeting.js';
import { parseRequirement } from '../../../src/python/requirement.js';
import { readRequirementLog } from '../../../src/uv/requirement-log.js';

/** In the range that these lockfiles promise. */
export const meet = environmentMeeting(() => ({
  requiresPython: '>=3.10',
  floor: '3.10',
  platforms: ['linux', 'macos', 'windows'],
}));

/** Requirements of pyproject.toml. */
export const direct = (...texts: readonly string[]): readonly DirectRequirement[] =>
  texts.map((text) => ({ requirement: parseRequirement(text), place: 'pyproject.toml', line: undefined }));

/** `a 1.0: b>=1, c` for each package. */
export function metadata(...packages: readonly string[]): Metadata {
  const lines = packages.flatMap((one) => {
    const [, name = '', extra = '', version = '', requires = ''] =
      /^(\S+?)(\[\w+\])? (\S+):(.*)$/.exec(one) ?? [];
    return [
      `DEBUG Searching for a compatible version of ${name}${extra} (*)`,
      `DEBUG Selecting: ${name}==${version} [preference]`,
      ...requires
        .split(',')
        .filter((text) => text.trim() !== '')
        .map(
          (text) =>
            `DEBUG Adding transitive dependency for ${name}==${version}: ${text.trim()}${/[a-z]$/.test(text) ? '*' : ''}`,
        ),
    ];
  });
  return readRequirementLog(lines.join('\n'));
}

/** A lockfile of a project that asks for a>=1. */
export function source(lockfile: string, more: Partial<GraphSource> = {}): GraphSource {
  return {
    pins: parseLockfile(lockfile).pins,
    direct: direct('a>=1'),
    localNames: new Map(),
    ownName: 'sample',
    manifest: { path: 'pyproject.toml', isDynamic: false },
    metadata: NO_METADATA,
    overridden: new Set(),
    meet,
    ...more,
  };
}

/** Paths as `pyproject.toml -a>=1-> a 1.0 -> b 1.0`. */
export function paths(from: GraphSource, key: string, most = 100): readonly string[] {
  const graph = lockfileGraph(from);
  return pathsTo(graph, idsOf(graph, key), most, from.meet).paths.map((edges) => {
    const name = (id: number): string => {
      const node = graph.nodes.find((one) => one.id === id);
      if (node === undefined) return '?';
      return node.kind === 'root' ? node.label : [node.name, node.version].filter(Boolean).join(' ');
    };
    const [first] = edges;
    return edges.reduce(
      (text, { to, labels }) =>
        `${text} -${labels.map(({ text: label, note }) => label + (note === undefined ? '' : ` (${note})`)).join(' and ')}-> ${name(to)}`,
      name(first?.from ?? -1),
    );
  });
}

/** The nodes of a package. */
export function idsOf(graph: Graph, key: string): ReadonlySet<number> {
  return new Set(
    graph.nodes.flatMap((node) => (node.kind === 'package' && node.key === key ? [node.id] : [])),
  );
}
