import type { Requirement } from '../python/requirement.js';
import { satisfies } from '../python/version.js';
import { type Asker, askersOf } from './askers.js';
import { GraphDraft, type Label, type Markers, markersOf, type PackageNode } from './graph-draft.js';
import type { Pin } from './parse.js';
import type { Metadata, Stated } from './stated.js';

export type { Graph, GraphEdge, GraphNode, Label, PackageNode } from './graph-draft.js';

/** A requirement of the project's own. */
export interface DirectRequirement {
  readonly requirement: Requirement;
  /** The file and table: `pyproject.toml [project] dependencies`. */
  readonly place: string;
  readonly line: number | undefined;
}

/** What a graph is made from. */
export interface GraphSource {
  readonly pins: readonly Pin[];
  readonly direct: readonly DirectRequirement[];
  /** Keys of unnamed pins (`./lib`) by the names of their packages. */
  readonly localNames: ReadonlyMap<string, string>;
  /** The normalized name of the project itself. */
  readonly ownName: string | undefined;
  /** The project's file, whose requirements aren't in `direct` where they are dynamic. */
  readonly manifest: { readonly path: string; readonly isDynamic: boolean };
  readonly metadata: Metadata;
  /** Packages whose requirements `[tool.uv] override-dependencies` replaces. */
  readonly overridden: ReadonlySet<string>;
  readonly meet: Meet;
}

/** Whether there is an environment on which one marker of each list is true; undefined always is. */
export type Meet = (lists: readonly Markers[]) => boolean;

/**
 * Who asks for what in a lockfile: packages by name and version, and the places of `pyproject.toml`.
 *
 * The `# via` comments say who asks for a package; metadata says with which requirement, and which pin of several.
 * Where a lockfile has no such comments (`no-annotate`), metadata says both.
 */
export function lockfileGraph(source: GraphSource): ReturnType<GraphDraft['finish']> {
  const draft = new GraphDraft(source.pins, source.localNames);
  const annotated = source.pins.some(({ via }) => via.length > 0);
  // Those that are only named by a comment are among the nodes from then on.
  for (const node of draft.packages()) {
    const askers = annotated ? askersOf(node.pins, source.ownName) : statedAskers(node, source, draft);
    for (const asker of askers) {
      if (asker.kind === 'file') draft.connect(draft.root(asker.path), node, []);
      else if (asker.kind === 'project') connectProject(node, source, draft);
      else connectPackage(asker.key, node, source, draft);
    }
  }
  return draft.finish();
}

/** Who asks for a package, as far as requirements tell. */
function statedAskers(node: PackageNode, source: GraphSource, draft: GraphDraft): readonly Asker[] {
  const { direct, metadata } = source;
  const isDirect =
    direct.some(({ requirement }) => draft.isNamed(node, requirement.key)) ||
    metadata.direct.some(({ key }) => draft.isNamed(node, key));
  const packages = [...metadata.packages.keys()].filter((key) =>
    draft.named(key).some((one) => statedBy(key, one, node, source, draft).length > 0),
  );
  return [
    ...(isDirect ? [{ kind: 'project' } as const] : []),
    ...packages.map((key) => ({ kind: 'package', key }) as const),
  ];
}

function connectProject(node: PackageNode, source: GraphSource, draft: GraphDraft): void {
  const { direct, metadata, manifest } = source;
  const named = direct.filter(({ requirement }) => draft.isNamed(node, requirement.key));
  const fits = ({ requirement }: DirectRequirement, one: PackageNode): boolean =>
    requirementFits({ ...requirement, markerKnown: true }, one, source);
  const fitting = forThis(named, node, fits, draft);
  if (fitting === undefined) return;
  for (const { place, requirement, line } of fitting)
    draft.connect(draft.root(place), node, [
      {
        text: requirement.text,
        line,
        note: undefined,
        marker: requirement.marker,
        extras: requirement.extras,
        forExtra: undefined,
      },
    ]);
  if (named.length > 0) return;
  const stated = metadata.direct.filter(({ key }) => draft.isNamed(node, key));
  const root = manifest.isDynamic
    ? `${manifest.path} (dynamic)`
    : `${manifest.path}, which doesn't name it any more`;
  draft.connect(draft.root(root), node, stated.map(asLabel(node, source)));
}

function connectPackage(key: string, node: PackageNode, source: GraphSource, draft: GraphDraft): void {
  const parents = draft.named(key);
  if (parents.length === 0) parents.push(draft.unpinned(key));
  const possible = parents.filter((parent) => source.meet([markersOf(parent), markersOf(node)]));
  const candidates = (possible.length === 0 ? parents : possible).map((parent) => ({
    parent,
    stated: statedBy(key, parent, node, source, draft),
  }));
  // Of several pins of one package, one whose metadata was read and doesn't name this is none that asks, while another is.
  const isNamed = candidates.some(({ stated }) => stated.length > 0);
  for (const { parent, stated } of candidates) {
    if (isNamed && stated.length === 0 && isRead(key, parent, source)) continue;
    const fits = (one: Stated, other: PackageNode): boolean => requirementFits(one, other, source);
    const fitting = forThis(stated, node, fits, draft);
    if (fitting !== undefined) draft.connect(parent, node, fitting.map(asLabel(node, source)));
  }
}

function isRead(key: string, { version }: PackageNode, { metadata }: GraphSource): boolean {
  return version !== undefined && metadata.packages.get(key)?.has(version) === true;
}

/** What the metadata of a package, by its name, says about another. */
function statedBy(
  key: string,
  parent: PackageNode,
  node: PackageNode,
  { metadata }: GraphSource,
  draft: GraphDraft,
): readonly Stated[] {
  const versions = metadata.packages.get(key) ?? new Map<string, readonly Stated[]>();
  // A pin by URL doesn't tell its version.
  const all =
    parent.version === undefined ? [...versions.values()].flat() : (versions.get(parent.version) ?? []);
  return all.filter((one) => draft.isNamed(node, one.key));
}

/**
 * Those requirements that this pin meets: of forks, each has its own.
 *
 * @returns all, where no pin of the package meets any; undefined, where another one does, and this doesn't
 */
function forThis<One>(
  requirements: readonly One[],
  node: PackageNode,
  fits: (requirement: One, node: PackageNode) => boolean,
  draft: GraphDraft,
): readonly One[] | undefined {
  const mine = requirements.filter((one) => fits(one, node));
  if (mine.length > 0 || requirements.length === 0) return mine;
  const others = draft.named(node.key).filter((other) => other !== node);
  return others.some((other) => requirements.some((one) => fits(one, other))) ? undefined : requirements;
}

function requirementFits(
  { specifiers, marker }: Pick<Stated, 'specifiers' | 'marker' | 'markerKnown'>,
  node: PackageNode,
  { meet }: GraphSource,
): boolean {
  if (node.version !== undefined && specifiers !== undefined && !satisfies(node.version, specifiers))
    return false;
  return meet([[marker], markersOf(node)]);
}

function asLabel(node: PackageNode, { overridden }: GraphSource) {
  return ({ text, key, specifiers, marker, markerKnown, extras, forExtra }: Stated): Label => {
    const isOverridden =
      overridden.has(key) || node.pins.some(({ via }) => via.some((one) => one.startsWith('--override')));
    const notes = [
      ...(isOverridden ? ['an override'] : []),
      ...(markerKnown ? [] : ['its marker is not known']),
      // uv logs a direct URL like a requirement of any version.
      ...(node.url !== undefined && specifiers === '' ? ['perhaps by a URL'] : []),
    ];
    const note = notes.length === 0 ? undefined : notes.join(', ');
    return { text, line: undefined, note, marker: markerKnown ? marker : undefined, extras, forExtra };
  };
}
