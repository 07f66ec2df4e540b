import { type Marker, parseMarker } from '../python/marker.js';
import { parseRequirement, type Requirement } from '../python/requirement.js';
import { normalizeName } from '../python/version.js';

/** What one entry of a lockfile says, without its place and its comments. */
export interface Entry {
  /** As written; an unnamed entry's path or URL. */
  readonly name: string;
  /** To compare by: the normalized name (PEP 503), or an unnamed entry's path or URL. */
  readonly key: string;
  /** Normalized, sorted. */
  readonly extras: readonly string[];
  /** Of `==` or `===`; undefined for a range, a bare name and a URL. */
  readonly version: string | undefined;
  /** A direct URL (`https:`, `git+…`, `file:`) or a path, as written. */
  readonly url: string | undefined;
  readonly editable: boolean;
  /** False for `-e ./lib`, `./lib` and a bare URL, whose package name isn't in the file. */
  readonly named: boolean;
  readonly marker: Marker | undefined;
  /** As written; `''` where there is none. */
  readonly markerText: string;
  /** `sha256:…`, in the order written. */
  readonly hashes: readonly string[];
}

const HASH = /\s--hash(?:=|\s+)(\S+)/g;
/** A name, and what may follow it. */
const REQUIREMENT_START = /^[a-z0-9][a-z0-9._-]*\s*(?:$|[[@(<>=!~;])/i;
const ARCHIVE = /\.(?:whl|zip|tar(?:\.[a-z0-9]+)?|tgz|tbz)$/i;
const EDITABLE = /^(?:-e\s*|--editable(?:=|\s+))(\S.*)$/;

/**
 * Reads an entry: a requirement, a path, a URL, or an editable one of them.
 * @param text a logical line, without comment, its continuations joined
 * @returns undefined where it is none of them
 */
export function readEntry(text: string): Entry | undefined {
  const hashes = hashesIn(text);
  const body = withoutOptions(text.trim());
  if (hashes.length > 0 && !endsWithHashes(text)) return undefined;
  const editable = body.startsWith('-') ? EDITABLE.exec(body)?.[1] : undefined;
  if (editable !== undefined) return unnamedEntry(editable, true, hashes);
  const requirement = tryRequirement(body);
  if (requirement === undefined || ARCHIVE.test(requirement.name)) return unnamedEntry(body, false, hashes);
  return namedEntry(requirement, body, hashes);
}

/** The options of an entry that are no hashes, as written; `''` where there are none. */
export function otherOptions(text: string): string {
  return text.slice(withoutOptions(text).length).replace(HASH, '').trim();
}

/** Shared, as most entries of a large file have none. */
const NONE: readonly string[] = [];

function hashesIn(text: string): readonly string[] {
  return text.includes('--hash') ? [...text.matchAll(HASH)].flatMap((match) => match[1] ?? []) : NONE;
}

/** Cuts off `--hash=…` and the other options that a requirement can carry. */
function withoutOptions(text: string): string {
  if (!text.includes('--')) return text;
  const options = EDITABLE.test(text)
    ? /\s--(?:hash|config-settings?|global-option)[=\s]/.exec(text)
    : /\s--[a-z]/.exec(text);
  return options === null ? text : text.slice(0, options.index).trimEnd();
}

/** Whether nothing but options stands after an entry's first hash: a pin that begins there was meant to be another line. */
function endsWithHashes(text: string): boolean {
  const tail = text.slice(text.search(HASH)).replace(HASH, '').trim();
  return tail === '' || tail.startsWith('--');
}

function tryRequirement(text: string): Requirement | undefined {
  // Most of what is none is told here, which is far quicker than an error.
  if (!REQUIREMENT_START.test(text)) return undefined;
  try {
    return parseRequirement(text);
  } catch {
    return undefined;
  }
}

function namedEntry(requirement: Requirement, body: string, hashes: readonly string[]): Entry {
  const version = /^={2,3}([^,*]+)$/.exec(requirement.specifiers)?.[1];
  return {
    name: requirement.name,
    key: requirement.key,
    extras: requirement.extras,
    version,
    url: requirement.url,
    editable: false,
    named: true,
    marker: requirement.marker,
    markerText: requirement.marker === undefined ? '' : markerPart(body, requirement.url),
    hashes,
  };
}

function markerPart(body: string, url: string | undefined): string {
  const from = url === undefined ? 0 : body.indexOf(url) + url.length;
  return body.slice(body.indexOf(';', from) + 1).trim();
}

/**
 * An entry that doesn't name its package. uv writes local ones as they stand in `[tool.uv.sources]`, spaces included:
 * `../lib`, `-e lib`, `file:///abs/lib`.
 */
function unnamedEntry(body: string, editable: boolean, hashes: readonly string[]): Entry | undefined {
  const cut = /\s;\s/.exec(body);
  const place = cut === null ? body : body.slice(0, cut.index).trimEnd();
  const text = cut === null ? '' : body.slice(cut.index + cut[0].length).trim();
  if (!editable && !isPlace(place)) return undefined;
  let marker: Marker | undefined;
  if (cut !== null) {
    try {
      marker = parseMarker(text);
    } catch {
      return undefined;
    }
  }
  const [, path = place, extras = ''] = /^(.*[^\]])\[([^\][]*)\]$/.exec(place) ?? [];
  return {
    name: path,
    key: path,
    extras: extras
      .split(',')
      .filter((extra) => extra.trim() !== '')
      .map((extra) => normalizeName(extra.trim()))
      .sort(),
    version: undefined,
    url: path,
    editable,
    named: false,
    marker,
    markerText: text,
    hashes,
  };
}

/** A path or a URL: what pip and uv take for one, and no sentence that happens to hold a slash. */
function isPlace(text: string): boolean {
  if (/^(?:\.{1,2}(?:[\\/]|$)|[\\/~]|[a-z]:[\\/]|[a-z][a-z0-9+.-]*:\S)/i.test(text)) return true;
  if (/\s/.test(text)) return false;
  return /[\\/]/.test(text) || ARCHIVE.test(text);
}
