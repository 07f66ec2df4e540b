import { readHeader } from './header.js';
import { conflictMark, lineEnding } from './lines.js';

/**
 * The text with another command in its header, in uv's form: `#    uv pip compile …`.
 * A text whose header has no command stays as it is.
 */
export function withHeaderCommand(text: string, command: string): string {
  const header = readHeader(text);
  if (header?.command === undefined) return text;
  const lines = splitLines(text);
  lines[header.line - 1] = `#    ${command}${endOf(lines[header.line - 1] ?? '')}`;
  return lines.join('');
}

/**
 * The text with `--find-links` lines for these URLs where `uv pip compile --emit-find-links` writes them: below
 * the header, after index URLs, before `--no-binary` and `--only-binary`, with an empty line below the options. URLs that have their line are skipped.
 */
export function withFindLinks(text: string, urls: readonly string[]): string {
  const lines = splitLines(text);
  const end = lineEnding(text);
  const start = lines.findIndex(
    (line) => !line.startsWith('#') && conflictMark(line.trimEnd()) === undefined,
  );
  const first = start === -1 ? lines.length : start;
  let last = first;
  while (lines[last]?.startsWith('--') === true) last += 1;
  const block = lines.slice(first, last);
  const present = new Set(block.flatMap((line) => /^--find-links[ =](.*)$/s.exec(line)?.[1]?.trim() ?? []));
  const missing = [...new Set(urls)].filter((url) => !present.has(url));
  if (missing.length === 0) return text;
  const place =
    block.findLastIndex((line) => /^--(?:find-links|index-url|extra-index-url)[ =]/.test(line)) + 1;
  const added = missing.map((url) => `--find-links ${url}${end}`);
  const whole = (line: string): string => (endOf(line) === '' ? line + end : line);
  const above = [...lines.slice(0, first), ...block.slice(0, place)].map(whole);
  const rest = lines.slice(last);
  const gap = rest[0]?.trim() === '' ? [] : [end];
  return [...above, ...added, ...block.slice(place).map(whole), ...gap, ...rest].join('');
}

/**
 * The text without `-c FILE` among the comments that say where a pin comes from: the text of a compile without
 * that constraint file, if the constraint changed no pin. All of uv's forms: `# via` with a list, in one line
 * (to which a list of two goes back), and `--annotation-style=line`.
 * @param file as uv writes it in these comments: the path that it was given
 */
export function withoutConstraintVia(text: string, file: string): string {
  const lines = splitLines(text);
  const out: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (!/^ {4}# via\s*$/.test(line)) {
      out.push(withoutInlineVia(line, file));
      continue;
    }
    const list: string[] = [];
    while (/^ {4}# {3}\S/.test(lines[index + 1] ?? '')) list.push(lines[++index] ?? '');
    const kept = list.filter((item) => item.trim() !== `#   -c ${file}`);
    if (kept.length === list.length) for (const each of [line, ...list]) out.push(each);
    else if (kept.length === 1) out.push(`    # via ${(kept[0] ?? '').trim().slice(4)}${endOf(line)}`);
    else if (kept.length > 1) for (const each of [line, ...kept]) out.push(each);
  }
  return out.join('');
}

function withoutInlineVia(line: string, file: string): string {
  const at = line.indexOf('# via ');
  const end = /\r?\n$|\r$/.exec(line.slice(-2))?.[0] ?? '';
  const list = at < 0 ? '' : line.slice(at + '# via '.length, line.length - end.length);
  if (!/^\S/.test(list)) return line;
  const entry = line.slice(0, at).trimEnd();
  const space = line.slice(entry.length, at);
  if (entry.startsWith('#')) return line;
  const items = list.split(', ');
  const kept = items.filter((item) => item !== `-c ${file}`);
  if (kept.length === items.length) return line;
  if (kept.length > 0) return `${entry}${space}# via ${kept.join(', ')}${end}`;
  return entry === '' ? '' : `${entry}${end}`;
}

/** Lines with their endings, so that joining them gives the same text. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A line's ending: `\n`, `\r\n`, or `''` at the end of a file. */
export function endOf(line: string): string {
  return /\r?\n$/.exec(line.slice(-2))?.[0] ?? '';
}
