import { displayWidth, padded } from './width.js';

/** Columns for a person, each as wide as its widest cell; what is empty in all rows, or at an end, adds no spaces. */
export function alignedTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, index) => padded(cell, widths[index] ?? 0))
      .filter((_, index) => (widths[index] ?? 0) > 0)
      .join('  ')
      .trimEnd(),
  );
}
