import { withoutCredentials } from '../lockfile/credentials.js';
import { normalizeName } from '../python/version.js';
import { absentPackages } from './absent.js';
import type { UvResult } from './run.js';
import type { Damaged, Following } from './waiting.js';

/**
 * `unsatisfiable`: no set of versions fits · `python-range`: none fits, and uv has the promised Pythons among its reasons ·
 * `unavailable`: something could not be had (network, 401, 403, 404, 5xx, git, not in the cache while offline, or not in time) ·
 * `project`: pyproject.toml or uv.toml is at fault · `build`: a build back-end failed · `no-python`: uv found no
 * interpreter · `killed`: a signal ended uv · `missing`: uv could not be started · `other`: anything else.
 */
export type UvFailureKind =
  | 'unsatisfiable'
  | 'unavailable'
  | 'python-range'
  | 'project'
  | 'build'
  | 'no-python'
  | 'killed'
  | 'missing'
  | 'other';

/** What a failed run of uv means. */
export interface UvFailure {
  readonly kind: UvFailureKind;
  /** The host that could not be reached or refused, where uv names one. */
  readonly host: string | undefined;
  /** The HTTP status; 404 also for a package that no index has. */
  readonly status: number | undefined;
  /** The marker of the one split that has no solution. */
  readonly split: string | undefined;
  /** The packages that uv names, in its order, each once. */
  readonly packages: readonly string[];
  /** uv's own words, from its error on, without color, credentials and progress. */
  readonly message: string;
  /** The host could not be reached, or gave no answer that says anything of what was asked for. */
  readonly unreachable?: boolean;
  /** The host that was asked for a package that it doesn't have. */
  readonly absentFrom?: string;
  /** A file that could not be read. */
  readonly damaged?: Damaged;
  /** uv was ended because it took too long. */
  readonly timedOut?: boolean;
}

/**
 * Reads a run that did not end with 0. Exit codes don't tell the kinds apart: uv's `cause:` and `hint:` lines do.
 *
 * @param log - tells the host that had no package, which uv doesn't name
 */
export function readUvFailure(result: UvResult, log?: Pick<Following, 'hostOf'>): UvFailure {
  const message = errorText(plain(result.stderr));
  const read = { host: undefined, status: undefined, split: undefined, packages: [], message };
  if (result.missing) return { ...read, kind: 'missing' };
  if (result.timedOut) return { ...read, kind: 'unavailable', timedOut: true };
  if (result.signal !== undefined) return { ...read, kind: 'killed' };
  const statements = uvStatements(message);
  const kind = kindOf(statements);
  const own = statements.join('\n');
  return {
    kind,
    host: kind === 'unavailable' ? hostIn(own) : undefined,
    ...(kind === 'unavailable' && UNREACHABLE.test(own) ? { unreachable: true } : {}),
    ...absence(message, log),
    status: kind === 'unavailable' ? statusIn(own) : undefined,
    split: splitIn(statements[0] ?? ''),
    // Hints speak of versions in whole sentences.
    packages: packagesIn(statements.filter((statement) => !statement.startsWith('hint: ')).join('\n')),
    message,
  };
}

/**
 * uv's warning that it dropped the whole of `[tool.uv]` because of something that it doesn't know, which it follows by
 * resolving without it and exit code 0. Returns what is wrong there (with line and column, without the list of all
 * known keys), or undefined where uv gave no such warning.
 */
export function droppedToolUv(stderr: string): string | undefined {
  const lines = plain(stderr).split('\n');
  const start = lines.findIndex((line) =>
    /^warning: Failed to parse `.+` during settings discovery:/.test(line),
  );
  if (start === -1) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => line !== '' && !line.startsWith('  '));
  const block = lines.slice(start, length === -1 ? undefined : start + 1 + length);
  const text = block.map((line) => (line.startsWith('  ') ? line.slice(2) : line)).join('\n');
  return shortened(text.replace(/^warning: /, '').trim());
}

/**
 * The packages, by normalized name, of which uv left files out because their index gives no upload time to hold
 * against `exclude-newer`. It is only a warning of uv's, with exit code 0 where older or other packages fit.
 */
export function undatedPackages(stderr: string): readonly string[] {
  const files = plain(stderr).matchAll(/^warning: `([^`]+)` is missing an upload date, /gm);
  return [...new Set([...files].map(([, file = '']) => normalizeName(file.replace(/-\d.*$/s, ''))))].sort();
}

/** The packages, by normalized name, that `--no-build` kept uv from using, since they have no wheels. */
export function withoutWheels(message: string): readonly string[] {
  const hints = message.matchAll(
    /^hint: Wheels are required for `([^`]+)` because building from source is /gm,
  );
  return [...new Set([...hints].map(([, name = '']) => normalizeName(name)))];
}

/**
 * The packages, by normalized name, that uv was kept from building; none where it is the project itself, `undefined` where
 * that isn't what a message says.
 */
export function deniedBuilds(message: string): readonly string[] | undefined {
  const named = message.matchAll(/Building source distributions for `([^`]+)` is disabled/g);
  const names = [...[...named].map(([, name = '']) => normalizeName(name)), ...withoutWheels(message)];
  if (names.length > 0) return [...new Set(names)];
  return /Building source distributions is disabled/.test(message) ? [] : undefined;
}

/** Without colors, carriage returns and credentials. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what color is written with
  return withoutCredentials(text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').replace(/\r/g, ''));
}

/** From the error on: before it come progress (`Updating …`) and warnings that are not why it failed. */
function errorText(text: string): string {
  const start = /^(?:error: |ERROR: | {2}× )/m.exec(text)?.index;
  return shortened((start === undefined ? text : text.slice(start)).trimEnd());
}

/** uv lists every key that it knows after one that it doesn't; the nearest one is no easier to find in it. */
function shortened(text: string): string {
  return text.replace(/, expected one of (?:`[^`\n]*`(?:, )?){9,}/g, '');
}

/**
 * uv's own sentences, one an item: `error:`, `cause:`, `hint:`, with the continuation of the first two. Not what a
 * build back-end or git printed, which uv quotes below them. uv < 0.11 writes `×`, `├─▶`, `╰─▶` or `Caused by:`.
 */
export function uvStatements(message: string): string[] {
  const statements: string[] = [];
  let quoting = false;
  for (const line of message.split('\n')) {
    const opening = /^(?:error:|ERROR:| {2}×| {2}cause:| {2}Caused by:| {2}[├╰]─▶|\s*hint:)\s*(.*)$/.exec(
      line,
    );
    if (opening !== null) {
      statements.push(/hint:/.test(line) ? `hint: ${opening[1] ?? ''}` : (opening[1] ?? ''));
      quoting = false;
    } else if (/^\s*(?:\[std(?:out|err)\]|--- std(?:out|err))/.test(line)) {
      quoting = true;
    } else if (!quoting && /^\s{4,}\S/.test(line) && statements.length > 0) {
      statements.push(`${statements.pop()} ${line.trim()}`);
    }
  }
  return statements;
}

const UNAVAILABLE =
  /network was disabled|network connectivity is disabled|could not be queried|\b40[13] (?:Unauthorized|Forbidden)|Failed to fetch|Request failed after|error sending request|HTTP status (?:client|server) error|unexpected (?:JSON|HTML|content)|operation timed out|Git operation failed|was not found in the (?:package registry|cache|provided package locations)|is missing an upload date|Hash mismatch for package metadata|has an invalid package format|Failed to read `--find-links`|needs to be downloaded|(?:Missing|Unsupported) `Content-Type`/i;
/** No connection, no answer in time, one that was cut off, or a server that says that it can't answer now. */
const UNREACHABLE =
  /network was disabled|network connectivity is disabled|error sending request|operation timed out|error decoding response body|error reading a body|HTTP status server error|\b429 Too Many Requests/i;
const PROJECT =
  /^(?:Failed to parse: |Failed to parse entry|Requested extra not found|Required uv version|Distribution not found at|File not found|Metadata field \w+ not found|The source distribution .+ missing)|[Mm]alformed dependency groups|^Invalid version request|stream did not contain valid UTF-8|Invalid `pyproject\.toml`|does not appear to be a Python project/;
const BUILD =
  /^(?:Failed to (?:download and )?build|The build backend returned an error|Failed to resolve requirements from `build-system|Failed to parse metadata from built wheel)/;

function kindOf(statements: readonly string[]): UvFailureKind {
  const matches = (pattern: RegExp) => statements.some((statement) => pattern.test(statement));
  if (matches(/^No (?:Python )?interpreter found|^No Python (?:interpreter|installation)/))
    return 'no-python';
  if (matches(UNAVAILABLE)) return 'unavailable';
  if (/^No solution found when resolving/.test(statements[0] ?? '')) {
    return matches(/requested Python version \([^()]*\) does not satisfy|requires Python [<>=!~]/)
      ? 'python-range'
      : 'unsatisfiable';
  }
  if (matches(PROJECT) || statements.some(lacksGroup)) return 'project';
  return matches(BUILD) ? 'build' : 'other';
}

/** Who was asked for packages that aren't there. */
function absence(message: string, log: Pick<Following, 'hostOf'> | undefined): Pick<UvFailure, 'absentFrom'> {
  const hosts = [...absentPackages(message)].flatMap((name) => log?.hostOf(name) ?? []);
  return hosts[0] === undefined ? {} : { absentFrom: hosts[0] };
}

function lacksGroup(statement: string): boolean {
  const group = statement.indexOf('dependency group ');
  return group >= 0 && statement.includes(' was not found', group);
}

function hostIn(text: string): string | undefined {
  return /https?:\/\/(?:[^/\s@]*@)?([^/\s:?#)'"`]+)/.exec(text)?.[1];
}

function statusIn(text: string): number | undefined {
  const status = /\b([45]\d\d) [A-Z][a-z]+/.exec(text)?.[1] ?? /status code:? ([45]\d\d)/.exec(text)?.[1];
  if (status !== undefined) return Number(status);
  return /was not found in the package registry/.test(text) ? 404 : undefined;
}

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
// A name is looked for where one can begin, not at each of its letters.
const START = '(?<![A-Za-z0-9._-])[._-]*';
const NAMED = [
  // A name with a specifier, an extra or uv's marker of a fork.
  `${START}(${NAME})(?=\\s?(?:[<>=!~]=|[<>]\\d|\\[|\\{))`,
  `(?:depends on|versions? of) (${NAME})`,
  `${START}(${NAME}) was not found in`,
  `/simple/(${NAME})/`,
  `(?:build|download) \`(${NAME})(?=[ @=\`])`,
];
const NAMES = new RegExp(NAMED.join('|'), 'g');
const NO_NAMES = new Set(['Python', 'python', 'uv', 'python_full_version', 'python_version', 'your']);

/** The marker of a `for split (markers: …)` at the end of uv's first sentence. */
function splitIn(text: string): string | undefined {
  const opening = /for split \((?:markers: )?/.exec(text);
  const closing = /\):?$/.exec(text.slice(-2));
  if (opening === null || closing === null) return undefined;
  const marker = text.slice(opening.index + opening[0].length, text.length - closing[0].length);
  return marker === '' ? undefined : marker;
}

function packagesIn(text: string): string[] {
  // Not in the head, whose `for split (markers: …)` compares marker variables.
  const split = text.indexOf(' for split (');
  const [line = ''] = split < 0 ? [] : text.slice(split).split('\n', 1);
  const end = line.lastIndexOf(')') + 1;
  const headless = end === 0 ? text : text.slice(0, split) + text.slice(split + end);
  const body = headless.replace(/\{[^{}]*\}/g, '{}');
  const names = [...body.matchAll(NAMES)].flatMap((match) =>
    match.slice(1).filter((name) => name !== undefined),
  );
  return [...new Set(names)].filter((name) => !NO_NAMES.has(name));
}
