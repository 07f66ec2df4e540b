/** Columns for a person, each as wide as its widest cell; what is empty in all rows, or at an end, adds no spaces. */
export function alignedTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cellWidth(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - cellWidth(cell)))
      .filter((_, index) => (widths[index] ?? 0) > 0)
      .join('  ')
      .trimEnd(),
  );
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Without what colours it. */
function cellWidth(cell: string): number {
  return [...cell.replace(ESCAPES, '')].length;
}
