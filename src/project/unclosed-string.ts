/**
 * The column, from 1 on, of the string on a line of TOML that the line ends within; undefined where there is none. A string
 * of several lines isn't one.
 */
export function unclosedString(line: string): number | undefined {
  for (let at = 0; at < line.length; at += 1) {
    const quote = line[at];
    if (quote === '#') return undefined;
    if (quote !== '"' && quote !== "'") continue;
    if (line.startsWith(quote.repeat(3), at)) return undefined;
    const begun = at;
    for (at += 1; at < line.length && line[at] !== quote; at += 1) {
      if (quote === '"' && line[at] === '\\') at += 1;
    }
    if (at >= line.length) return begun + 1;
  }
  return undefined;
}
