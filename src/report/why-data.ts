import type { Graph, GraphEdge, GraphNode, Label } from '../lockfile/graph.js';
import type { Json } from './report.js';
import type { WhyLockfile } from './why.js';

/** A lockfile's paths for machines: one by one, and as the graph that they make. */
export function lockfileData({ project, target, path, wanted, paths }: WhyLockfile): Json {
  const { graph, total } = paths;
  return {
    project: project === '' ? '.' : project,
    target,
    path,
    pathCount: total ?? null,
    paths: paths.paths.map((edges) => edges.map((edge) => stepData(graph, edge))),
    nodes: graph.nodes.map((node) => nodeData(node, wanted)),
    edges: graph.edges.map(({ from, to, labels }) => ({ from, to, requirements: labels.map(labelData) })),
  };
}

function stepData({ nodes }: Graph, { from, to, labels }: GraphEdge): Json {
  const one = (id: number): string => plainName(nodes.find((node) => node.id === id));
  return { from: one(from), requirements: labels.map(({ text }) => text), to: one(to) };
}

function plainName(node: GraphNode | undefined): string {
  if (node === undefined) return '';
  if (node.kind === 'root') return node.label;
  return node.version === undefined ? node.name : `${node.name} ${node.version}`;
}

function labelData({ text, line, note }: Label): Json {
  return { text, line, note };
}

function nodeData(node: GraphNode, wanted: readonly number[]): Json {
  if (node.kind === 'root') return { id: node.id, kind: node.kind, label: node.label };
  const { id, kind, name, version, url, pins } = node;
  const entries = pins.map(({ line, markerText }) => ({
    line,
    marker: markerText === '' ? undefined : markerText,
  }));
  return { id, kind, name, version, url, asked: wanted.includes(id), entries };
}
