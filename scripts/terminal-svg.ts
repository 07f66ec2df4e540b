/** One run of text with one look. */
interface Span {
  readonly text: string;
  readonly colour: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
}

const COLOURS: Readonly<Record<string, string>> = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341' };
/** Select Graphic Rendition (ECMA-48), the sequence that colours text. */
const SGR = new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`);
const CELL = { width: 8.43, height: 20, font: 14 } as const;
const MARGIN = 16;

/**
 * A picture of a terminal's text, as SVG: the colours of lockgen's own output, columns at their places in whatever
 * monospaced font the reader has.
 *
 * @param text - with the escape sequences that colour it
 * @param label - what a screen reader says in place of the picture
 */
export function terminalSvg(text: string, label: string): string {
  const lines = text.trimEnd().split('\n').map(spansOf);
  const columns = Math.max(
    ...lines.map((spans) => spans.reduce((sum, span) => sum + [...span.text].length, 0)),
  );
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = lines.length * CELL.height + 2 * MARGIN;
  const rows = lines.flatMap((spans, row) => {
    const y = MARGIN + row * CELL.height + CELL.font;
    let column = 0;
    return spans.flatMap((span) => {
      const from = column;
      column += [...span.text].length;
      const look = [
        ...(span.colour === undefined ? [] : [`fill="${span.colour}"`]),
        ...(span.bold ? ['font-weight="bold"'] : []),
        ...(span.dim ? ['opacity="0.65"'] : []),
      ];
      // Two spaces and more, and those at an edge, are only a place: browsers make one of them, xml:space or not.
      return [...span.text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index }) => {
        const x = MARGIN + (from + [...span.text.slice(0, index)].length) * CELL.width;
        const length = ([...text].length * CELL.width).toFixed(1);
        const place = `x="${x.toFixed(1)}" y="${y}" textLength="${length}"`;
        return `<text ${[place, ...look].join(' ')}>${escaped(text)}</text>\n`;
      });
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g fill="#e6edf3" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${CELL.font}">
${rows.join('')}</g>
</svg>
`;
}

function spansOf(line: string): readonly Span[] {
  let look: Omit<Span, 'text'> = { colour: undefined, bold: false, dim: false };
  const spans: Span[] = [];
  for (const [index, part] of line.split(SGR).entries()) {
    if (index % 2 === 0) {
      if (part !== '') spans.push({ text: part, ...look });
      continue;
    }
    for (const code of part.split(';')) look = changed(look, code);
  }
  return spans;
}

function changed(look: Omit<Span, 'text'>, code: string): Omit<Span, 'text'> {
  switch (code) {
    case '1':
      return { ...look, bold: true };
    case '2':
      return { ...look, dim: true };
    case '22':
      return { ...look, bold: false, dim: false };
    case '39':
      return { ...look, colour: undefined };
    default:
      return COLOURS[code] === undefined ? look : { ...look, colour: COLOURS[code] };
  }
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
