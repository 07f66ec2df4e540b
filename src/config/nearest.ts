/** How many edits (Damerau-Levenshtein: insert, delete, replace, swap neighbours) lead from one text to the other. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/**
 * What was probably meant: the known word at most two edits away (one, for words of up to four letters), or one that
 * begins with it; case and the separators `-`, `_`, `.` don't count. The first of several that are equally near.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_.]/g, '');
  const wanted = plain(word);
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const other = plain(candidate);
    const begins = wanted.length >= 3 && other.startsWith(wanted);
    // No nearer than that, and a long word costs a row for each of its letters.
    if (!begins && Math.abs(wanted.length - other.length) > 2) continue;
    const distance = begins ? Math.min(2, other.length - wanted.length) : editDistance(wanted, other);
    const limit = !begins && Math.min(wanted.length, other.length) <= 4 ? 1 : 2;
    if (distance <= limit && (best === undefined || distance < best.distance))
      best = { word: candidate, distance };
  }
  return best?.word;
}
