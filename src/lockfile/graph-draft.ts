import type { Marker } from '../python/marker.js';
import { withoutCredentials } from './credentials.js';
import type { Pin } from './parse.js';
import { byText } from './three-way.js';

/** Where requirements of the project's own stand. */
export interface RootNode {
  readonly kind: 'root';
  /** Its place among the nodes. */
  readonly id: number;
  readonly label: string;
}

/** A package in one version. */
export interface PackageNode {
  readonly kind: 'package';
  /** Its place among the nodes. */
  readonly id: number;
  readonly key: string;
  /** As written. */
  readonly name: string;
  readonly version: string | undefined;
  readonly url: string | undefined;
  /** Its entries; none where only a comment names it. */
  readonly pins: readonly Pin[];
}

export type GraphNode = RootNode | PackageNode;

/** A requirement on an edge. */
export interface Label {
  readonly text: string;
  /** In the project's file, 1-based. */
  readonly line: number | undefined;
  /** What a reader should know of it. */
  readonly note: string | undefined;
  /** Where it counts; undefined: everywhere, as far as is known. */
  readonly marker: Marker | undefined;
  /** The extras that it asks for. */
  readonly extras: readonly string[];
  /** The extra of the asker with which alone it counts. */
  readonly forExtra: string | undefined;
}

/** One asks for the other. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** Empty where the requirement isn't known. */
  readonly labels: readonly Label[];
}

/** Who asks for what. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Markers of which one has to be true; undefined always is. */
export type Markers = readonly (Marker | undefined)[];

/** Where a package is installed. */
export function markersOf({ pins }: PackageNode): Markers {
  return pins.length === 0 ? [undefined] : pins.map(({ marker }) => marker);
}

/** A graph while it is made. */
export class GraphDraft {
  readonly #nodes: GraphNode[] = [];
  readonly #roots = new Map<string, RootNode>();
  readonly #byKey = new Map<string, PackageNode[]>();
  readonly #edges = new Map<string, { from: number; to: number; labels: Label[] }>();
  readonly #localNames: ReadonlyMap<string, string>;

  constructor(pins: readonly Pin[], localNames: ReadonlyMap<string, string>) {
    this.#localNames = localNames;
    const found = new Map<string, Pin[]>();
    for (const pin of pins) {
      const place = JSON.stringify([pin.key, pin.version ?? '', pin.url ?? '']);
      found.set(place, [...(found.get(place) ?? []), pin]);
    }
    for (const same of found.values()) {
      const [first] = same;
      if (first !== undefined) this.#add(first, same);
    }
  }

  /** The packages that are pinned. */
  packages(): readonly PackageNode[] {
    return this.#nodes.filter((node) => node.kind === 'package');
  }

  /** The packages of a name, several where the resolution forked; a fresh list. */
  named(key: string): PackageNode[] {
    return [...(this.#byKey.get(key) ?? this.#byKey.get(this.#localNames.get(key) ?? '') ?? [])];
  }

  isNamed(node: PackageNode, key: string): boolean {
    return node.key === key || node.key === this.#localNames.get(key);
  }

  /** A package that the lockfile doesn't pin. */
  unpinned(key: string): PackageNode {
    return this.#add({ key, name: key, version: undefined, url: undefined }, []);
  }

  root(label: string): RootNode {
    const known = this.#roots.get(label);
    if (known !== undefined) return known;
    const made: RootNode = { kind: 'root', id: this.#nodes.length, label };
    this.#nodes.push(made);
    this.#roots.set(label, made);
    return made;
  }

  connect(from: GraphNode, to: GraphNode, labels: readonly Label[]): void {
    const place = `${from.id} ${to.id}`;
    const edge = this.#edges.get(place) ?? { from: from.id, to: to.id, labels: [] };
    this.#edges.set(place, edge);
    for (const label of labels) {
      const text = withoutCredentials(label.text);
      if (!edge.labels.some((known) => text === known.text && label.line === known.line))
        edge.labels.push({ ...label, text });
    }
  }

  finish(): Graph {
    const edges = [...this.#edges.values()].map(({ from, to, labels }) => ({
      from,
      to,
      labels: labels.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || byText(a.text, b.text)),
    }));
    return { nodes: this.#nodes, edges };
  }

  #add(
    { key, name, version, url }: Pick<PackageNode, 'key' | 'name' | 'version' | 'url'>,
    pins: readonly Pin[],
  ): PackageNode {
    const node: PackageNode = {
      kind: 'package',
      id: this.#nodes.length,
      key,
      name: withoutCredentials(name),
      version,
      url: url === undefined ? undefined : withoutCredentials(url),
      pins,
    };
    this.#nodes.push(node);
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), node]);
    return node;
  }
}
