import type { Field } from './table.js';

/** How a time grows with the number of projects. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [projects: number, milliseconds: number])[];
}

const WIDTH = 760;
const BAR = 22;
const LABELS = 350;
/** What stands beside the ends of lines is at least so far apart. */
const APART = 16;
const PLOT = { left: 60, right: 190, top: 40, height: 230 };
const COLOURS = ['#2f6fde', '#c2571a', '#2b8a3e'];
const FONT = 'font: 13px system-ui, -apple-system, "Segoe UI", sans-serif';

/**
 * Draws the times of a run as an SVG, which is readable on a light and on a dark page: bars of what people would run for
 * each job, as multiples of lockgen's, and lines of how times grow with the number of projects.
 */
export function chart(fields: readonly Field[], lines: readonly Line[]): string {
  const parts: string[] = [];
  let y = 0;
  for (const field of fields) {
    const { svg, height } = bars(field, y);
    parts.push(svg);
    y += height;
  }
  if (lines.length > 0) {
    parts.push(growth(lines, y));
    y += PLOT.top + PLOT.height + 60;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="Times of lockgen and of what others run instead">
<style>
  text { ${FONT}; fill: #24292f }
  .title { font-weight: 600 }
  .bar { fill: #9aa4af }
  .ours { fill: #2f6fde }
  .grid { stroke: #d0d7de }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .bar { fill: #6e7681 } .grid { stroke: #30363d } }
</style>
${parts.join('\n')}
</svg>
`;
}

/** Bars from zero, so that a bar twice as long is twice the time. */
function bars({ job, sides, base }: Field, top: number): { readonly svg: string; readonly height: number } {
  const over = (median: number): number => Math.max(median - (base?.median ?? 0), 0);
  const sorted = [...sides].sort(([, a], [, b]) => a.median - b.median);
  const values = sorted.map(([, { median }]) => over(median));
  const scale = (WIDTH - LABELS - 80) / Math.max(...values);
  const rows = sorted.map(([name], at) => {
    const value = values[at] ?? 0;
    const y = top + 40 + at * BAR;
    const width = Math.max(2, value * scale);
    const ours = name.startsWith('lockgen');
    return [
      `<text x="${LABELS - 8}" y="${y + 14}" text-anchor="end">${escaped(name)}</text>`,
      `<rect class="${ours ? 'ours' : 'bar'}" x="${LABELS}" y="${y + 2}" width="${width.toFixed(1)}" height="${BAR - 6}" rx="2"/>`,
      `<text x="${(LABELS + width + 6).toFixed(1)}" y="${y + 14}">${duration(value)}</text>`,
    ].join('\n');
  });
  const title = `<text class="title" x="8" y="${top + 24}">${escaped(job)}</text>`;
  return { svg: [title, ...rows].join('\n'), height: 40 + sorted.length * BAR + 16 };
}

/** Both axes are of logarithms: what grows with the number is a line of slope one. */
function growth(lines: readonly Line[], top: number): string {
  const all = lines.flatMap(({ points }) => points);
  const [maxX, minY, maxY] = [
    Math.max(...all.map(([x]) => x)),
    Math.min(...all.map(([, y]) => y)),
    Math.max(...all.map(([, y]) => y)),
  ];
  const width = WIDTH - PLOT.left - PLOT.right;
  const low = 10 ** Math.floor(Math.log10(minY));
  const high = 10 ** Math.ceil(Math.log10(maxY));
  const x = (value: number): number =>
    PLOT.left + (Math.log10(value) / Math.log10(Math.max(maxX, 10))) * width;
  const y = (value: number): number =>
    top + PLOT.top + PLOT.height * (1 - Math.log10(value / low) / Math.log10(high / low));
  const grid: string[] = [];
  for (let value = low; value <= high; value *= 10) {
    grid.push(
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.left + width}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/>`,
      `<text x="${PLOT.left - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${duration(value)}</text>`,
    );
  }
  for (let value = 1; value <= maxX; value *= 10) {
    grid.push(
      `<text x="${x(value).toFixed(1)}" y="${top + PLOT.top + PLOT.height + 20}" text-anchor="middle">${value}</text>`,
    );
  }
  const taken: number[] = [];
  const drawn = lines.map(({ name, points }, at) => {
    const colour = COLOURS[at % COLOURS.length];
    const path = points.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(' ');
    const dots = points.map(
      ([px, py]) => `<circle cx="${x(px).toFixed(1)}" cy="${y(py).toFixed(1)}" r="3" fill="${colour}"/>`,
    );
    const [lastX, lastY] = points.at(-1) ?? [1, low];
    let label = y(lastY) + 4;
    while (taken.some((other) => Math.abs(other - label) < APART)) label += APART;
    taken.push(label);
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...dots,
      `<text x="${(x(lastX) + 8).toFixed(1)}" y="${label.toFixed(1)}">${escaped(name)}</text>`,
    ].join('\n');
  });
  return [
    `<text class="title" x="8" y="${top + 20}">Time by number of projects, two lockfiles each (both axes logarithmic)</text>`,
    ...grid,
    ...drawn,
  ].join('\n');
}

function duration(milliseconds: number): string {
  if (milliseconds >= 100_000) return `${Math.round(milliseconds / 1000)} s`;
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(milliseconds >= 10_000 ? 0 : 1)} s`;
  return `${milliseconds >= 10 ? Math.round(milliseconds) : milliseconds.toFixed(1)} ms`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('`', '');
