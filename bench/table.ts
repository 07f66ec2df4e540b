/** Times of one side, in milliseconds. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  readonly rounds: number;
}

/** One comparison of the table; its goal is a ratio, milliseconds over the other side, or milliseconds in all. */
export interface Row {
  readonly job: string;
  readonly ours: Spread;
  readonly beside: string;
  readonly theirs: Spread;
  readonly goal?: number;
  readonly goalMilliseconds?: number;
  /** Milliseconds in all. */
  readonly goalTotal?: number;
}

/** Median and quartiles. */
export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), lower: at(0.25), upper: at(0.75), rounds: sorted.length };
}

/** The Markdown table of a run. */
export function table(rows: readonly Row[]): string {
  const ms = ({ median, lower, upper }: Spread): string =>
    median >= 100
      ? `${Math.round(median)} ms (${Math.round(lower)}–${Math.round(upper)})`
      : `${median.toFixed(1)} ms (${lower.toFixed(1)}–${upper.toFixed(1)})`;
  const lines = rows.map((row) => {
    const ratio = row.ours.median / row.theirs.median;
    const over = row.ours.median - row.theirs.median;
    const [result, goal] =
      row.goalTotal !== undefined
        ? [`${Math.round(row.ours.median)} ms`, `≤ ${row.goalTotal} ms`]
        : row.goalMilliseconds !== undefined
          ? [`+${over.toFixed(1)} ms`, `≤ +${row.goalMilliseconds} ms`]
          : [`${ratio.toFixed(2)} ×`, `≤ ${row.goal} ×`];
    return `| ${row.job} | ${ms(row.ours)} | ${row.beside} | ${ms(row.theirs)} | ${result} | ${goal} |`;
  });
  return `${[
    '| lockgen | median (quartiles) | beside | median (quartiles) | result | goal |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')}\n`;
}
