import { readFileSync } from 'node:fs';
import { afterAll, expect } from 'vitest';
import { isLeftOut } from './page.js';

/** The columns of docs/comparison.md: lockgen, and what people use instead. */
export const TOOLS = ['lockgen', 'uv-pre-commit', 'pip-tools', 'pip-compile-multi', 'uv lock'] as const;
export type Tool = (typeof TOOLS)[number];

/** A row of its tables. */
export interface ComparisonRow {
  /** As it is written, without its note. */
  readonly label: string;
  /** The note of its label: what it is called in the tests. */
  readonly note: string | undefined;
  /** Each tool's cell as it is written. */
  readonly cells: ReadonlyMap<Tool, string>;
}

const NOTE = /\s*\[\^(\w+)\]/g;

/** The rows of all tables that have a column for each tool. */
export function comparisonRows(markdown: string): readonly ComparisonRow[] {
  const head = `| | ${TOOLS.join(' | ')} |`.replace('uv lock', '`uv lock`');
  const lines = markdown.split('\n');
  return lines.flatMap((line, at) => {
    if (line !== head) return [];
    const rows = lines.slice(at + 2);
    const end = rows.findIndex((row) => !row.startsWith('|'));
    return rows.slice(0, end < 0 ? undefined : end).map((row) => {
      const [label = '', ...cells] = row.replace(/^\| *| *\|$/g, '').split(/ *\| */);
      return {
        label: label.replace(NOTE, ''),
        note: [...label.matchAll(NOTE)].at(-1)?.[1],
        cells: new Map(TOOLS.map((tool, column) => [tool, cells[column] ?? ''])),
      };
    });
  });
}

/** A cell, or a label, as it is read: without notes, links and emphasis. */
export function plain(cell: string): string {
  return cell
    .replace(NOTE, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('**', '');
}

/** Whether a cell says where it is from. */
export const isCited = (cell: string): boolean => /\]\([^)]+\)/.test(cell);

/** Whether a cell says that there is nothing to be said, as another row's cell does without. */
export const isEmpty = (cell: string): boolean => cell === '–';

/** A row whose cells a test file judges. */
export interface OpenRow {
  /** What the page says of a tool. What this gives counts as judged. */
  says(tool: Tool): string;
  /** Whether the page says yes or no of it. */
  isYes(tool: Tool): boolean;
  /** The command, or the arguments, in backticks that a cell has. */
  code(tool: Tool): string;
}

/**
 * Opens a row of docs/comparison.md for a test file. When all tests of the file are done, every cell that neither cites
 * a page nor is empty must have been given, so that each is held to what the tool really does.
 *
 * @param note of its label
 * @throws Error where there is no such row
 */
export function openRow(note: string): OpenRow {
  const page = readFileSync(new URL('../../../docs/comparison.md', import.meta.url), 'utf8');
  const row = comparisonRows(page).find((one) => one.note === note);
  if (row === undefined) throw new Error(`docs/comparison.md has no row with the note ${note}`);
  const judged = new Set<Tool>();
  const says = (tool: Tool): string => {
    judged.add(tool);
    return plain(row.cells.get(tool) ?? '');
  };
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are asked for.
  afterAll(({}, suite) => {
    // With `-t`, some tests are left out.
    if (suite.tasks.some(isLeftOut)) return;
    const left = [...row.cells].filter(
      ([tool, cell]) => !judged.has(tool) && !isCited(cell) && !isEmpty(cell),
    );
    expect(left.map(([tool]) => `${row.label}: ${tool}`)).toEqual([]);
  });
  return {
    says,
    isYes(tool) {
      const [, word] = /^(yes|no)\b/.exec(says(tool)) ?? [];
      if (word === undefined) throw new Error(`neither yes nor no: ${row.label}: ${tool}`);
      return word === 'yes';
    },
    code(tool) {
      const [, code] = /`([^`]+)`/.exec(says(tool)) ?? [];
      if (code === undefined) throw new Error(`no command: ${row.label}: ${tool}`);
      return code;
    },
  };
}
