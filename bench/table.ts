import type { Times } from './surroundings.js';

/** Times of one side, in milliseconds. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  readonly rounds: number;
}

/** One comparison with a goal: a ratio, milliseconds over the other side, or an amount of one's own. */
export interface Row {
  readonly job: string;
  readonly ours: Spread;
  readonly beside: string;
  readonly theirs: Spread;
  readonly goal: Goal;
}

/** What a row is held to. */
export type Goal =
  | { readonly kind: 'ratio'; readonly most: number }
  | { readonly kind: 'over'; readonly most: number }
  /** Of what both are over a third, which is in both. */
  | { readonly kind: 'overhead'; readonly most: number; readonly base: Spread }
  | { readonly kind: 'total'; readonly most: number; readonly unit: 'ms' | 'MB' };

/** What people would run for the same job, with times of each; the first is lockgen. */
export interface Field {
  readonly job: string;
  readonly sides: readonly (readonly [name: string, times: Spread])[];
  /** What is in all of them, such as the commit itself. */
  readonly base?: Spread;
}

/** Median and quartiles. */
export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), lower: at(0.25), upper: at(0.75), rounds: sorted.length };
}

/** The spread of one side. */
export const spreadOf = (times: Times, side: string): Spread => spread(times.get(side) ?? []);

/** The result of a row, as a number and in words, and whether the goal is met. */
function result({ ours, theirs, goal }: Row): {
  readonly text: string;
  readonly goalText: string;
  readonly met: boolean;
} {
  if (goal.kind === 'total') {
    const value =
      goal.unit === 'ms' && goal.most < 10 ? ours.median.toFixed(1) : `${Math.round(ours.median)}`;
    return {
      text: `${value} ${goal.unit}`,
      goalText: `≤ ${goal.most} ${goal.unit}`,
      met: ours.median <= goal.most,
    };
  }
  if (goal.kind === 'over') {
    const over = ours.median - theirs.median;
    const sign = over < 0 ? '−' : '+';
    return {
      text: `${sign}${Math.abs(over).toFixed(1)} ms`,
      goalText: `≤ +${goal.most} ms`,
      met: over <= goal.most,
    };
  }
  const base = goal.kind === 'overhead' ? goal.base.median : 0;
  const ratio = (ours.median - base) / (theirs.median - base);
  return {
    text: `${ratio.toFixed(2)} ×${goal.kind === 'overhead' ? ' its overhead' : ''}`,
    goalText: `≤ ${goal.most} ×`,
    met: ratio <= goal.most,
  };
}

const amount = (value: number): string => (value >= 100 ? `${Math.round(value)}` : value.toFixed(1));
const withSpread = ({ median, lower, upper }: Spread, unit = 'ms'): string =>
  `${amount(median)} ${unit} (${amount(lower)}–${amount(upper)})`;

/** The Markdown table of what has a goal. */
export function goalsTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { text, goalText, met } = result(row);
    const unit = row.goal.kind === 'total' ? row.goal.unit : 'ms';
    return `| ${row.job} | ${withSpread(row.ours, unit)} | ${row.beside} | ${withSpread(row.theirs, unit)} | ${text} | ${goalText}${met ? '' : ' **missed**'} |`;
  });
  return [
    '| lockgen | median (quartiles) | beside | median (quartiles) | result | goal |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

/** The Markdown tables of what people would run instead, one a job, the fastest first. */
export function fieldTables(fields: readonly Field[]): string {
  return fields
    .map(({ job, sides, base }) => {
      const [first] = sides;
      const over = (one: Spread): number => one.median - (base?.median ?? 0);
      const ours = first === undefined ? Number.NaN : over(first[1]);
      const head = base === undefined ? '' : ' over none |';
      const lines = [...sides]
        .sort(([, a], [, b]) => a.median - b.median)
        .map(([name, times]) => {
          const more = base === undefined ? '' : ` +${amount(over(times))} ms |`;
          return `| ${name} | ${withSpread(times)} |${more} ${(over(times) / ours).toFixed(2)} × |`;
        });
      return [
        `### ${job}`,
        '',
        `| | median (quartiles) |${head} lockgen = 1 |`,
        `|---|---|${base === undefined ? '' : '---|'}---|`,
        ...lines,
        '',
      ].join('\n');
    })
    .join('\n');
}
