import type { Setting } from './edit-uv.js';

/**
 * YAML text with one key at its top level set: where it stands, else at the end. Only for what people write by hand, a
 * block of `key: value` lines; the caller holds the result against what it should say.
 */
export function setInYaml(text: string, { key, value }: Setting): string {
  const newline = /\r\n/.test(text) ? '\r\n' : '\n';
  const written = [
    typeof value === 'string' ? `${key}: ${JSON.stringify(value)}` : `${key}:`,
    ...(typeof value === 'string' ? [] : value.map((one) => `  - ${JSON.stringify(one)}`)),
  ];
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  const start = lines.findIndex((line) => new RegExp(`^["']?${key}["']?\\s*:(?:\\s|$)`).test(line));
  if (start === -1) return `${[...lines, ...written].join(newline)}${newline}`;
  // A comment behind the value stays, where the value is one line again.
  const comment = typeof value === 'string' ? (/\s+#.*$/.exec(lines[start] ?? '')?.[0] ?? '') : '';
  const [first = '', ...rest] = written;
  lines.splice(start, lengthOf(lines, start), `${first}${comment}`, ...rest);
  return `${lines.join(newline)}${newline}`;
}

/** How many lines a key's value takes: those that are indented, and a list's that needn't be. */
function lengthOf(lines: readonly string[], start: number): number {
  let end = start + 1;
  for (let at = end; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (/^(?:[ \t]+[^\s#]|-(?:\s|$)|[\]}])/.test(line)) end = at + 1;
    else if (line.trim() !== '' && !/^\s*#/.test(line)) break;
  }
  return end - start;
}
