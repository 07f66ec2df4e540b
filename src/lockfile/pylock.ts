import { parse, TomlError, type TomlTable } from 'smol-toml';
import { jsonText } from '../json-text.js';
import { readHeader } from './header.js';
import { conflictMark, eachLine } from './lines.js';
import type { Lockfile, OptionLine, Pin, Problem } from './parse.js';
import { isTomlTable, pylockPin } from './pylock-pin.js';

const VERSION_LINE = /^[ \t]*["']?lock-version["']?[ \t]*=/m;
const PACKAGE_LINE = /^[ \t]*\[\[[ \t]*["']?packages["']?[ \t]*\]\]/;
/** What counts in every other way than as the options of the file, or for nothing at all. */
const NO_OPTIONS: ReadonlySet<string> = new Set(['lock-version', 'created-by', 'packages', 'tool']);

/** Whether a text is a `pylock.toml` (PEP 751), whatever its name: no requirement is written so. */
export function isPylock(text: string): boolean {
  return text.includes('lock-version') && VERSION_LINE.test(text);
}

/**
 * Reads a `pylock.toml` (PEP 751) into the values that a requirements file gives. Never throws: what can't be read is
 * among the problems. Of a half-merged file, the pins of both sides are kept (not those of the base).
 *
 * What it says for the file as a whole (`requires-python`, `environments`) are its option lines. It has no `# via`.
 */
export function parsePylock(text: string): Lockfile {
  const header = readHeader(text);
  const sides = bothSides(text);
  if (sides === undefined) return { header, ...readSide(text), isPylock: true };
  const [ours, theirs] = [readSide(sides.ours), readSide(sides.theirs)];
  const has = new Set(ours.pins.map(placeOf));
  return {
    header,
    options: ours.options,
    pins: [...ours.pins, ...theirs.pins.filter((pin) => !has.has(placeOf(pin)))].sort(
      (a, b) => a.line - b.line,
    ),
    problems: sides.marks,
    isPylock: true,
  };
}

const placeOf = (pin: Pin): string => `${pin.line} ${pin.text}`;

interface Sides {
  /** With the same lines as the whole: those of the other side, and of the base, are empty. */
  readonly ours: string;
  readonly theirs: string;
  readonly marks: readonly Problem[];
}

function bothSides(text: string): Sides | undefined {
  const marks: Problem[] = [];
  const ours: string[] = [];
  const theirs: string[] = [];
  let place: 'ours' | 'base' | 'theirs' | 'end' = 'end';
  eachLine(text, (line, number) => {
    const mark = conflictMark(line);
    if (mark !== undefined) {
      place = mark;
      marks.push({ kind: 'conflict-marker', line: number, text: line });
    }
    const isCommon = mark === undefined && place === 'end';
    ours.push(isCommon || (mark === undefined && place === 'ours') ? line : '');
    theirs.push(isCommon || (mark === undefined && place === 'theirs') ? line : '');
    return true;
  });
  return marks.length === 0 ? undefined : { ours: ours.join('\n'), theirs: theirs.join('\n'), marks };
}

function readSide(text: string): Pick<Lockfile, 'options' | 'pins' | 'problems'> {
  const lines: string[] = [];
  eachLine(text, (line) => lines.push(line) > 0);
  const problem = (line: number): Problem => {
    const place = Math.min(Math.max(line, 1), lines.length);
    return { kind: 'syntax', line: place, text: (lines[place - 1] ?? '').trim() };
  };
  const lineOf = (key: string): number =>
    lines.findIndex((line) => line.replace(/["']/g, '').trimStart().startsWith(key)) + 1;
  let document: TomlTable;
  try {
    document = parse(lines.join('\n'), { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { options: [], pins: [], problems: [problem(error.line)] };
  }
  const problems: Problem[] = [];
  const version = document['lock-version'];
  // uv and pip take any minor version.
  if (typeof version !== 'string' || !/^1\.\d+$/.test(version))
    problems.push(problem(lineOf('lock-version')));
  const options = Object.entries(document).flatMap(([key, value]): OptionLine[] =>
    NO_OPTIONS.has(key) ? [] : [{ text: `${key} = ${jsonText(value)}`, line: Math.max(lineOf(key), 1) }],
  );
  const places = lines.flatMap((line, index) => (PACKAGE_LINE.test(line) ? [index + 1] : []));
  const { packages } = document;
  const requiresPython = typeof document['requires-python'] === 'string' ? document['requires-python'] : '';
  const pins: Pin[] = [];
  if (!Array.isArray(packages))
    problems.push({
      ...problem(lineOf('packages')),
      why: 'without its list of packages, no installer takes',
    });
  for (const [index, table] of (Array.isArray(packages) ? packages : []).entries()) {
    const line = places[index] ?? Math.max(lineOf('packages'), 1);
    const pin = isTomlTable(table) ? pylockPin(table, line, requiresPython) : undefined;
    if (pin !== undefined) pins.push(pin);
    else {
      const name = isTomlTable(table) && typeof table.name === 'string' ? ` ${table.name}` : '';
      problems.push({ kind: 'syntax', line, text: `[[packages]]${name}`.trim() });
    }
  }
  return { options, pins, problems };
}
