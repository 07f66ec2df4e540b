/** Lines around a change that are shown with it. */
const AROUND = 2;
/** Of removed lines in one place, these many at either end are shown. */
const REMOVED_ENDS = 6;
/** More lines than these are compared as two blocks: the time grows with the square of what differs. */
const MOST_CHANGES = 1500;

/** A line of a diff: ` ` as it was, `-` gone, `+` new. */
interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/**
 * What changes between two texts, as `diff -u` has it: a head with the lines' numbers before each place, two lines around
 * it, and each added line whole. Of many removed lines the first and the last are shown.
 */
export function hunks(before: string, after: string): readonly string[] {
  const lines = diff(linesOf(before), linesOf(after));
  const shown = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ sign }) => sign !== ' '),
  );
  const found: string[] = [];
  let [old, now] = [1, 1];
  for (let at = 0; at < lines.length; ) {
    if (shown[at] !== true) {
      at += 1;
      old += 1;
      now += 1;
      continue;
    }
    let end = at;
    while (shown[end] === true) end += 1;
    const part = lines.slice(at, end);
    const [olds, nows] = ['-', '+'].map(
      (sign) => part.filter((one) => one.sign !== (sign === '-' ? '+' : '-')).length,
    );
    found.push(`@@ -${range(old, olds ?? 0)} +${range(now, nows ?? 0)} @@`, ...shortened(part));
    old += olds ?? 0;
    now += nows ?? 0;
    at = end;
  }
  return found;
}

/** As in a unified diff: `start,count`, the count left out where it is 1; of no lines, the line before. */
function range(start: number, count: number): string {
  if (count === 1) return String(start);
  return `${count === 0 ? start - 1 : start},${count}`;
}

function shortened(part: readonly Line[]): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < part.length; ) {
    let end = at;
    while (part[end]?.sign === '-') end += 1;
    const removed = end - at;
    if (removed > 2 * REMOVED_ENDS + 1) {
      const gone = part.slice(at, end);
      found.push(
        ...gone.slice(0, REMOVED_ENDS).flatMap(written),
        `  … ${removed - 2 * REMOVED_ENDS} lines more that go`,
        ...gone.slice(-REMOVED_ENDS).flatMap(written),
      );
      at = end;
      continue;
    }
    const line = part[at];
    if (line !== undefined) found.push(...written(line));
    at += 1;
  }
  return found;
}

function written({ sign, text }: Line): readonly string[] {
  const isOpen = text.endsWith(NO_END);
  const line = isOpen ? text.slice(0, -NO_END.length) : text;
  // As `diff -u` has it.
  return [line === '' ? sign.trim() : `${sign} ${line}`, ...(isOpen ? ['\\ No newline at end of file'] : [])];
}

/** The lines of a text, of which a last one without an end is another than with one. */
function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines[lines.length - 1] = `${lines.at(-1) ?? ''}${NO_END}`;
  return lines;
}

/** Behind a line without an end; no line has it in it. */
const NO_END = '\n';

/** The shortest way from one list of lines to the other, by Myers' greedy algorithm. */
function diff(old: readonly string[], now: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const same = (lines: readonly string[]): Line[] => lines.map((text) => ({ sign: ' ', text }));
  return [
    ...same(old.slice(0, start)),
    ...between(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...same(old.slice(old.length - end)),
  ];
}

function between(old: readonly string[], now: readonly string[]): readonly Line[] {
  const reaches: ReadonlyMap<number, number>[] = [];
  const reach = new Map<number, number>([[1, 0]]);
  const most = Math.min(old.length + now.length, MOST_CHANGES);
  for (let changes = 0; changes <= most; changes += 1) {
    reaches.push(new Map(reach));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = isDown(reach, diagonal, changes)
        ? (reach.get(diagonal + 1) ?? 0)
        : (reach.get(diagonal - 1) ?? 0) + 1;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x += 1;
      reach.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return wayBack(old, now, reaches);
    }
  }
  return [
    ...old.map((text): Line => ({ sign: '-', text })),
    ...now.map((text): Line => ({ sign: '+', text })),
  ];
}

const isDown = (reach: ReadonlyMap<number, number>, diagonal: number, changes: number): boolean =>
  diagonal === -changes ||
  (diagonal !== changes && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1));

function wayBack(
  old: readonly string[],
  now: readonly string[],
  reaches: readonly ReadonlyMap<number, number>[],
): readonly Line[] {
  const found: Line[] = [];
  let [x, y] = [old.length, now.length];
  for (let changes = reaches.length - 1; changes >= 0; changes -= 1) {
    const reach = reaches[changes] ?? new Map<number, number>();
    const diagonal = x - y;
    const down = isDown(reach, diagonal, changes);
    const before = down ? diagonal + 1 : diagonal - 1;
    const [fromX, fromY] = [reach.get(before) ?? 0, (reach.get(before) ?? 0) - before];
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      x -= 1;
      y -= 1;
      found.push({ sign: ' ', text: old[x] ?? '' });
    }
    if (changes === 0) break;
    if (down) found.push({ sign: '+', text: now[fromY] ?? '' });
    else found.push({ sign: '-', text: old[fromX] ?? '' });
    [x, y] = [fromX, fromY];
  }
  return found.reverse();
}
