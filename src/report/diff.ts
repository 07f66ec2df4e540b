import type { DiffRow } from '../lockfile/diff-rows.js';
import { changeData, changeText, changeWord } from './changes.js';
import { code, markdownTable, prose } from './markdown.js';
import type { Paint } from './paint.js';
import type { Problem, Report } from './report.js';
import { alignedTable } from './table.js';
import { visible } from './visible.js';

/** What was compared with what, in words: `HEAD`, `the index`, a file's path. */
export interface Compared {
  readonly from: string;
  readonly to: string;
}

/**
 * What `lockgen diff` found out.
 *
 * @param quiet - without text where nothing differs
 */
export function diffReport(
  rows: readonly DiffRow[],
  names: Compared,
  paths: readonly string[],
  quiet = false,
): Report {
  return {
    command: 'diff',
    data: {
      from: names.from,
      to: names.to,
      lockfiles: paths,
      changes: rows.map(({ change, places }) => ({
        ...changeData(change),
        lockfiles: places.map(({ path, line }) => ({ path, line })),
      })),
    },
    problems: rows.flatMap(problemsOf),
    text: (paint) => (rows.length > 0 ? diffText(rows, paths, paint) : quiet ? '' : noneText(names, paths)),
    markdown: () => diffMarkdown(rows, names, paths),
  };
}

function problemsOf({ change, places }: DiffRow): readonly Problem[] {
  return places.map(({ path, line }) => ({
    severity: 'notice',
    code: changeWord(change),
    path,
    line,
    name: change.name,
    message: changeText(change),
    next: undefined,
  }));
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
      paint.dim(changeWord(change)),
      paths.length < 2 ? '' : row.places.map(({ path }) => visible(path)).join(', '),
    ];
  });
  return alignedTable(cells)
    .map((line) => `${line}\n`)
    .join('');
}

/** That nothing differs, or that there is nothing that could. */
function noneText({ from, to }: Compared, paths: readonly string[]): string {
  const what = paths.length === 0 ? 'no lockfile in' : 'no difference between';
  const or = paths.length === 0 ? 'or in' : 'and';
  return `${what} ${visible(from)} ${or} ${visible(to)}\n`;
}

function diffMarkdown(rows: readonly DiffRow[], { from, to }: Compared, paths: readonly string[]): string {
  const heading = `### Lockfile changes from ${code(from)} to ${code(to)}\n\n`;
  if (rows.length === 0) {
    return `${heading}${paths.length === 0 ? 'There is no lockfile in either.' : 'No difference.'}\n`;
  }
  const table = markdownTable(
    ['package', 'before', 'after', 'change', 'in'],
    rows.map((row) => [
      code(row.change.name),
      prose(row.change.before.join(', ')),
      prose(row.change.after.join(', ')),
      changeWord(row.change),
      row.places.map(({ path }) => code(path)),
    ]),
  );
  return heading + table;
}
