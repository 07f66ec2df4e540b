import type { GraphEdge } from './graph-draft.js';

/** Edges by one of their ends. */
export function edgesBy(
  edges: readonly GraphEdge[],
  end: 'from' | 'to',
): ReadonlyMap<number, readonly GraphEdge[]> {
  const found = new Map<number, GraphEdge[]>();
  for (const edge of edges) {
    const list = found.get(edge[end]) ?? [];
    found.set(edge[end], list);
    list.push(edge);
  }
  return found;
}

/**
 * How many paths lead from roots to targets.
 *
 * @returns undefined where there is a cycle: counting would take as long as finding them all
 */
export function countPaths(
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
