import type { Marker } from '../python/marker.js';

/** A requirement that a package's metadata states, as far as it could be read. */
export interface Stated {
  /** The normalized name of what is required. */
  readonly key: string;
  /** The requirement as PEP 508 has it. */
  readonly text: string;
  /** The extras that are asked for, normalized. */
  readonly extras: readonly string[];
  /** The extra of the package that states it; undefined where it is required without any. */
  readonly forExtra: string | undefined;
  /** As PEP 440 has them; undefined where they could not be read, `''` for any version. */
  readonly specifiers: string | undefined;
  readonly marker: Marker | undefined;
  /** Whether `marker` is all of it. */
  readonly markerKnown: boolean;
}

/** What packages require, by their names and versions; a package that requires nothing has an empty list. */
export interface Metadata {
  /** What the project itself asks for. */
  readonly direct: readonly Stated[];
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, readonly Stated[]>>;
}

/** Nothing that is known. */
export const NO_METADATA: Metadata = { direct: [], packages: new Map() };
