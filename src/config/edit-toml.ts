import type { Setting } from './edit-uv.js';

/**
 * TOML text with one key of its first, nameless table set: where it stands, else at that table's end. The caller holds
 * the result against what it should say.
 */
export function setInToml(text: string, { key, value }: Setting): string {
  const newline = /\r\n/.test(text) ? '\r\n' : '\n';
  const written =
    typeof value === 'string'
      ? [`${key} = ${JSON.stringify(value)}`]
      : [`${key} = [`, ...value.map((one) => `  ${JSON.stringify(one)},`), ']'];
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  const header = lines.findIndex((line) => /^\s*\[/.test(line));
  const end = header === -1 ? lines.length : header;
  const start = lines.slice(0, end).findIndex((line) => new RegExp(`^\\s*["']?${key}["']?\\s*=`).test(line));
  if (start !== -1) {
    const comment = typeof value === 'string' ? (/\s+#[^"']*$/.exec(lines[start] ?? '')?.[0] ?? '') : '';
    const [first = '', ...rest] = written;
    lines.splice(start, lengthOf(lines, start), `${first}${comment}`, ...rest);
  } else {
    // Above the comment that belongs to the first table.
    let at = end;
    while (at > 0 && header !== -1 && /^\s*(#.*)?$/.test(lines[at - 1] ?? '')) at -= 1;
    lines.splice(at, 0, ...written, ...(at === 0 && header !== -1 ? [''] : []));
  }
  return `${lines.join(newline)}${newline}`;
}

/** How many lines a key's value takes: more than one where brackets are open at its line's end. */
function lengthOf(lines: readonly string[], start: number): number {
  let open = 0;
  for (let at = start; at < lines.length; at += 1) {
    const bare = (lines[at] ?? '').replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '').replace(/#.*$/, '');
    open += (bare.match(/\[/g) ?? []).length - (bare.match(/\]/g) ?? []).length;
    if (open <= 0) return at - start + 1;
  }
  return lines.length - start;
}
