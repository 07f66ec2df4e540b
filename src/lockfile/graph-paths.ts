import type { Graph, GraphEdge } from './graph-draft.js';

/** The part of a graph that leads to a package, and the paths through it. */
export interface Paths {
  /** The nodes keep their ids, those of the whole graph. */
  readonly graph: Graph;
  /** Edges from a root to the package, the shortest paths first; no node twice. */
  readonly paths: readonly (readonly GraphEdge[])[];
  /** How many there are; undefined where a cycle makes that too much to count, and not all were found. */
  readonly total: number | undefined;
}

/** Far more steps than the paths of any lockfile take that a person would read. */
const STEPS = 100_000;

/** The end of a path. */
interface Partial {
  readonly head: number;
  /** From `head`; undefined where it is the package itself. */
  readonly edge: GraphEdge | undefined;
  readonly rest: Partial | undefined;
  readonly length: number;
}

/**
 * The ways from the project to a package.
 *
 * @param targets - the ids of the package's nodes
 * @param most - how many paths to give at most
 */
export function pathsTo(graph: Graph, targets: ReadonlySet<number>, most: number): Paths {
  const part = leadingTo(graph, targets);
  const incoming = edgesBy(part.edges, 'to');
  const roots = new Set(part.nodes.filter(({ kind }) => kind === 'root').map(({ id }) => id));
  const distance = distances(part, roots);
  const found: (readonly GraphEdge[])[] = [];
  // Paths are made from their ends, in the order of the least length that they can have: each list of `waiting` has
  // those of one length. What is longest already comes first, so that few wait.
  const waiting: Partial[][] = [];
  const wait = (one: Partial): void => {
    const least = one.length + (distance.get(one.head) ?? 0);
    const list = waiting[least] ?? [];
    waiting[least] = list;
    list.push(one);
  };
  for (const head of [...targets].reverse())
    if (distance.has(head)) wait({ head, edge: undefined, rest: undefined, length: 0 });
  let steps = 0;
  let exhausted = true;
  search: for (let least = 0; least < waiting.length; least += 1) {
    for (let one = waiting[least]?.pop(); one !== undefined; one = waiting[least]?.pop()) {
      steps += 1;
      if (found.length >= most || steps > STEPS) {
        exhausted = false;
        break search;
      }
      if (roots.has(one.head)) {
        found.push(edgesOf(one));
        continue;
      }
      const through = new Set(edgesOf(one).map(({ to }) => to));
      for (const edge of (incoming.get(one.head) ?? []).toReversed()) {
        if (through.has(edge.from) || !distance.has(edge.from)) continue;
        wait({ head: edge.from, edge, rest: one, length: one.length + 1 });
      }
    }
  }
  return {
    graph: part,
    paths: found,
    total: exhausted ? found.length : countPaths(incoming, roots, targets),
  };
}

function edgesOf(partial: Partial): GraphEdge[] {
  const edges: GraphEdge[] = [];
  for (let one: Partial | undefined = partial; one !== undefined; one = one.rest)
    if (one.edge !== undefined) edges.push(one.edge);
  return edges;
}

function edgesBy(edges: readonly GraphEdge[], end: 'from' | 'to'): ReadonlyMap<number, readonly GraphEdge[]> {
  const found = new Map<number, GraphEdge[]>();
  for (const edge of edges) {
    const list = found.get(edge[end]) ?? [];
    found.set(edge[end], list);
    list.push(edge);
  }
  return found;
}

/** What leads to the targets, and not on from them. */
function leadingTo({ nodes, edges }: Graph, targets: ReadonlySet<number>): Graph {
  const incoming = edgesBy(edges, 'to');
  const seen = new Set(targets);
  const pending = [...targets];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const { from } of incoming.get(id) ?? []) {
      if (seen.has(from)) continue;
      seen.add(from);
      pending.push(from);
    }
  }
  return {
    nodes: nodes.filter(({ id }) => seen.has(id)),
    edges: edges.filter(({ from, to }) => seen.has(from) && seen.has(to)),
  };
}

/** How far each node is from the roots; none for what no root leads to. */
function distances({ edges }: Graph, roots: ReadonlySet<number>): ReadonlyMap<number, number> {
  const outgoing = edgesBy(edges, 'from');
  const found = new Map<number, number>([...roots].map((id) => [id, 0]));
  let layer = [...roots];
  for (let distance = 1; layer.length > 0; distance += 1) {
    const next = layer.flatMap((id) => (outgoing.get(id) ?? []).map(({ to }) => to));
    layer = [...new Set(next)].filter((id) => !found.has(id));
    for (const id of layer) found.set(id, distance);
  }
  return found;
}

/** @returns undefined where there is a cycle: counting would take as long as finding them all */
function countPaths(
  incoming: ReadonlyMap<number, readonly GraphEdge[]>,
  roots: ReadonlySet<number>,
  targets: ReadonlySet<number>,
): number | undefined {
  const counts = new Map<number, number>();
  const open = new Set<number>();
  const pending = [...targets];
  for (let id = pending.at(-1); id !== undefined; id = pending.at(-1)) {
    const askers = (incoming.get(id) ?? []).map(({ from }) => from);
    const unknown = askers.filter((from) => !counts.has(from));
    if (!counts.has(id) && unknown.length > 0) {
      if (open.has(id) && unknown.some((from) => open.has(from))) return undefined;
      open.add(id);
      pending.push(...unknown);
      continue;
    }
    if (!counts.has(id))
      counts.set(
        id,
        askers.reduce((sum, from) => sum + (counts.get(from) ?? 0), roots.has(id) ? 1 : 0),
      );
    open.delete(id);
    pending.pop();
  }
  return [...targets].reduce((sum, id) => sum + (counts.get(id) ?? 0), 0);
}
