import type { Meet } from './graph.js';
import { countPaths, edgesBy } from './graph-count.js';
import { type Graph, type GraphEdge, type Markers, markersOf } from './graph-draft.js';

/** The part of a graph that leads to a package, and the paths through it. */
export interface Paths {
  /** The nodes keep their ids, those of the whole graph. */
  readonly graph: Graph;
  /** Edges from a root to the package, the shortest paths first; no node twice. */
  readonly paths: readonly (readonly GraphEdge[])[];
  /** How many there are; undefined where not all were found, and cycles or markers keep them from being counted. */
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
  /** What has to be true on it. */
  readonly conditions: readonly Markers[];
}

/**
 * The ways from the project to a package: those that an installation somewhere can take, on which no markers exclude
 * each other. Where all do, something is read wrongly, and all are given.
 *
 * @param targets - the ids of the package's nodes
 * @param most - how many paths to give at most
 */
export function pathsTo(graph: Graph, targets: ReadonlySet<number>, most: number, meet: Meet): Paths {
  const possible = allPaths(graph, targets, most, meet);
  return possible.paths.length > 0 ? possible : allPaths(graph, targets, most, () => true);
}

function allPaths(graph: Graph, targets: ReadonlySet<number>, most: number, meet: Meet): Paths {
  const part = leadingTo(graph, targets);
  const incoming = edgesBy(part.edges, 'to');
  const roots = new Set(part.nodes.filter(({ kind }) => kind === 'root').map(({ id }) => id));
  const distance = distances(part, roots);
  const ofNodes = new Map(
    part.nodes.map((node) => [node.id, node.kind === 'root' ? [] : conditions(markersOf(node))]),
  );
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
    if (distance.has(head))
      wait({ head, edge: undefined, rest: undefined, length: 0, conditions: ofNodes.get(head) ?? [] });
  let steps = 0;
  let excluded = false;
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
        const further = [
          ...conditions(edge.labels.map(({ marker }) => marker)),
          ...(ofNodes.get(edge.from) ?? []),
        ];
        const all = further.length === 0 ? one.conditions : [...one.conditions, ...further];
        if (!asksFor(edge, one.edge) || (further.length > 0 && !meet(all))) excluded = true;
        else wait({ head: edge.from, edge, rest: one, length: one.length + 1, conditions: all });
      }
    }
  }
  if (!exhausted) {
    const total = excluded ? undefined : countPaths(incoming, roots, targets);
    return { graph: part, paths: found, total };
  }
  // What leads there by pins that exclude each other leads nowhere.
  const taken = new Set(found.flat());
  const ends = new Set([...targets, ...[...taken].flatMap(({ from, to }) => [from, to])]);
  const onPaths = {
    nodes: part.nodes.filter(({ id }) => ends.has(id)),
    edges: part.edges.filter((edge) => taken.has(edge)),
  };
  return { graph: onPaths, paths: found, total: found.length };
}

/** Whether an edge asks for what the next one needs: `httpx` alone doesn't bring in what `httpx[http2]` does. */
function asksFor({ labels }: GraphEdge, next: GraphEdge | undefined): boolean {
  if (labels.length === 0 || next === undefined || next.labels.length === 0) return true;
  return next.labels.some(
    ({ forExtra }) => forExtra === undefined || labels.some(({ extras }) => extras.includes(forExtra)),
  );
}

/** Markers that aren't always true, as a list of at most one condition. */
function conditions(markers: Markers): readonly Markers[] {
  return markers.length === 0 || markers.includes(undefined) ? [] : [markers];
}

function edgesOf(partial: Partial): GraphEdge[] {
  const edges: GraphEdge[] = [];
  for (let one: Partial | undefined = partial; one !== undefined; one = one.rest)
    if (one.edge !== undefined) edges.push(one.edge);
  return edges;
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
