import type { Metadata, Stated } from '../lockfile/stated.js';
import { type Marker, markerText, parseMarker } from '../python/marker.js';
import { normalizeName } from '../python/version.js';
import { specifiersFromRange } from './version-ranges.js';

const SEARCHING = /^DEBUG Searching for a compatible version of ([A-Za-z0-9][\w.-]*)(?:\[([\w.-]+)\])?/;
const SELECTING = /^DEBUG Selecting: ([A-Za-z0-9][\w.-]*)==(\S+)/;
const DIRECT = /^DEBUG Adding direct dependency: (.+)$/;
const TRANSITIVE = /^DEBUG Adding transitive dependency for ([A-Za-z0-9][\w.-]*)==(\S+?)(?: @ \S+)?: (.+)$/;
/** `name[extra]{marker}range`. */
const REQUIREMENT = /^([A-Za-z0-9][\w.-]*)(?:\[([^\]{}]*)\])?(?:\{([^{}]*)\})?([*<>=].*)$/;

/** A requirement as the log has it. */
interface Logged {
  readonly key: string;
  readonly extra: string;
  readonly marker: string;
  readonly range: string;
  /** The extra of the package that asks for it. */
  readonly forExtra: string;
}

/**
 * What packages require, from what `uv pip compile --verbose` logs while it resolves. The log is no interface of uv's
 * (this is how 0.9.8 to 0.13.9 write it): a line that can't be read is a requirement that isn't known, nothing worse.
 *
 * uv's words have the meaning of the metadata, not always its spelling. A requirement with an extra is logged without
 * its marker; the marker follows when the package is chosen, and is only known where all who ask have the same one.
 */
export function readRequirementLog(log: string): Metadata {
  const direct: Logged[] = [];
  const packages = new Map<string, Map<string, Logged[]>>();
  const markersOfExtras = new Map<string, Set<string>>();
  let asking = { key: '', extra: '' };
  let block: Logged[] = [];
  const endBlock = (): void => {
    const marker = block.find((one) => one.marker !== '')?.marker ?? '';
    for (const { key, extra } of block.filter((one) => one.extra !== '')) {
      const name = `${key}[${normalizeName(extra)}]`;
      markersOfExtras.set(name, (markersOfExtras.get(name) ?? new Set()).add(marker));
    }
    block = [];
  };
  for (const line of log.split('\n')) {
    const searching = SEARCHING.exec(line);
    if (searching?.[1] !== undefined) {
      endBlock();
      asking = { key: normalizeName(searching[1]), extra: searching[2] ?? '' };
      continue;
    }
    const [, selected, version] = SELECTING.exec(line) ?? [];
    if (selected !== undefined && version !== undefined) {
      listOf(packages, normalizeName(selected), version);
      continue;
    }
    const ofProject = DIRECT.exec(line)?.[1];
    if (ofProject !== undefined) {
      const read = readLogged(ofProject, '');
      if (read !== undefined) direct.push(read);
      continue;
    }
    const [, by, at, required = ''] = TRANSITIVE.exec(line) ?? [];
    if (by === undefined || at === undefined) continue;
    const key = normalizeName(by);
    const read = readLogged(required, asking.key === key ? asking.extra : '');
    if (read === undefined) continue;
    // How uv takes a package with an extra or a marker apart: nothing that its metadata states.
    if (read.key === key) block.push(read);
    else listOf(packages, key, at).push(read);
  }
  endBlock();
  return {
    direct: stated(direct, markersOfExtras),
    packages: new Map(
      [...packages].map(([key, versions]) => [
        key,
        new Map([...versions].map(([version, all]) => [version, stated(all, markersOfExtras)])),
      ]),
    ),
  };
}

function listOf(packages: Map<string, Map<string, Logged[]>>, key: string, version: string): Logged[] {
  const versions = packages.get(key) ?? new Map<string, Logged[]>();
  packages.set(key, versions);
  const list = versions.get(version) ?? [];
  versions.set(version, list);
  return list;
}

function readLogged(text: string, forExtra: string): Logged | undefined {
  const [, name, extra = '', marker = '', range] = REQUIREMENT.exec(text) ?? [];
  if (name === undefined || range === undefined) return undefined;
  return { key: normalizeName(name), extra, marker, range, forExtra };
}

/** The extras of one requirement are logged one by one, and everything again in each fork. */
function stated(
  all: readonly Logged[],
  markersOfExtras: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Stated[] {
  const merged = new Map<string, { one: Logged; extras: Set<string> }>();
  for (const one of all) {
    const place = JSON.stringify([one.key, one.range, one.marker, one.forExtra, one.extra !== '']);
    const known = merged.get(place) ?? { one, extras: new Set<string>() };
    if (one.extra !== '') known.extras.add(normalizeName(one.extra));
    merged.set(place, known);
  }
  return [...merged.values()].map(({ one, extras }) => statedOne(one, [...extras].sort(), markersOfExtras));
}

function statedOne(
  { key, marker: ownMarker, range, forExtra }: Logged,
  extras: readonly string[],
  markersOfExtras: ReadonlyMap<string, ReadonlySet<string>>,
): Stated {
  const told = new Set(
    extras.flatMap((extra) => [...(markersOfExtras.get(`${key}[${extra}]`) ?? [UNKNOWN])]),
  );
  const [only = ''] = told;
  const logged = extras.length === 0 || ownMarker !== '' ? ownMarker : told.size === 1 ? only : UNKNOWN;
  const read = readMarker(logged);
  const specifiers = specifiersFromRange(range);
  const extraMarker = forExtra === '' ? '' : `extra == '${forExtra}'`;
  const shown = read === undefined || read === 'none' ? '' : markerText(read);
  const needsParentheses = extraMarker !== '' && typeof read === 'object' && read.kind === 'or';
  const markers = [needsParentheses ? `(${shown})` : shown, extraMarker].filter((part) => part !== '');
  const name = `${key}${extras.length === 0 ? '' : `[${extras.join(',')}]`}${specifiers ?? ` ${range}`}`;
  return {
    key,
    extras,
    forExtra: forExtra === '' ? undefined : normalizeName(forExtra),
    text: markers.length === 0 ? name : `${name} ; ${markers.join(' and ')}`,
    specifiers,
    marker: typeof read === 'object' ? read : undefined,
    markerKnown: read !== undefined,
  };
}

const UNKNOWN = '?';

function readMarker(text: string): Marker | 'none' | undefined {
  if (text === '') return 'none';
  try {
    return parseMarker(text);
  } catch {
    return undefined;
  }
}
