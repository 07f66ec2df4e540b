import type { Graph, GraphEdge, GraphNode, Label } from '../lockfile/graph.js';
import type { Paint } from './paint.js';
import { visible } from './visible.js';

/** A tree in which paths with the same beginning share it. */
interface Branch {
  readonly edge: GraphEdge;
  readonly branches: Branch[];
}

/** Paths as a tree, a root in a line of its own. */
export function treeLines(
  { nodes }: Graph,
  paths: readonly (readonly GraphEdge[])[],
  paint: Paint,
): readonly string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const roots = new Map<number, Branch[]>();
  for (const path of paths) {
    const [first] = path;
    if (first === undefined) continue;
    let branches = roots.get(first.from) ?? [];
    roots.set(first.from, branches);
    for (const edge of path) {
      let branch = branches.find((one) => one.edge === edge);
      if (branch === undefined) {
        branch = { edge, branches: [] };
        branches.push(branch);
      }
      branches = branch.branches;
    }
  }
  const lines: string[] = [];
  const walk = (branches: readonly Branch[], indent: string): void => {
    for (const [index, branch] of branches.entries()) {
      const isLast = index === branches.length - 1;
      const inner = `${indent}${isLast ? '   ' : '│  '}`;
      // Several requirements stand below each other.
      const texts = edgeTexts(branch.edge, byId.get(branch.edge.to), paint);
      for (const [row, text] of texts.entries())
        lines.push(`${row > 0 ? inner : `${indent}${isLast ? '└─' : '├─'} `}${text}`);
      walk(branch.branches, inner);
    }
  };
  for (const [id, branches] of roots) {
    const root = byId.get(id);
    lines.push(visible(nodeText(root)));
    walk(branches, '');
  }
  return lines;
}

/** A requirement as it stands on an edge, with its place. */
export function labelText({ text, line, note }: Label): string {
  const remarks = [...(line === undefined ? [] : [`line ${line}`]), ...(note === undefined ? [] : [note])];
  return remarks.length === 0 ? text : `${text} (${remarks.join(', ')})`;
}

/** `pandas 2.3.3 ; python_full_version < '3.11'`. */
export function nodeText(node: GraphNode | undefined): string {
  if (node === undefined) return '';
  if (node.kind === 'root') return node.label;
  const name = node.version === undefined ? node.name : `${node.name} ${node.version}`;
  const markers = [...new Set(node.pins.map(({ markerText }) => markerText))];
  if (node.pins.length === 0) return `${name} (not pinned)`;
  return markers.includes('') ? name : `${name} ; ${markers.join(' or ')}`;
}

function edgeTexts({ labels }: GraphEdge, node: GraphNode | undefined, paint: Paint): readonly string[] {
  const texts = labels.map((label) => visible(labelText(label)));
  const last = texts.pop();
  const to = visible(nodeText(node));
  return [...texts, last === undefined ? to : `${last}  ${paint.dim('→')} ${to}`];
}
