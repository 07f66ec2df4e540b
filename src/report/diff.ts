import type { DiffRow } from '../lockfile/diff-rows.js';
import { changeData, changeText } from './changes.js';
import { code, markdownTable, prose } from './markdown.js';
import type { Paint } from './paint.js';
import type { Problem, Report } from './report.js';
import type { RuleCode } from './rules.js';
import { alignedTable } from './table.js';
import { visible } from './visible.js';

/** What was compared with what, in words: `HEAD`, `the index`, a file's path. */
export interface Compared {
  readonly from: string;
  readonly to: string;
}

/** What `lockgen diff` found out. */
export function diffReport(
  rows: readonly DiffRow[],
  { from, to }: Compared,
  paths: readonly string[],
): Report {
  return {
    command: 'diff',
    data: {
      from,
      to,
      lockfiles: paths,
      changes: rows.map(({ change, places }) => ({
        ...changeData(change),
        lockfiles: places.map(({ path, line }) => ({ path, line })),
      })),
    },
    problems: rows.flatMap(problemsOf),
    text: (paint) => diffText(rows, paths, paint),
    markdown: () => diffMarkdown(rows, { from, to }),
  };
}

function problemsOf({ change, places }: DiffRow): readonly Problem[] {
  return places.map(({ path, line }) => ({
    severity: 'notice',
    code: wordFor({ change, places }),
    path,
    line,
    name: change.name,
    message: changeText(change),
    next: undefined,
  }));
}

/** What happened: `added`, `removed`, or how far a version moved. */
function wordFor({ change }: DiffRow): RuleCode {
  if (change.kind !== 'changed') return change.kind;
  return change.size === undefined || change.size === 'other' ? 'changed' : change.size;
}

function diffText(rows: readonly DiffRow[], paths: readonly string[], paint: Paint): string {
  const cells = rows.map((row) => {
    const { change } = row;
    const colour = change.kind === 'added' ? paint.green : change.kind === 'removed' ? paint.red : paint.bold;
    return [
      colour(visible(change.name)),
      visible(change.before.join(', ')),
      change.kind === 'changed' ? '→' : '',
      visible(change.after.join(', ')),
      paint.dim(wordFor(row)),
      paths.length < 2 ? '' : row.places.map(({ path }) => visible(path)).join(', '),
    ];
  });
  return alignedTable(cells)
    .map((line) => `${line}\n`)
    .join('');
}

function diffMarkdown(rows: readonly DiffRow[], { from, to }: Compared): string {
  const heading = `### Lockfile changes from ${code(from)} to ${code(to)}\n\n`;
  if (rows.length === 0) return `${heading}None.\n`;
  const table = markdownTable(
    ['package', 'before', 'after', 'change', 'in'],
    rows.map((row) => [
      code(row.change.name),
      prose(row.change.before.join(', ')),
      prose(row.change.after.join(', ')),
      wordFor(row),
      row.places.map(({ path }) => code(path)),
    ]),
  );
  return heading + table;
}
