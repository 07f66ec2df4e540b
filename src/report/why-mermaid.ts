import type { Graph } from '../lockfile/graph.js';
import { labelText, nodeText } from './why-tree.js';

/** A graph to draw. */
export interface Drawing {
  readonly title: string;
  readonly graph: Graph;
  /** The nodes that are asked for. */
  readonly wanted: readonly number[];
}

/**
 * A flowchart of Mermaid (its documentation, "Flowcharts - Basic Syntax"): each graph in a frame of its own where there
 * are several.
 */
export function mermaidText(drawings: readonly Drawing[]): string {
  const lines = ['flowchart TD'];
  for (const [index, { title, graph, wanted }] of drawings.entries()) {
    const isFramed = drawings.length > 1;
    const id = (node: number): string => (isFramed ? `g${index}n${node}` : `n${node}`);
    const indent = isFramed ? '    ' : '  ';
    if (isFramed) lines.push(`  subgraph g${index}["${escaped(title)}"]`);
    if (graph.nodes.length === 0) lines.push(`${indent}none["${escaped(title)}"]`);
    for (const node of graph.nodes) {
      const [open, close] =
        node.kind === 'root' ? ['(["', '"])'] : wanted.includes(node.id) ? ['[["', '"]]'] : ['["', '"]'];
      lines.push(`${indent}${id(node.id)}${open}${escaped(nodeText(node))}${close}`);
    }
    for (const { from, to, labels } of graph.edges) {
      const label =
        labels.length === 0 ? '' : `|"${labels.map((one) => escaped(labelText(one))).join('<br/>')}"|`;
      lines.push(`${indent}${id(from)} -->${label} ${id(to)}`);
    }
    if (isFramed) lines.push('  end');
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Text for a quoted label: all that Mermaid, or the HTML that it makes, could read otherwise, as an entity. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[^\p{L}\p{N} .,:=!~()/'_-]/gu, (character) => `#${character.codePointAt(0)};`);
}
