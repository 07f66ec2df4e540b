/** The cells of a row; several lines in one cell are an array. */
export type MarkdownRow = readonly (string | readonly string[])[];

/**
 * A table of GitHub Flavored Markdown (its specification, "Tables"), which GitLab and Azure read as well.
 *
 * @returns lines, each with its newline; texts in it mean themselves
 */
export function markdownTable(head: readonly string[], rows: readonly MarkdownRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) =>
      line(row.map((cell) => (typeof cell === 'string' ? [cell] : cell).map(inCell).join('<br>'))),
    ),
  ].join('');
}

/** Text that Markdown takes as it is. */
export function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const pad = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text.replace(/\s+/g, ' ')}${pad}${fence}`;
}

/** A bar would end the cell, even in code. */
function inCell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
