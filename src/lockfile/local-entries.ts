import { posix } from 'node:path';
import { conflictMark } from './lines.js';
import { endOf, splitLines } from './rewrite.js';

/** Where uv ran. */
export interface LocalRoot {
  /** The absolute path of the sandbox's copy of the repository's root. */
  readonly sandbox: string;
  /** The project's folder in it, with `/`; `''` for the root. */
  readonly folder: string;
  /** Where that is, as seen from the project, which another manifest's path means: uv prints it as it stands there. */
  readonly meant?: (written: string) => string | undefined;
}

/** `--annotation-style=line`: the comment stands two spaces after a column of 24. */
const LINE_ANNOTATION = /^(.*?\S) {2,}(# via .*)$/s;
const EDITABLE = /^-e /;
const SCHEME = /^[a-z][a-z0-9+.-]+:\S/i;
/** All else that uv writes: `name==version`, `name[extra]==version`, `name @ URL`. */
const NAMED = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?(?:={2,3}| @ )/;

/**
 * uv's text with local entries as an installer takes them everywhere: `./lib` and `../lib`, for
 *
 * - a path source, which uv writes as it stands in `pyproject.toml`: a bare `lib`, which pip and uv would read as
 *   the name of a package on the index;
 * - `file:///SANDBOX/…` and `/SANDBOX/…` (workspace members), which exist on no other machine;
 * - `name @ file:///SANDBOX/…` and `name @ file://${PROJECT_ROOT}/…`, which become unnamed, as no installer takes a
 *   relative path there, and none but uv knows that variable;
 * - a path source of a local package, which uv writes as it stands in that package's `pyproject.toml`.
 *
 * Paths that leave the sandbox stay as they are. For uv's output only: there, a bare name can be nothing but a
 * path, while in a hand-written file it is a package.
 */
export function withLocalEntries(text: string, root: LocalRoot): string {
  return splitLines(text)
    .map((line) => {
      if (/^(?:\s|#|--|$)/.test(line) || conflictMark(line.trimEnd()) !== undefined) return line;
      const end = endOf(line);
      const content = line.slice(0, line.length - end.length);
      const [, entry = content, comment] = LINE_ANNOTATION.exec(content) ?? [];
      const rewritten = rewriteEntry(entry, root);
      if (rewritten === entry) return line;
      return comment === undefined ? rewritten + end : `${rewritten.padEnd(24)}  ${comment}${end}`;
    })
    .join('');
}

/**
 * uv's `pylock.toml` with the files that lie in the sandbox (`find-links = ["wheels"]`) by their paths as seen from the
 * lockfile's folder, for `file:///SANDBOX/…`, which exist on no other machine. Folders uv writes so by itself.
 */
export function withLocalFiles(text: string, root: LocalRoot): string {
  return text.replace(/\{ url = "(file:\/\/[^"\\]*)"/g, (whole, url: string) => {
    const local = insideSandbox(absolutePath(url) ?? '', root);
    return local === undefined ? whole : `{ path = ${JSON.stringify(local.replace(/^\.\//, ''))}`;
  });
}

function rewriteEntry(entry: string, root: LocalRoot): string {
  const [, body = entry, tail = ''] = /^(.*?)(\s;\s.*|\s\\$)$/s.exec(entry) ?? [];
  const editable = EDITABLE.test(body) ? '-e ' : '';
  const rest = body.slice(editable.length);
  const place = / @ ((?:file:)?\/.*)$/s.exec(rest)?.[1]?.replace(PROJECT_ROOT, projectRoot(root)) ?? rest;
  const local = localPath(place, root, editable !== '');
  return local === undefined ? entry : `${editable}${local}${tail}`;
}

const PROJECT_ROOT = /^file:\/\/\/?\$\{PROJECT_ROOT\}/i;

function projectRoot({ sandbox, folder }: LocalRoot): () => string {
  const place = posix.join(withoutDrive(sandbox), folder).replace(/\/+$/, '');
  return () => `file://${place}`;
}

/** The relative path to write for a place, or undefined to leave it. */
function localPath(place: string, root: LocalRoot, editable: boolean): string | undefined {
  const absolute = absolutePath(place);
  if (absolute !== undefined) return insideSandbox(absolute, root);
  if (!NAMED.test(place) || editable) {
    const meant = root.meant?.(place);
    if (meant !== undefined) return relativeTo(meant);
  }
  if (/^\.{1,2}(?:[\\/]|$)/.test(place) || SCHEME.test(place)) return undefined;
  if (!editable && NAMED.test(place)) return undefined;
  return `./${place}`;
}

function absolutePath(place: string): string | undefined {
  if (/^file:\/\//i.test(place)) {
    const path = place.replace(/^file:\/\/(?:localhost)?/i, '');
    try {
      return withoutDrive(decodeURIComponent(path));
    } catch {
      return withoutDrive(path);
    }
  }
  return /^(?:\/|[a-z]:[\\/])/i.test(place) ? withoutDrive(place) : undefined;
}

/** `/C:/x`, `C:\x` → `/c:/x`, so that all absolute paths are alike. */
function withoutDrive(path: string): string {
  const slashed = path.replace(/\\/g, '/');
  return slashed.replace(/^\/?([A-Za-z]):\//, (_, drive: string) => `/${drive.toLowerCase()}:/`);
}

function insideSandbox(absolute: string, root: LocalRoot): string | undefined {
  const sandbox = withoutDrive(root.sandbox).replace(/\/+$/, '');
  if (absolute !== sandbox && !absolute.startsWith(`${sandbox}/`)) return undefined;
  return relativeTo(posix.relative(posix.join(sandbox, root.folder), absolute));
}

function relativeTo(place: string): string {
  if (place === '') return '.';
  return place.startsWith('..') ? place : `./${place}`;
}
