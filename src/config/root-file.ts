import { defaultLoadersSync } from 'cosmiconfig';
import { parse as parseToml, TomlError } from 'smol-toml';
import { Failure } from '../failure.js';
import { placeIn } from './layer.js';
import type { RootConfig } from './options.js';
import { RootSchema } from './schema.js';
import { validate } from './validate.js';
import { impossibleMoments, notReal } from './yaml-moments.js';

type Loader = (file: string, text: string) => unknown;

// cosmiconfig's loaders over text of the snapshot: its search would read the disk, not the index that git commits.
const loadJson: Loader = defaultLoadersSync['.json'];
const loadYaml: Loader = (file, text) => asData(defaultLoadersSync['.yaml'](file, text), text);
const loadToml: Loader = (_, text) => parseToml(text);

/** Far more than a configuration has. */
const MOST_VALUES = 100_000;
const MOST_CHARACTERS = 1_000_000;

const LOADERS: Readonly<Record<string, Loader>> = {
  // YAML, of which JSON is a part.
  '.lockgenrc': loadYaml,
  '.lockgenrc.json': loadJson,
  '.lockgenrc.yaml': loadYaml,
  '.lockgenrc.yml': loadYaml,
  '.lockgenrc.toml': loadToml,
  'package.json': loadJson,
};

/**
 * The value that a configuration file holds; an empty table where it is empty or has only comments.
 *
 * @returns `undefined` for a `package.json` without the key `lockgen`
 * @throws Failure `configuration` with line and column where it can't be parsed
 */
export function parseRootFile(file: string, content: string): unknown {
  const text = content.replace(/^\uFEFF/, '');
  const load = LOADERS[file];
  if (load === undefined || text.trim() === '') return file === 'package.json' ? undefined : {};
  if (text.length > MOST_CHARACTERS && file !== 'package.json') throw tooLarge(file);
  let value: unknown;
  try {
    value = load(file, text);
  } catch (error) {
    throw malformed(file, text, error);
  }
  if (file !== 'package.json') return value ?? {};
  return typeof value === 'object' && value !== null && 'lockgen' in value ? value.lockgen : undefined;
}

/**
 * Validates what a configuration file holds.
 *
 * @throws Failure `configuration` with all errors at once
 */
export function validateRoot(file: string, value: unknown): RootConfig {
  const inPackage = file === 'package.json';
  const {
    projects,
    exclude,
    $schema: _,
    ...options
  } = validate(RootSchema, value, {
    kind: 'root',
    spelling: file.endsWith('.toml') ? 'kebab' : 'camel',
    place: (path) => placeIn(file, inPackage ? ['lockgen', ...path] : path),
  });
  return { file, projects, exclude: exclude ?? [], options };
}

function tooLarge(file: string): Failure {
  return new Failure('configuration', `${file} is larger than a configuration can be`, {
    next: `look at what wrote ${file}; docs/configuration.md has every option`,
  });
}

function malformed(file: string, text: string, error: unknown): Failure {
  const { line, column, what } = whereAndWhat(text, error);
  const kind = error instanceof TomlError ? 'TOML' : /\.json$/.test(file) ? 'JSON' : 'YAML';
  return new Failure('configuration', `${file}:${line}:${column}: not ${kind}: ${what}`, {
    next: `correct ${file} there and try again`,
    cause: error,
  });
}

function whereAndWhat(text: string, error: unknown): { line: number; column: number; what: string } {
  if (error instanceof TomlError) {
    const what = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
    return { line: error.line, column: error.column, what };
  }
  // js-yaml's exception has a mark, counted from 0.
  if (error instanceof Error && 'mark' in error && 'reason' in error) {
    const { mark, reason } = error;
    if (typeof mark === 'object' && mark !== null && 'line' in mark && 'column' in mark) {
      return { line: Number(mark.line) + 1, column: Number(mark.column) + 1, what: String(reason) };
    }
  }
  if (error instanceof RangeError) return { line: 1, column: 1, what: error.message };
  return jsonError(text, error);
}

/** JSON: in the engine's own words, which say where in some cases only. */
function jsonError(text: string, error: unknown): { line: number; column: number; what: string } {
  const words = jsonWords(text) ?? String(error);
  const stated = /at position (\d+)/.exec(words)?.[1];
  const before = text.slice(0, stated === undefined ? unexpectedToken(text) : Number(stated));
  const what = words.replace(/(?: in JSON)?(?: at position .*|, (?:\.\.\.)?".*is not valid JSON)$/s, '');
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n'), what };
}

/** Where the first token stands that can't be there: what comes before it is a beginning of JSON, or the end. */
function unexpectedToken(text: string): number {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (/^Unexpected token/.test(jsonWords(text.slice(0, middle + 1)) ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}

function jsonWords(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * YAML's values as plain data. It takes `2026-10-07` without quotes for a moment, and for the same one as
 * `2026-10-07T00:00:00Z`; the text still tells a day from a moment. What an alias stands for is counted each time: a few
 * lines of them can stand for more values than there is memory, or for themselves.
 */
function asData(value: unknown, text: string): unknown {
  let days: Set<string> | undefined;
  let impossible: ReadonlyMap<number, number> | undefined;
  let count = 0;
  const plain = (one: unknown, depth: number): unknown => {
    count += 1;
    if (count > MOST_VALUES || depth > 100) throw new RangeError('more values than a configuration can have');
    if (one instanceof Date) {
      if (Number.isNaN(one.getTime())) return one;
      impossible ??= impossibleMoments(text);
      const at = impossible.get(one.getTime());
      if (at !== undefined) throw notReal(text, at);
      const full = one.toISOString();
      const day = full.slice(0, 10);
      days ??= new Set(text.match(DAY));
      return full.endsWith('T00:00:00.000Z') && days.has(day) ? day : full;
    }
    if (Array.isArray(one)) return one.map((item) => plain(item, depth + 1));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, plain(inner, depth + 1)]));
  };
  return plain(value, 0);
}

/** A day that isn't the beginning of a moment. */
const DAY = /(?<![\w-])\d{4}-\d\d-\d\d(?![Tt\w]|[ \t]+\d)/g;
